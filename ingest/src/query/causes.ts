/** From whole views to what stands behind their time: statements, resources, scripts. Pure. */
import type { Causes, ServerTrace, WholeView } from '@throughline/protocol';

const most = 20;

type Found = Pick<
  Causes,
  'views' | 'traced' | 'poolWaitMs' | 'sqlMs' | 'statements' | 'resources' | 'scripts'
>;

export function findCauses(views: readonly WholeView[]): Found {
  const traced = views.map(tracesOf).filter((traces) => traces.length > 0);
  const perView = (intervalsOf: (traces: readonly ViewTrace[]) => Interval[]): number =>
    traced.reduce((sum, traces) => sum + unionMs(intervalsOf(traces)), 0) / Math.max(1, traced.length);
  return {
    views: views.length,
    traced: traced.length,
    poolWaitMs: perView(waitsOf),
    sqlMs: perView(runsOf),
    statements: findStatements(traced),
    resources: findResources(views),
    scripts: findScripts(views),
  };
}

/** From and to, in milliseconds of any one clock. */
type Interval = readonly [fromMs: number, toMs: number];

/** A statement begins when its connection has come. */
function waitsOf(traces: readonly ViewTrace[]): Interval[] {
  return statementsForPage(traces).map(({ beganMs, waitMs = 0 }) => [beganMs - waitMs, beganMs]);
}

function runsOf(traces: readonly ViewTrace[]): Interval[] {
  return statementsForPage(traces).map(({ beganMs, durationMs }) => [beganMs, beganMs + durationMs]);
}

function statementsForPage(traces: readonly ViewTrace[]) {
  return traces
    .filter(({ ranFor }) => ranFor === 'page')
    .flatMap(({ trace: { startedAtMs, spans } }) =>
      spans
        .filter(({ kind }) => kind === 'sql')
        .map((span) => ({ ...span, beganMs: startedAtMs + span.startMs })),
    );
}

/** Of what waits side by side, each moment counts once: ten who wait a second hold a page up for a second, not for ten. */
function unionMs(intervals: readonly Interval[]): number {
  let sumMs = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const [fromMs, toMs] of [...intervals].sort(([a], [b]) => a - b)) {
    sumMs += Math.max(0, toMs - Math.max(fromMs, endMs));
    endMs = Math.max(endMs, toMs);
  }
  return sumMs;
}

type Statement = Causes['statements'][number];
type ViewTrace = { ranFor: Statement['ranFor']; trace: ServerTrace };

/** A trace that answered the page and one of its requests counts once, for the page. */
function tracesOf({ navigation, requests }: WholeView): ViewTrace[] {
  const ofPage = (navigation?.traces ?? []).map((trace) => ({ ranFor: 'page' as const, trace }));
  const ofRequests = requests
    .flatMap(({ traces }) => traces)
    .map((trace) => ({ ranFor: 'request' as const, trace }));
  const byId = new Map<string, ViewTrace>();
  for (const told of [...ofRequests, ...ofPage]) byId.set(`${told.trace.traceId} ${told.trace.spanId}`, told);
  return [...byId.values()];
}

function findStatements(traced: readonly ViewTrace[][]): Statement[] {
  const found = new Map<string, Statement>();
  for (const traces of traced) addRuns(found, traces);
  return [...found.values()]
    .map((told) => ({ ...told, runs: told.runs / traced.length, ms: told.ms / traced.length }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
}

/** Of one view. */
function addRuns(found: Map<string, Statement>, traces: readonly ViewTrace[]): void {
  const spans = traces.flatMap(({ ranFor, trace: { service, spans } }) =>
    spans.map((span) => ({ ...span, service, ranFor })),
  );
  const statements = spans.filter(({ kind, fingerprint }) => kind === 'sql' && fingerprint);
  const keyOf = ({ ranFor, service, fingerprint }: (typeof statements)[number]): string =>
    `${ranFor} ${service} ${fingerprint}`;
  for (const [key, runs] of groupBy(statements, keyOf)) {
    const [first] = runs;
    if (!first) continue;
    const told = found.get(key) ?? emptyStatement(first.ranFor, first.service, first.fingerprint ?? '');
    found.set(key, told);
    told.statement ??= first.statement ?? null;
    told.callSite ??= first.callSite ?? null;
    told.views += 1;
    told.mostRuns = Math.max(told.mostRuns, runs.length);
    told.runs += runs.length;
    told.ms += runs.reduce((sum, { durationMs }) => sum + durationMs, 0);
  }
}

function emptyStatement(ranFor: Statement['ranFor'], service: string, fingerprint: string): Statement {
  const unknown = { statement: null, callSite: null };
  return { ranFor, service, fingerprint, ...unknown, views: 0, mostRuns: 0, runs: 0, ms: 0 };
}

function findResources(views: readonly WholeView[]): Causes['resources'] {
  const found = groupBy(
    views.flatMap(({ body }) =>
      (body.resources?.slowest ?? []).map((resource) => ({
        ...resource,
        isLcp: resource.url === body.vitals.lcp?.url,
      })),
    ),
    ({ url }) => url,
  );
  return [...found.entries()]
    .map(([url, seen]) => ({
      url,
      type: seen[0]?.type ?? '',
      views: seen.length,
      durationMs: median(seen.map(({ durationMs }) => durationMs)) ?? 0,
      transferBytes: median(seen.flatMap(({ transferBytes }) => transferBytes ?? [])) ?? null,
      isRenderBlocking: seen.some(({ renderBlocking }) => renderBlocking),
      lcpViews: seen.filter(({ isLcp }) => isLcp).length,
    }))
    .sort((a, b) => b.views * b.durationMs - a.views * a.durationMs)
    .slice(0, most);
}

function findScripts(views: readonly WholeView[]): Causes['scripts'] {
  const found = groupBy(
    views.flatMap(({ id, body }) =>
      (body.longFrames?.scripts ?? []).map((script) => ({
        view: id,
        name: script.url ?? script.invoker ?? '(inline)',
        durationMs: script.durationMs,
      })),
    ),
    ({ name }) => name,
  );
  return [...found.entries()]
    .map(([name, seen]) => ({
      name,
      views: new Set(seen.map(({ view }) => view)).size,
      ms: seen.reduce((sum, { durationMs }) => sum + durationMs, 0) / views.length,
    }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function median(values: number[]): number | undefined {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
