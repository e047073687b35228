/** The latest views of a route: the newest page is asked for again and again, older pages once, on demand. */
import type { ViewList, ViewRow } from '@throughline/protocol';
import { useEffect, useState } from 'preact/hooks';
import { viewsPath } from '../../api/paths.ts';
import { useWatch, type Watched } from '../../api/use-watch.ts';
import { useApp } from '../../app-context.ts';
import { mergeViews } from '../../state/merge-views.ts';
import { isOpenRange, rangeQuery } from '../../state/range.ts';
import type { Scope } from '../../state/scope.ts';

export type Views = {
  watched: Watched<ViewList>;
  rows: readonly ViewRow[];
  /** Fetches the next older page; null when there is none. */
  loadOlder: (() => Promise<void>) | null;
  isLoadingOlder: boolean;
};

type Listed = { key: string; rows: readonly ViewRow[]; cursor: string | null };

const pageRows = 50;
const pollEveryMs = 2_000;

export function useViews(site: string, route: string | null, scope: Scope): Views {
  const { client, surroundings } = useApp();
  const { range, filters } = scope;
  const key = JSON.stringify([site, route, range, filters]);
  const pathOf = (cursor?: string) =>
    viewsPath(site, {
      route: route ?? undefined,
      ...rangeQuery(range, surroundings.nowMs()),
      ...Object.fromEntries(filters.map(({ name, values }) => [name, values])),
      limit: pageRows,
      cursor,
    });
  const watched = useWatch<ViewList>({
    key,
    path: () => pathOf(),
    everyMs: isOpenRange(range, surroundings.nowMs()) ? pollEveryMs : null,
  });
  const [listed, setListed] = useState<Listed>({ key, rows: [], cursor: null });
  const [isLoadingOlder, setIsLoadingOlder] = useState(false);

  const { state } = watched;
  const answer = state.status === 'ready' && !state.isOutdated ? state.value : null;
  useEffect(() => {
    if (!answer) return;
    setListed((before) => {
      if (before.key !== key || before.rows.length === 0)
        return { key, rows: answer.views, cursor: answer.next };
      return { ...before, rows: mergeViews(before.rows, answer.views) };
    });
  }, [answer, key]);

  async function loadOlder(): Promise<void> {
    setIsLoadingOlder(true);
    const older = await client.get<ViewList>(pathOf(listed.cursor ?? undefined));
    setIsLoadingOlder(false);
    if (!older.ok) return;
    setListed((before) =>
      before.key === key
        ? { key, rows: mergeViews(older.value.views, before.rows), cursor: older.value.next }
        : before,
    );
  }

  const isCurrent = listed.key === key;
  return {
    watched,
    rows: isCurrent && listed.rows.length > 0 ? listed.rows : (answer?.views ?? listed.rows),
    loadOlder: isCurrent && listed.cursor !== null ? loadOlder : null,
    isLoadingOlder,
  };
}
