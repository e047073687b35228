/** Where the time of the views near the percentile went, and what the percentile would be if parts of it were capped. */
import type { PathPart, PathSplit, WhatIf } from '@throughline/protocol';
import { useState } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { PartsBar } from '../../charts/parts-bar.tsx';
import { formatPlural, formatShare } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { partTitles, partTones } from '../../format/part.ts';
import { formatVitalInterval } from '../../format/vital.ts';
import { Choice } from '../../ui/choice.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './route-screen.module.css';

const metrics = [
  { value: 'lcp', label: 'LCP' },
  { value: 'ttfb', label: 'TTFB' },
] as const;
type PathMetric = (typeof metrics)[number]['value'];

export function PathPanel({ site, route }: { site: string; route: string }) {
  const { router } = useApp();
  const { params } = router.address.value;
  const metric: PathMetric = params.get('path') === 'ttfb' ? 'ttfb' : 'lcp';
  const split = useAnswer<PathSplit>(site, { asks: 'views', of: 'split', params: { route, metric } });
  return (
    <Panel
      title="Where the time goes"
      actions={<Choice label="Of" param="path" value={metric} options={metrics} usual="lcp" />}
    >
      <Answered watched={split} label="the split">
        {(value) =>
          value.value === null ? (
            <Quiet>No view of this route was measured.</Quiet>
          ) : (
            <>
              <p class={css.soft}>
                p{value.percentile} is {formatMs(value.value)}; read from {formatPlural(value.n, 'view')} near
                it, of which {formatShare(value.explained)} carry their server’s own account
                {value.enough ? '' : '. That is too few to rely on'}.
              </p>
              <PartsBar
                parts={value.parts.map(({ part, ms }) => ({
                  tone: partTones[part],
                  label: partTitles[part],
                  durationMs: ms,
                }))}
              />
              <Caps site={site} route={route} metric={metric} split={value} />
            </>
          )
        }
      </Answered>
    </Panel>
  );
}

type CapsProps = { site: string; route: string; metric: PathMetric; split: PathSplit };

/** Sliders for the three parts that take longest; which are set stands in the address. */
function Caps({ site, route, metric, split }: CapsProps) {
  const { router } = useApp();
  const caps = readCaps(router.address.value.params);
  const parts = [...split.parts].sort((a, b) => b.ms - a.ms).slice(0, 3);
  const asked = parts.filter(({ part }) => caps.has(part)).map(({ part }) => `${part}:${caps.get(part)}`);
  const whatIf = useAnswer<WhatIf>(
    site,
    asked.length === 0
      ? null
      : { asks: 'views', of: 'what-if', params: { route, metric, cap: asked }, everyMs: 60_000 },
  );
  const setCap = (part: PathPart, ms: number | null) => {
    const next = new Map(caps);
    if (ms === null) next.delete(part);
    else next.set(part, ms);
    router.setParams({ cap: [...next].map(([name, atMost]) => `${name}:${atMost}`) }, { replace: true });
  };
  return (
    <div class={css.caps}>
      <h3>What if?</h3>
      {parts.map(({ part, ms }) => (
        <Cap key={part} part={part} ms={ms} cap={caps.get(part)} onCap={(cap) => setCap(part, cap)} />
      ))}
      {asked.length === 0 ? (
        <p class={css.soft}>Draw a slider to the left to see what the percentile would be.</p>
      ) : (
        <Answered watched={whatIf} label="the answer">
          {({ capped, now }) => (
            <p class={css.what}>
              {capped && now ? (
                <>
                  {metric.toUpperCase()} p{split.percentile} would be{' '}
                  <strong>{formatMs(capped.value)}</strong>
                  {capped.low !== undefined && capped.high !== undefined
                    ? ` [${formatVitalInterval(metric, capped.low, capped.high)}]`
                    : ''}{' '}
                  instead of {formatMs(now.value)}.
                </>
              ) : (
                'No view of this route was measured.'
              )}
            </p>
          )}
        </Answered>
      )}
    </div>
  );
}

type CapProps = { part: PathPart; ms: number; cap: number | undefined; onCap: (ms: number | null) => void };

function Cap({ part, ms, cap, onCap }: CapProps) {
  const most = Math.max(1, Math.ceil(ms));
  const [drawn, setDrawn] = useState<number | null>(null);
  const value = Math.min(most, drawn ?? cap ?? most);
  return (
    <label class={css.cap}>
      <span>{partTitles[part]} at most</span>
      <input
        type="range"
        min="0"
        max={most}
        step={Math.max(1, Math.round(most / 100))}
        value={value}
        onInput={({ currentTarget }) => setDrawn(Number(currentTarget.value))}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          setDrawn(null);
          onCap(next >= most ? null : next);
        }}
      />
      <output>{value >= most ? 'as it is' : formatMs(value)}</output>
    </label>
  );
}

function readCaps(params: URLSearchParams): Map<PathPart, number> {
  const told = params.getAll('cap').map((text) => text.split(':'));
  return new Map(
    told.flatMap(([part = '', ms = '']) =>
      part in partTitles && Number.isFinite(Number(ms)) ? [[part as PathPart, Number(ms)] as const] : [],
    ),
  );
}
