/** What the time to the first byte is made of, as a bar in a row: network, server code, SQL, cache, other services. */
import type { RouteRow } from '@throughline/protocol';
import { toneClass } from '../../charts/tone.ts';
import { formatMs } from '../../format/duration.ts';
import { partTitles } from '../../format/part.ts';
import css from './ttfb-split.module.css';

type Part = 'network' | 'app' | 'sql' | 'cache' | 'upstream';

export function TtfbSplit({ row }: { row: RouteRow }) {
  const parts = toParts(row);
  const wholeMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (wholeMs === 0) return null;
  const label = parts.map(({ part, ms }) => `${partTitles[part]} ${formatMs(ms)}`).join(', ');
  return (
    <div class={css.bar} role="img" aria-label={label} title={`${label} – each at its own percentile`}>
      {parts.map(({ part, ms }) => (
        <span key={part} class={toneClass(part)} style={{ width: `${(ms / wholeMs) * 100}%` }} />
      ))}
    </div>
  );
}

/** Percentiles do not add up: the network is what TTFB leaves over the server's own percentile. */
function toParts({ vitals, server }: RouteRow): { part: Part; ms: number }[] {
  const requestMs = server.requestMs?.value;
  if (requestMs === undefined) return [];
  const parts: [Part, number][] = [
    ['network', Math.max(0, (vitals.ttfb?.value ?? 0) - requestMs)],
    ['app', server.appMs?.value ?? 0],
    ['sql', server.sqlMs?.value ?? 0],
    ['cache', server.cacheMs?.value ?? 0],
    ['upstream', server.upstreamMs?.value ?? 0],
  ];
  return parts.filter(([, ms]) => ms > 0).map(([part, ms]) => ({ part, ms }));
}
