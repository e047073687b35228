/** Questions about servers: endpoints, statements, timers, traces, processes, repeated statements. */
import {
  EndpointList,
  limits,
  N1List,
  PartSeries,
  QueryList,
  type QueryRow,
  RangeQuery,
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
import type { KnownStatement } from '../store/servers.ts';
import type { NamedPart, Store } from '../store/store.ts';
import { estimate } from './estimate.ts';
import { toLatest } from './latest-requests.ts';
import { toTimed } from './named-parts.ts';
import { iso, PartsQuery, toRange } from './params.ts';

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
        const latest = await store.latestRequests(
          site,
          parts.map(({ name }) => name),
        );
        return {
          endpoints: parts.map((part) => {
            const told = latest.get(part.name);
            const [service = '', name = ''] = part.name.split('\n');
            return {
              service,
              endpoint: name,
              ...toTimed(part, query.percentile),
              bytesPerResponse: part.count === 0 ? 0 : part.bytes / part.count,
              sql: (part.inner && estimate(part.inner, query.percentile)) ?? null,
              latest: told ? toLatest(told, part.duration) : null,
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
            ...toTimed(part, query.percentile),
            rows: part.bytes,
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
  let failed = 0;
  for (const part of parts) {
    all.merge(part.duration);
    count += part.count;
    failed += part.failed;
  }
  const { totalMs: _, ...told } = toTimed({ count, failed, duration: all }, percentile);
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
  const { bytes, inner } = part;
  return {
    service,
    name: name.join('\n'),
    ...toTimed(part, percentile),
    hitRatio: inner ? bytes / inner.n : null,
  };
}
