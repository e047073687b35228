/**
 * Sees what the host asks of other services through `node:http` and `node:https`: adds `traceparent`, times the call,
 * reads the callee's parts. Their functions are wrapped, for Node 20 has no channel before the headers leave.
 */
import { errorMonitor } from 'node:events';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { toErrorName } from './error-name.ts';
import type { Settings } from './options.ts';
import type { RequestContext, RequestStore, SpanRecord } from './request-context.ts';
import { parseServerTiming } from './server-timing.ts';
import { formatTraceparent, type Ids, parseTraceparent } from './trace-context.ts';

/** Node's overloads; whatever the host passes goes on as it came. */
type AnyRequest = (...args: unknown[]) => ClientRequest;
type Module = { request: AnyRequest; get: AnyRequest };

/** @returns Stops watching. */
export function watchOutgoingHttp(deps: {
  store: RequestStore;
  settings: Settings;
  ids: Ids;
  failed: (error: unknown) => void;
}): () => void {
  const { store, settings, ids, failed } = deps;
  const { clock } = settings;
  let isWatching = true;

  function watch(outgoing: ClientRequest): void {
    const context = store.getStore();
    if (!context || context.isFinished || !isWatching) return;

    const nowMs = clock.nowMs();
    const span: SpanRecord = { kind: 'http', startMs: nowMs, endMs: Number.NaN, name: nameOf(outgoing) };
    span.spanId = handOn(context, outgoing, ids);
    context.addSpan(span);
    const call = context.time.startCall(nowMs);
    outgoing.once('response', (answer: IncomingMessage) => {
      span.status = answer.statusCode;
      const timing = answer.headers['server-timing'];
      if (timing !== undefined) call.parts = parseServerTiming(String(timing));
      // Node drops the body of an answer that nobody listens for; now that we listen, it is ours to do.
      if (outgoing.listenerCount('response') === 0) answer.resume();
    });
    const end = (error?: Error) => {
      if (context.isFinished || !Number.isNaN(span.endMs)) return;
      span.endMs = clock.nowMs();
      if (error) span.error = toErrorName(error);
      context.time.endCall(call, span.endMs);
    };
    // Not 'error': a listener would hide from the host that it has none.
    outgoing.once(errorMonitor, end);
    outgoing.once('close', () => end());
  }

  const restores = [http, https].flatMap((module) => {
    const open = module as unknown as Module;
    const request = watched(open.request, watch, failed);
    // Node's own get() would send the headers before we see the request.
    const get: AnyRequest = (...args) => {
      const outgoing = request(...args);
      outgoing.end();
      return outgoing;
    };
    return [replace(open, 'request', request), replace(open, 'get', get)];
  });
  syncBuiltinESMExports();

  return () => {
    isWatching = false;
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}

function watched(
  original: AnyRequest,
  watch: (outgoing: ClientRequest) => void,
  failed: (error: unknown) => void,
): AnyRequest {
  return (...args) => {
    const outgoing = original(...args);
    try {
      watch(outgoing);
    } catch (error) {
      failed(error);
    }
    return outgoing;
  };
}

function replace(module: Module, name: 'request' | 'get', ours: AnyRequest): () => void {
  const original = module[name];
  module[name] = ours;
  // Whoever wrapped after us keeps what they hold: then ours stays beneath and does nothing.
  return () => {
    if (module[name] === ours) module[name] = original;
  };
}

/** Adds the trace context and returns the id that the callee will name as its parent. The caller's own header is kept. */
function handOn(context: RequestContext, outgoing: ClientRequest, ids: Ids): string {
  const theirs = outgoing.getHeader('traceparent');
  if (theirs !== undefined) {
    const parsed = parseTraceparent(String(theirs));
    return parsed && parsed.traceId === context.trace.traceId ? parsed.spanId : ids.spanId();
  }

  const spanId = ids.spanId();
  // Headers given as a list, or with Expect, are written at once: then it is too late.
  if (outgoing.headersSent) return spanId;
  outgoing.setHeader('traceparent', formatTraceparent({ ...context.trace, spanId }));
  if (context.traceState !== undefined && !outgoing.hasHeader('tracestate')) {
    outgoing.setHeader('tracestate', context.traceState);
  }
  return spanId;
}

/** Without the query: it may hold anything. */
function nameOf(outgoing: ClientRequest): string {
  const host = outgoing.getHeader('host') ?? outgoing.host;
  return `${outgoing.method} ${host}${outgoing.path.split('?', 1)[0]}`;
}
