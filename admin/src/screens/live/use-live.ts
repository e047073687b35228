/** The live stream of a site as rows: a view told again replaces its row. Pausing holds rows back, it loses none. */
import type { LiveView } from '@throughline/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { sitePath } from '../../api/paths.ts';

export type LiveRow = LiveView;

export type Live = {
  state: 'connecting' | 'open' | 'lost';
  rows: readonly LiveRow[];
  /** Views that the server left out because they came too fast. */
  skipped: number;
  /** The stream could not be taken up where it was lost. */
  hasGap: boolean;
  isPaused: boolean;
  /** Rows held back by the pause. */
  waiting: number;
  togglePause: () => void;
};

const mostRows = 100;

export function useLive(site: string): Live {
  const [state, setState] = useState<Live['state']>('connecting');
  const [rows, setRows] = useState<readonly LiveRow[]>([]);
  const [skipped, setSkipped] = useState(0);
  const [hasGap, setHasGap] = useState(false);
  const [held, setHeld] = useState<readonly LiveRow[] | null>(null);
  const [isPaused, setIsPaused] = useState(false);
  // What listens to the stream was made in the first render.
  const pause = useRef(false);
  pause.current = isPaused;

  useEffect(() => {
    const source = new EventSource(sitePath(site, 'live'));
    source.addEventListener('open', () => setState('open'));
    source.addEventListener('error', () => setState('lost'));
    source.addEventListener('view', (event) => {
      // The server is of the same release as this page.
      const view = JSON.parse(event.data) as LiveView;
      if (pause.current) setHeld((before) => withView(before ?? [], view));
      else setRows((before) => withView(before, view));
    });
    source.addEventListener('skipped', (event) => {
      const { count } = JSON.parse(event.data) as { count?: number };
      setSkipped((before) => before + (count ?? 0));
    });
    source.addEventListener('gap', () => setHasGap(true));
    return () => source.close();
  }, [site]);

  function togglePause(): void {
    setIsPaused(!isPaused);
    if (held) setRows((before) => held.reduceRight(withView, before));
    setHeld(null);
  }

  return {
    state,
    rows,
    skipped,
    hasGap,
    isPaused,
    waiting: held?.length ?? 0,
    togglePause,
  };
}

export function withView(rows: readonly LiveRow[], view: LiveRow): readonly LiveRow[] {
  const known = rows.findIndex(({ id }) => id === view.id);
  if (known === -1) return [view, ...rows].slice(0, mostRows);
  if ((rows[known]?.revision ?? 0) > view.revision) return rows;
  return rows.with(known, view);
}
