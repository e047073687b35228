/** Asks for what may stand behind a trouble, and makes a cause of the answers. */
import type { Attributed, Causes, PathSplit, Segments } from '@throughline/protocol';
import { type SiteQuestion, useAnswer } from '../api/use-answer.ts';
import type { Watched } from '../api/use-watch.ts';
import { type Cause, causeOfLoading, causeOfShifts, causeOfSlowness, type Evidence } from './cause.ts';
import type { Trouble } from './trouble.ts';

export type KnownCause = { cause: Cause | null; segments: Segments | undefined; isReady: boolean };

const everyMs = 30_000;

export function useCause(site: string, { vital, route }: Trouble): KnownCause {
  const where = { route: route ?? undefined };
  const isLoading = vital !== 'inp' && vital !== 'cls';
  const ask = (of: string, params: SiteQuestion['params']): SiteQuestion => ({
    asks: 'views',
    of,
    params: { ...where, ...params },
    everyMs,
  });
  const split = useAnswer<PathSplit>(
    site,
    isLoading ? ask('split', { metric: vital === 'ttfb' ? 'ttfb' : 'lcp' }) : null,
  );
  const causes = useAnswer<Causes>(site, vital === 'cls' ? null : ask('causes', { metric: vital }));
  const targets = useAnswer<Attributed>(
    site,
    isLoading ? null : ask('attribution', { what: vital === 'inp' ? 'inpTarget' : 'clsTarget' }),
  );
  const scripts = useAnswer<Attributed>(
    site,
    vital === 'inp' ? ask('attribution', { what: 'inpScript' }) : null,
  );
  const segments = useAnswer<Segments>(site, ask('segments', { by: 'device', metric: vital }));

  const asked = [
    segments,
    ...(isLoading ? [split, causes] : [targets]),
    ...(vital === 'inp' ? [causes, scripts] : []),
  ];
  const evidence: Evidence = {
    split: knownOf(split),
    causes: knownOf(causes),
    targets: knownOf(targets),
    scripts: knownOf(scripts),
  };
  return {
    cause: isLoading
      ? causeOfLoading(evidence)
      : vital === 'inp'
        ? causeOfSlowness(evidence)
        : causeOfShifts(evidence),
    segments: knownOf(segments),
    isReady: asked.every(({ state }) => state.status !== 'loading'),
  };
}

/** An answer to the question before says nothing of this one. */
function knownOf<T>({ state }: Watched<T>): T | undefined {
  return state.status === 'ready' && !state.isOutdated ? state.value : undefined;
}
