/** Questions about servers and about what pages name: endpoints, statements, timers, traces, systems, requests. */
import {
  EndpointList,
  limits,
  MeasureList,
  N1List,
  PartSeries,
  QueryList,
  type QueryRow,
  RangeQuery,
  RequestList,
  ResourceList,
  ServerSummary,
  ServerTrace,
  SystemAnswer,
  TimerList,
  Trace,
  TraceId,
  TraceList,
} from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { Histogram } from '../store/histogram.ts';
import type { KnownStatement, NamedPart, Store } from '../store/store.ts';
import { estimate } from './estimate.ts';
import { iso, toRange } from './params.ts';

const Limit = z.coerce.number().int().min(1).max(500).default(100);
const PartsQuery = RangeQuery.extend({ limit: Limit });
const PageQuery = PartsQuery.extend({
  /** Only pages of this route. */
  route: z.string().max(limits.routeLength).optional(),
});
/** More names than any service has; a sum over fewer would be wrong. */
const mostParts = 100_000;
/** apdex.org: a request is satisfying up to this, and tolerable up to four times as much. */
const satisfyingMs = 500;
/** A bucket that the bound cuts counts as below it. */
const histogramError = 1.02;
const Service = z.string().max(limits.nameLength);

type ServerOptions = { store: Store; now?: () => number };

