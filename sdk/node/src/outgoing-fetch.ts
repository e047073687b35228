/**
 * Sees what the host fetches, through undici's diagnostics channels: adds `traceparent`, times the call and reads
 * the callee's parts. Only `create` runs in the caller's async context, so it notes the request for the others.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { toErrorName } from './error-name.ts';
import type { Settings } from './options.ts';
import type { RequestContext, RequestStore, SpanRecord } from './request-context.ts';
import { parseServerTiming } from './server-timing.ts';
import type { Call } from './time-split.ts';
import { formatTraceparent, type Ids, parseTraceparent } from './trace-context.ts';

/** undici's request, as far as it is used here; its headers are a list of names and values, in older versions a text. */
type OutgoingRequest = {
  origin: string | URL;
  path: string;
  method: string;
  headers: string[] | string;
  addHeader(name: string, value: string): unknown;
};
type Answer = { statusCode: number; headers: (Buffer | string)[] };
type Outgoing = { context: RequestContext; span: SpanRecord; call: Call };

/** @returns Stops listening. */
export function watchOutgoingFetch(deps: {
  store: RequestStore;
  settings: Settings;
  ids: Ids;
  failed: (error: unknown) => void;
}): () => void {
  const { store, settings, ids, failed } = deps;
  const { clock } = settings;
  const outgoing = new WeakMap<object, Outgoing>();

  function created(request: OutgoingRequest): void {
    const context = store.getStore();
    if (!context || context.isFinished) return;

    const nowMs = clock.nowMs();
    const span: SpanRecord = { kind: 'http', startMs: nowMs, endMs: Number.NaN, name: nameOf(request) };
    span.spanId = handOn(context, request, ids);
    context.addSpan(span);
    outgoing.set(request, { context, span, call: context.time.startCall(nowMs) });
  }

  function answered(request: object, answer: Answer): void {
    const known = outgoing.get(request);
    if (!known) return;

    known.span.status = answer.statusCode;
    const timing = headerOf(answer.headers, 'server-timing');
    if (timing !== undefined) known.call.parts = parseServerTiming(timing);
  }

  function ended(request: object, error?: unknown): void {
    const known = outgoing.get(request);
    if (!known || known.context.isFinished) return;

    outgoing.delete(request);
    const nowMs = clock.nowMs();
    known.span.endMs = nowMs;
    if (error !== undefined) known.span.error = toErrorName(error);
    known.context.time.endCall(known.call, nowMs);
  }

  const listeners: [channel: string, listener: (message: unknown) => void][] = [
    ['undici:request:create', guard((message) => created(message.request))],
    ['undici:request:headers', guard((message) => answered(message.request, message.response))],
    ['undici:request:trailers', guard((message) => ended(message.request))],
    ['undici:request:error', guard((message) => ended(message.request, message.error))],
  ];
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };

  /** The shapes are undici's own and documented there; a version that changes them costs its spans, not the host. */
  function guard(
    listener: (message: { request: OutgoingRequest; response: Answer; error?: unknown }) => void,
  ) {
    return (message: unknown) => {
      try {
        listener(message as Parameters<typeof listener>[0]);
      } catch (error) {
        failed(error);
      }
    };
  }
}

/** Adds the trace context and returns the id that the callee will name as its parent. The caller's own header is kept. */
function handOn(context: RequestContext, request: OutgoingRequest, ids: Ids): string {
  const theirs = headerOf(request.headers, 'traceparent');
  if (theirs !== undefined) {
    const parsed = parseTraceparent(theirs);
    return parsed && parsed.traceId === context.trace.traceId ? parsed.spanId : ids.spanId();
  }

  const spanId = ids.spanId();
  request.addHeader('traceparent', formatTraceparent({ ...context.trace, spanId }));
  if (context.traceState !== undefined && headerOf(request.headers, 'tracestate') === undefined) {
    request.addHeader('tracestate', context.traceState);
  }
  return spanId;
}

/** Without the query: it may hold anything. */
function nameOf({ method, origin, path }: OutgoingRequest): string {
  const host = String(origin).replace(/^[a-z]+:\/\//i, '');
  return `${method} ${host}${path.split('?', 1)[0]}`;
}

/** Several headers of one name are joined, as HTTP allows. */
function headerOf(headers: readonly (Buffer | string)[] | string, name: string): string | undefined {
  if (typeof headers === 'string') {
    return new RegExp(`^${name}:\\s*(.*?)\\r?$`, 'im').exec(headers)?.[1];
  }
  const values: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (String(headers[at]).toLowerCase() === name) values.push(String(headers[at + 1]));
  }
  return values.length === 0 ? undefined : values.join(', ');
}
