/** The Express middleware: opens a request's context, tells its times in the headers, closes it at the end. */
import type { Request, RequestHandler, Response } from 'express';
import type { Settings } from './options.ts';
import type { Ending } from './report/trace.ts';
import { RequestContext, type RequestStore } from './request-context.ts';
import { readPattern, unmatched, watchMatches } from './route-pattern.ts';
import { formatMs, formatServerTiming } from './server-timing.ts';
import { formatTraceparent, type Ids, isTraceSampled, parseTraceparent } from './trace-context.ts';

export type Finish = (context: RequestContext, ending: Ending & { isAborted: boolean }) => void;

type Opened = {
  context: RequestContext;
  request: Request;
  /** What the connection had written before: it carries one request after the other. */
  bytesBefore: number;
  isTold: boolean;
};

/** @param finish Called once for each request, when its answer has gone out or its client has gone away. */
export function createMiddleware(deps: {
  store: RequestStore;
  settings: Settings;
  ids: Ids;
  finish: Finish;
  /** Counts what went wrong in here; the host never sees it. */
  failed: (error: unknown) => void;
}): RequestHandler {
  const { store, settings, ids, finish, failed } = deps;
  const { clock, showServerTiming } = settings;
  const seenPrototypes = new WeakSet<object>();
  /** Of this middleware alone: an app may be watched by two monitors. */
  const openedOf = Symbol('throughline.opened');
  type WatchedResponse = Response & { [openedOf]?: Opened | undefined };

  function open(request: Request, response: Response): RequestContext {
    const incoming = parseTraceparent(header(request, 'traceparent'));
    const traceId = incoming?.traceId ?? ids.traceId();
    const context = new RequestContext(
      {
        traceId,
        spanId: ids.spanId(),
        isSampled: incoming?.isSampled === true || isTraceSampled(traceId, settings.traceRatio),
      },
      { spanId: incoming?.spanId, traceState: incoming && header(request, 'tracestate') },
      clock.nowMs(),
      clock.unixMs(),
    );
    context.where = () => `${methodOf(request)} ${readPattern(request)}`;
    watchMatches(request, seenPrototypes);
    watchAnswer(response);
    (response as WatchedResponse)[openedOf] = {
      context,
      request,
      bytesBefore: bytesWritten(request),
      isTold: false,
    };
    response.on('close', onClose);
    return context;
  }

  function addHeaders(context: RequestContext, request: Request, response: Response): void {
    const { own, folded } = context.time.read(clock.nowMs());
    response.setHeader('X-Response-Time', formatMs(own.totalMs));
    response.setHeader('X-Process-Time', formatMs(Math.max(0, own.totalMs - own.sqlMs - own.upstreamMs)));
    const origin = allowedOrigin(request, response);
    if (origin === undefined) return;

    const pattern = readPattern(request);
    const route = pattern === unmatched ? undefined : pattern;
    response.appendHeader(
      'Server-Timing',
      formatServerTiming(folded, formatTraceparent(context.trace), route, context.timers()),
    );
    // Without it browsers hide Server-Timing from pages of other origins.
    if (origin !== null && !response.hasHeader('Timing-Allow-Origin')) {
      response.setHeader('Timing-Allow-Origin', origin);
    }
  }

  /** The value for Timing-Allow-Origin; null: shown to the same origin alone; undefined: not shown. */
  function allowedOrigin(request: Request, response: Response): string | null | undefined {
    if (showServerTiming === 'everyone') return '*';
    if (showServerTiming === 'nobody') return undefined;

    response.vary('Origin');
    const origin = header(request, 'origin');
    // A page's own navigations and GET requests carry no Origin.
    if (origin === undefined)
      return showServerTiming.includes(`${request.protocol}://${request.host}`) ? null : undefined;
    return showServerTiming.includes(origin) ? origin : undefined;
  }

  function close({ context, request, bytesBefore }: Opened, response: Response): void {
    try {
      const parts = context.time.read(clock.nowMs()).own;
      context.isFinished = true;
      finish(context, {
        method: methodOf(request),
        route: readPattern(request),
        status: response.headersSent ? response.statusCode : 0,
        isAborted: !response.writableFinished,
        responseBytes: Math.max(0, bytesWritten(request) - bytesBefore),
        parts,
      });
    } catch (error) {
      failed(error);
    }
  }

  /**
   * Has the headers added at the last moment at which they can be, and the request closed with its answer. `writeHead` is
   * replaced on the app's response prototype, once: a function of its own on each response would slow all that use it.
   */
  function watchAnswer(response: WatchedResponse): void {
    const prototype = Object.getPrototypeOf(response) as Response;
    if (seenPrototypes.has(prototype)) return;
    seenPrototypes.add(prototype);
    const { writeHead } = prototype;
    prototype.writeHead = function (this: WatchedResponse, ...args: Parameters<typeof writeHead>) {
      const opened = this[openedOf];
      if (opened && !opened.isTold) {
        opened.isTold = true;
        try {
          addHeaders(opened.context, opened.request, this);
        } catch (error) {
          failed(error);
        }
      }
      return writeHead.apply(this, args);
    } as typeof writeHead;
  }

  function onClose(this: WatchedResponse): void {
    const opened = this[openedOf];
    if (!opened) return;
    this[openedOf] = undefined;
    close(opened, this);
  }

  return (request, response, next) => {
    let context: RequestContext | undefined;
    try {
      context = open(request, response);
    } catch (error) {
      failed(error);
    }
    if (context) store.run(context, next);
    else next();
  };
}

const usualMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function methodOf({ method }: Request): string {
  return usualMethods.has(method) || /^[A-Z]{1,20}$/.test(method) ? method : 'OTHER';
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Of the whole connection so far; 0 where a test stands in for one. */
function bytesWritten({ socket }: Request): number {
  return (socket as Request['socket'] | undefined)?.bytesWritten ?? 0;
}
