/** Asks one question of a site within the scope of the address, again and again while its span of time is open. */
import { useApp } from '../app-context.ts';
import { isOpenRange } from '../state/range.ts';
import { type Asks, parseScope, type Scope, scopeQuery } from '../state/scope.ts';
import { type Params, sitePath } from './paths.ts';
import { useWatch, type Watched } from './use-watch.ts';

export type SiteQuestion = {
  asks: Asks;
  /** What stands behind the site in the address, e.g. `summary`. */
  of: string;
  params?: Params;
  /** Default 15 s. */
  everyMs?: number;
  /** Instead of the address's own. */
  scope?: Scope;
};

export type Answered<T> = Watched<T> & {
  /** Where the same can be had in another form. */
  path: string;
};

const usuallyEveryMs = 15_000;

/** @param question Null while it cannot be asked yet. */
export function useAnswer<T>(site: string, question: SiteQuestion | null): Answered<T> {
  const { router, surroundings } = useApp();
  const scope = question?.scope ?? parseScope(router.address.value.params);
  const path = () => (question ? questionPath(site, question, scope, surroundings.nowMs()) : '');
  const isOpen = question?.asks === 'nothing' || isOpenRange(scope.range, surroundings.nowMs());
  const watched = useWatch<T>(
    question && {
      key: JSON.stringify([site, question.of, question.params, scope]),
      path,
      everyMs: isOpen ? (question.everyMs ?? usuallyEveryMs) : null,
    },
  );
  return { ...watched, path: path() };
}

function questionPath(site: string, { asks, of, params }: SiteQuestion, scope: Scope, nowMs: number): string {
  const merged: Record<string, string[]> = {};
  for (const [name, value] of scopeQuery(scope, asks, nowMs)) {
    const before = merged[name];
    if (before) before.push(value);
    else merged[name] = [value];
  }
  // The question's own come last: a route's screen asks for its route whatever the address says.
  return sitePath(site, of, { ...merged, ...params });
}