export function createServerEndpoints({ store, now = Date.now }: ServerOptions): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/server-summary',
      summary: 'All requests and all statements of the site’s servers together',
      access: 'viewer',
      query: RangeQuery,
      answer: ServerSummary,
      handle: async ({ site, query }) => {
        const range = toRange(query, now());
        const limit = mostParts;
        const endpoints = sumUp(
          await store.parts(site, { kind: 'endpoint', range, limit }),
          query.percentile,
        );
        const statements = sumUp(await store.parts(site, { kind: 'query', range, limit }), query.percentile);
        return {
          requests: { ...endpoints.told, apdex: apdexOf(endpoints.all) },
          statements: statements.told,
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/endpoints',
      summary: 'Endpoints of the site’s servers, most time in sum first',
      access: 'viewer',
      query: PartsQuery,
      answer: EndpointList,
      rows: ({ endpoints }) => endpoints,
      handle: async ({ site, query }) => {
        const parts = await store.parts(site, {
          kind: 'endpoint',
          range: toRange(query, now()),
          limit: query.limit,
        });
        return {
          endpoints: parts.map((part) => {
            const [service = '', name = ''] = part.name.split('\n');
            const { count, failed } = part;
            return {
              service,
              endpoint: name,
              count,
              errors: failed,
              errorRate: count === 0 ? 0 : failed / count,
              totalMs: part.duration.total,
              bytesPerResponse: count === 0 ? 0 : part.bytes / count,
              duration: estimate(part.duration, query.percentile) ?? null,
              sql: (part.inner && estimate(part.inner, query.percentile)) ?? null,
              ...percentilesOf(part),
            };
          }),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/queries',
      summary: 'SQL statements of the site’s servers, most time in sum first',
      access: 'viewer',
      query: PartsQuery,
      answer: QueryList,
      rows: ({ queries }) => queries,
      handle: async ({ site, query }) => {
        const parts = await store.parts(site, {
          kind: 'query',
          range: toRange(query, now()),
          limit: query.limit,
        });
        const named = parts.map((part) => ({ part, key: part.name.split('\n') }));
        const known = await store.statements(site, named.flatMap(({ key }) => key[1] ?? []).filter(isHex));
        const told = new Map(known.map((one) => [`${one.service}\n${one.fingerprint}`, one]));
        return {
          queries: named.map(({ part, key: [service = '', fingerprint = ''] }) => ({
            service,
            fingerprint,
            ...toStatement(told.get(part.name)),
            count: part.count,
            errors: part.failed,
            rows: part.bytes,
            totalMs: part.duration.total,
            duration: estimate(part.duration, query.percentile) ?? null,
            ...percentilesOf(part),
          })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/server-series',
      summary: 'One endpoint or statement over time',
      access: 'viewer',
      query: RangeQuery.extend({
        kind: z.enum(['endpoint', 'query']),
        service: Service,
        /** `GET /route`, or a fingerprint. */
        name: z.string().max(limits.routeLength + 21),
        step: z.enum(['hour', 'day', 'week']).default('hour'),
      }),
      answer: PartSeries,
      rows: ({ points }) => points,
      handle: async ({ site, query }) => {
        const { kind, service, name, step } = query;
        const range = toRange(query, now());
        const points = await store.partSeries(site, { kind, name: `${service}\n${name}`, range, step });
        return {
          step,
          points: points.map(({ atMs, count, failed, duration }) => ({
            at: iso(atMs),
            count,
            failed,
            duration: estimate(duration, query.percentile) ?? null,
          })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/traces',
      summary: 'Requests whose statements were kept: slow, failed, N+1 and a sample of the rest',
      access: 'viewer',
      query: RangeQuery.omit({ percentile: true }).extend({
        service: Service.optional(),
        /** `GET /route`; needs `service`. */
        endpoint: z
          .string()
          .max(limits.routeLength + 21)
          .optional(),
        kept: Trace.shape.kept.optional(),
        order: z.enum(['newest', 'slowest']).default('newest'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: TraceList,
      rows: ({ traces }) => traces,
      handle: async ({ site, query }) => {
        const { service, endpoint: name, kept, order, limit } = query;
        if (name !== undefined && service === undefined)
          throw new Refusal('invalid_query', 'An endpoint belongs to a service: name it too.', 'service');
        const traces = await store.listTraces(site, {
          range: toRange(query, now()),
          endpoint: name === undefined ? undefined : `${service}\n${name}`,
          kept,
          order,
          limit,
        });
        return {
          traces: traces.map(({ startedAtMs, ...trace }) => ({ ...trace, startedAt: iso(startedAtMs) })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/traces/:trace',
      summary: 'One trace: every server’s part in it, with its statements',
      access: 'viewer',
      params: z.object({ trace: TraceId }),
      answer: z.object({ traces: z.array(ServerTrace) }),
      handle: async ({ site, params }) => {
        const traces = await store.traces(site, [params.trace]);
        if (traces.length > 0) return { traces };
        throw new Refusal('not_found', 'No server kept this trace, or it has expired.');
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/system',
      summary: 'Processes of the site’s servers: CPU, memory, event loop, pools of connections',
      access: 'viewer',
      query: RangeQuery.omit({ percentile: true }).extend({
        limit: z.coerce.number().int().min(10).max(2_000).default(300),
      }),
      answer: SystemAnswer,
      rows: ({ samples }) => samples,
      handle: async ({ site, query }) => {
        const samples = await store.systemSamples(site, toRange(query, now()), query.limit);
        return { samples: samples.map(({ atMs, ...sample }) => ({ ...sample, at: iso(atMs) })) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/n1',
      summary: 'Statements that one endpoint runs again and again',
      access: 'viewer',
      query: RangeQuery.pick({ from: true, to: true }),
      answer: N1List,
      rows: ({ findings }) => findings,
      handle: async ({ site, query }) => {
        const findings = await store.n1Findings(site, toRange(query, now()).fromMs);
        return {
          findings: findings.map(({ lastSeenMs, ...finding }) => ({ ...finding, lastSeen: iso(lastSeenMs) })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/measures',
      summary: 'Measures, marks and elements that pages named',
      access: 'viewer',
      query: PageQuery.extend({ kind: z.enum(['measure', 'mark', 'element']).default('measure') }),
      answer: MeasureList,
      rows: ({ items }) => items,
      handle: async ({ site, query }) => {
        const { kind, route, limit } = query;
        const parts = await store.parts(site, { kind, range: toRange(query, now()), route, limit });
        return { kind, items: parts.map((part) => toNamed(part, query.percentile)) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/requests',
      summary: 'The pages’ own API requests, client and server time side by side',
      access: 'viewer',
      query: PageQuery,
      answer: RequestList,
      rows: ({ requests }) => requests,
      handle: async ({ site, query }) => {
        const { route, limit } = query;
        const parts = await store.parts(site, {
          kind: 'request',
          range: toRange(query, now()),
          route,
          limit,
        });
        return {
          requests: parts.map((part) => ({
            ...toNamed(part, query.percentile),
            server: (part.inner && estimate(part.inner, query.percentile)) ?? null,
          })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/resources',
      summary: 'What pages load, by type or by foreign host',
      access: 'viewer',
      query: PageQuery.extend({ by: z.enum(['type', 'host']).default('type') }),
      answer: ResourceList,
      rows: ({ items }) => items,
      handle: async ({ site, query }) => {
        const { by, route, limit } = query;
        const kind = by === 'type' ? 'resource' : 'third party';
        const parts = await store.parts(site, { kind, range: toRange(query, now()), route, limit });
        return { by, items: parts.map((part) => toNamed(part, query.percentile)) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/timers',
      summary: 'What the site’s servers time by name, caches and uploads too, most time in sum first',
      access: 'viewer',
      query: PartsQuery,
      answer: TimerList,
      rows: ({ timers }) => timers,
      handle: async ({ site, query }) => {
        const range = toRange(query, now());
        const parts = await store.parts(site, { kind: 'timer', range, limit: query.limit });
        return { timers: parts.map((part) => toTimer(part, query.percentile)) };
      },
    }),
  ];
}

function sumUp(parts: readonly NamedPart[], percentile: number) {
  const all = new Histogram();
  let count = 0;
  let errors = 0;
  for (const part of parts) {
    all.merge(part.duration);
    count += part.count;
    errors += part.failed;
  }
  const told = {
    count,
    errors,
    errorRate: count === 0 ? 0 : errors / count,
    duration: estimate(all, percentile) ?? null,
    ...percentilesOf({ duration: all }),
  };
  return { all, told };
}

function apdexOf(all: Histogram): number | null {
  const bars = all.toBars();
  const weight = (most: number): number =>
    bars.reduce((sum, [upTo, count]) => sum + (upTo <= most * histogramError ? count : 0), 0);
  const whole = weight(Number.POSITIVE_INFINITY);
  if (whole === 0) return null;
  return (weight(satisfyingMs) + weight(satisfyingMs * 4)) / 2 / whole;
}

function isHex(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

function percentilesOf({ duration }: Pick<NamedPart, 'duration'>) {
  return {
    p50: duration.quantile(0.5) ?? null,
    p95: duration.quantile(0.95) ?? null,
    p99: duration.quantile(0.99) ?? null,
  };
}

function toNamed(part: NamedPart, percentile: number) {
  const { name, count, failed, bytes, duration } = part;
  return {
    name,
    count,
    failed,
    bytes,
    totalMs: duration.total,
    duration: estimate(duration, percentile) ?? null,
  };
}

function toStatement(known: KnownStatement | undefined): Pick<QueryRow, 'statement' | 'callSite' | 'plan'> {
  const { statement = null, callSite = null, plan, hints, plannedAt } = known ?? {};
  return {
    statement,
    callSite,
    plan: plan && plannedAt ? { at: plannedAt.toISOString(), text: plan, hints: hints ?? [] } : null,
  };
}

function toTimer(part: NamedPart, percentile: number) {
  // The name is the host's own: it may hold line feeds itself.
  const [service = '', ...name] = part.name.split('\n');
  const { count, failed, duration, inner } = part;
  return {
    service,
    name: name.join('\n'),
    count,
    errors: failed,
    errorRate: count === 0 ? 0 : failed / count,
    totalMs: duration.total,
    duration: estimate(duration, percentile) ?? null,
    ...percentilesOf(part),
    hitRatio: inner ? part.bytes / inner.n : null,
  };
}
