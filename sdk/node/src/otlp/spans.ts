/** One kept trace as the spans that OpenTelemetry's exporter takes, named by its semantic conventions. */
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Span, Trace } from '@throughline/protocol';

export type OtelSpan = Parameters<OTLPTraceExporter['export']>[0][number];
export type Resource = OtelSpan['resource'];
type Attributes = OtelSpan['attributes'];
type Kind = OtelSpan['kind'];

/** OpenTelemetry's own numbers; its package need not be there to know them. */
const kinds = { internal: 0 as Kind, server: 1 as Kind, client: 2 as Kind };
const codes = { unset: 0 as OtelSpan['status']['code'], error: 2 as OtelSpan['status']['code'] };
const scope = { name: '@throughline/node' };

/** @param textOf The statement of a fingerprint, without values. */
export function toOtelSpans(
  trace: Trace,
  resource: Resource,
  textOf: (fingerprint: string) => string | undefined,
  newSpanId: () => string,
): OtelSpan[] {
  const make = (
    one: Pick<Span, 'startMs' | 'durationMs'> & { spanId: string; parentSpanId?: string; isRemote?: boolean },
    name: string,
    kind: Kind,
    attributes: Attributes,
    hasFailed: boolean,
  ): OtelSpan => {
    const startMs = trace.startedAtMs + one.startMs;
    return {
      name,
      kind,
      spanContext: () => ({ traceId: trace.traceId, spanId: one.spanId, traceFlags: 1 }),
      parentSpanContext:
        one.parentSpanId === undefined
          ? undefined
          : { traceId: trace.traceId, spanId: one.parentSpanId, traceFlags: 1, isRemote: one.isRemote },
      startTime: toHrTime(startMs),
      endTime: toHrTime(startMs + one.durationMs),
      duration: toHrTime(one.durationMs),
      status: { code: hasFailed ? codes.error : codes.unset },
      attributes,
      links: [],
      events: [],
      ended: true,
      resource,
      instrumentationScope: scope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  };

  const { spanId, parentSpanId, durationMs, method, route, status } = trace;
  const root = make(
    { startMs: 0, durationMs, spanId, parentSpanId, isRemote: true },
    route === '(unmatched)' ? method : `${method} ${route}`,
    kinds.server,
    serverAttributes(trace),
    status >= 500,
  );
  return [
    root,
    ...trace.spans.map((span) => {
      const { name, kind, attributes } = describe(span, textOf);
      const place = { ...span, spanId: span.spanId ?? newSpanId(), parentSpanId: spanId };
      const hasFailed = span.error !== undefined || (span.status ?? 0) >= 400;
      return make(place, name, kind, { ...attributes, ...errorType(span), ...codePlace(span) }, hasFailed);
    }),
  ];
}

function serverAttributes({ method, route, status, responseBytes, kept }: Trace): Attributes {
  const attributes: Attributes = { 'http.request.method': method, 'throughline.kept': kept };
  if (route !== '(unmatched)') attributes['http.route'] = route;
  if (status > 0) attributes['http.response.status_code'] = status;
  if (responseBytes !== undefined) attributes['http.response.size'] = responseBytes;
  if (status >= 500) attributes['error.type'] = String(status);
  return attributes;
}

function describe(
  span: Span,
  textOf: (fingerprint: string) => string | undefined,
): { name: string; kind: Kind; attributes: Attributes } {
  if (span.kind === 'sql') return describeStatement(span, textOf(span.fingerprint ?? ''));
  if (span.kind === 'http') return describeCall(span);
  return { name: span.name ?? span.kind, kind: kinds.internal, attributes: {} };
}

function describeStatement(span: Span, text: string | undefined) {
  const operation = /^\s*(\w+)/.exec(text ?? '')?.[1]?.toUpperCase();
  const attributes: Attributes = { 'db.system.name': 'postgresql' };
  if (text !== undefined) attributes['db.query.text'] = text;
  if (operation !== undefined) attributes['db.operation.name'] = operation;
  if (span.rows !== undefined) attributes['db.response.returned_rows'] = span.rows;
  if (span.error !== undefined) attributes['db.response.status_code'] = span.error;
  if (span.waitMs !== undefined) attributes['throughline.pool.wait_ms'] = span.waitMs;
  return { name: operation ?? 'postgresql', kind: kinds.client, attributes };
}

/** The name is `GET host:port/path`. */
function describeCall(span: Span) {
  const [, method = 'GET', host, port, path] =
    /^(\S+) ([^/:]*)(?::(\d+))?(\/.*)?$/.exec(span.name ?? '') ?? [];
  const attributes: Attributes = { 'http.request.method': method };
  if (host) attributes['server.address'] = host;
  if (port) attributes['server.port'] = Number(port);
  if (path) attributes['url.path'] = path;
  if (span.status !== undefined) attributes['http.response.status_code'] = span.status;
  return { name: method, kind: kinds.client, attributes };
}

function errorType({ error, status }: Span): Attributes {
  if (error !== undefined) return { 'error.type': error };
  return (status ?? 0) >= 400 ? { 'error.type': String(status) } : {};
}

function codePlace({ callSite }: Span): Attributes {
  const [, path, line] = /^(.*):(\d+)$/.exec(callSite ?? '') ?? [];
  return path === undefined ? {} : { 'code.file.path': path, 'code.line.number': Number(line) };
}

function toHrTime(ms: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6) % 1e9];
}
