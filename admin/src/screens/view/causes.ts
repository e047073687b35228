/** What a view's vitals say about their own making, as parts of time and facts; which of them to show and how is not decided here. */
import type { ViewBody, ViewVitals } from '@throughline/protocol';
import type { VitalName } from '@throughline/protocol/vitals';
import type { BarPart } from '../../charts/parts-bar.tsx';
import { formatCount } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { formatVital } from '../../format/vital.ts';
import { type Fact, knownFacts } from '../../waterfall/row.ts';

export type Cause = { name: VitalName; value: number; parts: BarPart[]; facts: Fact[] };

/** Vitals that tell nothing but their value are left out. */
export function toCauses({ lcp, inp, cls, fid }: ViewVitals): Cause[] {
  const causes = [lcp && lcpCause(lcp), inp && inpCause(inp), cls && clsCause(cls), fid && fidCause(fid)];
  return causes
    .filter((cause) => cause !== undefined)
    .filter(({ parts, facts }) => parts.length + facts.length > 0);
}

export function toLongFrameFacts(longFrames: NonNullable<ViewBody['longFrames']>): Fact[] {
  return knownFacts([
    ['Frames', formatCount(longFrames.count)],
    ['Blocked', formatMs(longFrames.blockingMs)],
    ...(longFrames.scripts ?? []).map((script, index): [string, string] => [
      `Script ${index + 1}`,
      [formatMs(script.durationMs), script.invoker, script.url].filter(Boolean).join('\n'),
    ]),
  ]);
}

function lcpCause(lcp: NonNullable<ViewVitals['lcp']>): Cause {
  return {
    name: 'lcp',
    value: lcp.value,
    parts: told([
      { tone: 'wait', label: 'First byte', durationMs: lcp.ttfbMs },
      { tone: 'document', label: 'Load delay', durationMs: lcp.loadDelayMs },
      { tone: 'response', label: 'Load', durationMs: lcp.loadMs },
      { tone: 'timer', label: 'Render delay', durationMs: lcp.renderDelayMs },
    ]),
    facts: knownFacts([
      ['Element', lcp.target, true],
      ['Image', lcp.url, true],
    ]),
  };
}

function inpCause(inp: NonNullable<ViewVitals['inp']>): Cause {
  return {
    name: 'inp',
    value: inp.value,
    parts: told([
      { tone: 'wait', label: 'Input delay', durationMs: inp.inputDelayMs },
      { tone: 'app', label: 'Processing', durationMs: inp.processingMs },
      { tone: 'timer', label: 'Presentation', durationMs: inp.presentationMs },
    ]),
    facts: knownFacts([
      ['Element', inp.target, true],
      ['Input', inp.type],
      ['At', inp.atMs === undefined ? null : formatMs(inp.atMs)],
      ['Script', inp.script?.url, true],
      ['Called by', inp.script?.invoker, true],
      ['Script time', inp.script && formatMs(inp.script.durationMs)],
    ]),
  };
}

function clsCause(cls: NonNullable<ViewVitals['cls']>): Cause {
  return {
    name: 'cls',
    value: cls.value,
    parts: [],
    facts: knownFacts([
      ['Largest shift', cls.shift === undefined ? null : formatVital('cls', cls.shift)],
      ['Of', cls.target, true],
      ['At', cls.atMs === undefined ? null : formatMs(cls.atMs)],
    ]),
  };
}

function fidCause(fid: NonNullable<ViewVitals['fid']>): Cause {
  return {
    name: 'fid',
    value: fid.value,
    parts: [],
    facts: knownFacts([
      ['Element', fid.target, true],
      ['Event', fid.type],
    ]),
  };
}

function told(parts: { tone: string; label: string; durationMs: number | undefined }[]): BarPart[] {
  return parts.flatMap(({ tone, label, durationMs }) => (durationMs ? [{ tone, label, durationMs }] : []));
}
