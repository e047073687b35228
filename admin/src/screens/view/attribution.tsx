/** What made each vital what it is: the element, the interaction, the shift, and the parts of the time. */
import type { ViewBody, ViewVitals } from '@throughline/protocol';
import { vitals as definitions, rate, type VitalName } from '@throughline/protocol/vitals';
import type { ComponentChildren } from 'preact';
import { type BarPart, PartsBar } from '../../charts/parts-bar.tsx';
import { formatCount } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { formatVital } from '../../format/vital.ts';
import { RatingMark } from '../../ui/rating-mark.tsx';
import { type Fact, knownFacts } from '../../waterfall/row.ts';
import { FactList } from './fact-list.tsx';
import css from './panel.module.css';

type AttributionProps = { vitals: ViewVitals; longFrames: ViewBody['longFrames'] };

export function Attribution({ vitals, longFrames }: AttributionProps) {
  const { lcp, inp, cls, fid } = vitals;
  if (!lcp && !inp && !cls && !fid) return null;
  return (
    <section class={css.panel}>
      <h2>What made the vitals</h2>
      {lcp && (
        <Cause
          name="lcp"
          value={lcp.value}
          parts={[
            { tone: 'wait', label: 'First byte', durationMs: lcp.ttfbMs ?? 0 },
            { tone: 'document', label: 'Load delay', durationMs: lcp.loadDelayMs ?? 0 },
            { tone: 'response', label: 'Load', durationMs: lcp.loadMs ?? 0 },
            { tone: 'timer', label: 'Render delay', durationMs: lcp.renderDelayMs ?? 0 },
          ]}
          facts={knownFacts([
            ['Element', lcp.target, true],
            ['Image', lcp.url, true],
          ])}
        />
      )}
      {inp && (
        <Cause
          name="inp"
          value={inp.value}
          parts={[
            { tone: 'wait', label: 'Input delay', durationMs: inp.inputDelayMs ?? 0 },
            { tone: 'app', label: 'Processing', durationMs: inp.processingMs ?? 0 },
            { tone: 'timer', label: 'Presentation', durationMs: inp.presentationMs ?? 0 },
          ]}
          facts={knownFacts([
            ['Element', inp.target, true],
            ['Input', inp.type],
            ['At', inp.atMs === undefined ? null : formatMs(inp.atMs)],
            ['Script', inp.script?.url, true],
            ['Called by', inp.script?.invoker, true],
            ['Script time', inp.script && formatMs(inp.script.durationMs)],
          ])}
        />
      )}
      {cls && (
        <Cause
          name="cls"
          value={cls.value}
          facts={knownFacts([
            ['Largest shift', cls.shift === undefined ? null : formatVital('cls', cls.shift)],
            ['Of', cls.target, true],
            ['At', cls.atMs === undefined ? null : formatMs(cls.atMs)],
          ])}
        />
      )}
      {fid && (
        <Cause
          name="fid"
          value={fid.value}
          facts={knownFacts([
            ['Element', fid.target, true],
            ['Event', fid.type],
          ])}
        />
      )}
      {longFrames && <LongFrames longFrames={longFrames} />}
    </section>
  );
}

type CauseProps = { name: VitalName; value: number; parts?: BarPart[]; facts: Fact[] };

function Cause({ name, value, parts = [], facts }: CauseProps) {
  return (
    <Part
      title={
        <>
          <RatingMark rating={rate(name, value)} /> {definitions[name].label}{' '}
          <span>{formatVital(name, value)}</span>
        </>
      }
    >
      <PartsBar size="small" parts={parts.filter((part) => part.durationMs > 0)} />
      {facts.length > 0 && <FactList facts={facts} />}
    </Part>
  );
}

function LongFrames({ longFrames }: { longFrames: NonNullable<ViewBody['longFrames']> }) {
  return (
    <Part title="Long frames">
      <FactList
        facts={knownFacts([
          ['Frames', formatCount(longFrames.count)],
          ['Blocked', formatMs(longFrames.blockingMs)],
          ...(longFrames.scripts ?? []).map((script, index): [string, string] => [
            `Script ${index + 1}`,
            `${formatMs(script.durationMs)} ${script.invoker ?? ''}\n${script.url ?? ''}`.trim(),
          ]),
        ])}
      />
    </Part>
  );
}

function Part({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class={css.part}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}
