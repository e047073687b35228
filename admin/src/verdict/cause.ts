/** What stands behind a vital that is beyond good: the greatest part of its path, and the one thing in it to mend. Pure. */
import type { Attributed, Causes, PathPart, PathSplit } from '@throughline/protocol';

export type Evidence = {
  /** Of LCP or TTFB. */
  split?: PathSplit;
  causes?: Causes;
  /** Elements that shift, or that are slow to respond. */
  targets?: Attributed;
  /** Scripts behind slow interactions. */
  scripts?: Attributed;
};

export type Cause =
  | { kind: 'statement'; share: number; statement: string | null; service: string; ms: number }
  | { kind: 'n+1'; share: number; statement: string | null; service: string; runs: number; ms: number }
  | { kind: 'pool'; share: number; service: string | null; waitMs: number }
  | { kind: 'resource'; share: number; url: string; bytes: number | null; ms: number }
  | { kind: 'script'; share: number | null; url: string }
  | { kind: 'element'; selector: string }
  | { kind: 'part'; part: PathPart; share: number };

/** Below this a part is one of several, not the cause. */
const leastShare = 0.25;
/** Runs of one statement in one view from which repeating it is the trouble, not the statement. */
const manyRuns = 10;

/** Of LCP, FCP or TTFB. */
export function causeOfLoading({ split, causes }: Evidence): Cause | null {
  if (!split || split.value === null || split.value <= 0) return null;
  const pool = starvedPool(split.value, causes);
  if (pool) return pool;

  const [largest] = [...split.parts].sort((a, b) => b.share - a.share);
  if (!largest || largest.share < leastShare) return null;
  return (
    named(largest.part, largest.share, causes) ?? { kind: 'part', part: largest.part, share: largest.share }
  );
}

/** Of INP. */
export function causeOfSlowness({ causes, scripts, targets }: Evidence): Cause | null {
  const url = scripts?.items[0]?.name ?? causes?.scripts[0]?.name;
  if (url !== undefined) return { kind: 'script', share: null, url };
  const selector = targets?.items[0]?.name;
  return selector === undefined ? null : { kind: 'element', selector };
}

/** Of CLS. */
export function causeOfShifts({ targets }: Evidence): Cause | null {
  const worst = [...(targets?.items ?? [])].sort(
    (a, b) => b.views * b.estimate.value - a.views * a.estimate.value,
  )[0];
  return worst ? { kind: 'element', selector: worst.name } : null;
}

/**
 * The split counts waiting for a connection as SQL. Only where those who hold the connections do not run statements
 * meanwhile is the pool itself the trouble: else it waits for slow or many statements, and they are named.
 */
function starvedPool(wholeMs: number, causes: Causes | undefined): Cause | null {
  if (!causes || causes.poolWaitMs / wholeMs < leastShare) return null;
  if (causes.poolWaitMs < causes.sqlMs) return null;
  const service = ofPage(causes)[0]?.service ?? null;
  return {
    kind: 'pool',
    share: Math.min(1, causes.poolWaitMs / wholeMs),
    service,
    waitMs: causes.poolWaitMs,
  };
}

function named(part: PathPart, share: number, causes: Causes | undefined): Cause | null {
  if (part === 'sql') return statementCause(share, causes);
  if (part === 'load') return resourceCause(share, causes);
  if (part === 'renderDelay' || part === 'loadDelay') return blockingCause(share, causes);
  return null;
}

function statementCause(share: number, causes: Causes | undefined): Cause | null {
  const [heaviest] = ofPage(causes);
  if (!heaviest) return null;
  const { statement, service, runs, ms } = heaviest;
  return runs >= manyRuns
    ? { kind: 'n+1', share, statement, service, runs, ms }
    : { kind: 'statement', share, statement, service, ms };
}

/** What a page's own requests run cannot have delayed its document. */
function ofPage(causes: Causes | undefined): Causes['statements'] {
  return (causes?.statements ?? []).filter(({ ranFor }) => ranFor === 'page');
}

function resourceCause(share: number, causes: Causes | undefined): Cause | null {
  const found = (causes?.resources ?? [])
    .filter(({ lcpViews }) => lcpViews > 0)
    .sort((a, b) => b.lcpViews * b.durationMs - a.lcpViews * a.durationMs)[0];
  if (!found) return null;
  return { kind: 'resource', share, url: found.url, bytes: found.transferBytes, ms: found.durationMs };
}

/** Either rendering waits for a file to arrive, or the thread is busy running one. */
function blockingCause(share: number, causes: Causes | undefined): Cause | null {
  if (!causes) return null;
  const waitedFor = causes.resources
    .filter(({ isRenderBlocking }) => isRenderBlocking)
    .map(({ url, views, durationMs }) => ({ url, ms: (views * durationMs) / Math.max(1, causes.views) }));
  const run = causes.scripts.map(({ name, ms }) => ({ url: name, ms }));
  const [worst] = [...waitedFor, ...run].sort((a, b) => b.ms - a.ms);
  return worst ? { kind: 'script', share, url: worst.url } : null;
}
