/** A verdict as words. Pure; what must stand out is marked, so that the screen decides how. */
import type { Segments } from '@throughline/protocol';
import { type VitalName, vitals } from '@throughline/protocol/vitals';
import { formatBytes } from '../format/bytes.ts';
import { formatShare } from '../format/count.ts';
import { formatMs } from '../format/duration.ts';
import { partTitles } from '../format/part.ts';
import { formatVital, formatVitalInterval } from '../format/vital.ts';
import type { Cause } from './cause.ts';
import { fileName } from './file-name.ts';
import { isBeyondGood, type Trouble } from './trouble.ts';

export type Phrase = string | { code: string; title?: string } | { route: string } | { figure: string };

const longestStatement = 90;

/** `LCP p75 3.1 s [2.9–3.3 s] on mobile` */
export function tellTrouble(
  { vital, estimate }: Trouble,
  percentile: number,
  device: string | null,
): Phrase[] {
  const { value, low, high } = estimate;
  const interval =
    low === undefined || high === undefined ? '' : ` [${formatVitalInterval(vital, low, high)}]`;
  return [
    { figure: `${vitals[vital].label} p${percentile} ${formatVital(vital, value)}` },
    `${interval}${device ? ` on ${device}` : ''}`,
  ];
}

/** `; 62 % of it is SQL on /articles/:slug: select … from articles` */
export function tellCause({ vital, route }: Trouble, cause: Cause | null): Phrase[] {
  const where: Phrase[] = route === null ? [] : [' on ', { route }];
  if (cause) return ['; ', ...tellKind(vital, cause, where)];
  return route === null ? ['.'] : [', most of all', ...where, '.'];
}

function tellKind(vital: VitalName, cause: Cause, where: Phrase[]): Phrase[] {
  switch (cause.kind) {
    case 'part':
      return [`${formatShare(cause.share)} of it is ${partTitles[cause.part]}`, ...where, '.'];
    case 'pool':
      return tellPool(cause, where);
    case 'n+1':
      return [
        `${formatShare(cause.share)} of it is SQL`,
        ...where,
        ', one statement run ',
        { figure: `${Math.round(cause.runs)} times` },
        ' per view (N+1): ',
        toCode(cause.statement),
      ];
    case 'statement':
      return [
        `${formatShare(cause.share)} of it is SQL`,
        ...where,
        `, ${formatMs(cause.ms)} in: `,
        toCode(cause.statement),
      ];
    case 'resource':
      return [
        `${formatShare(cause.share)} of it is loading `,
        { code: fileName(cause.url), title: cause.url },
        cause.bytes === null ? '' : `, ${formatBytes(cause.bytes)}`,
        ...where,
        '.',
      ];
    case 'script':
      return [
        cause.share === null ? '' : `${formatShare(cause.share)} of it is render delay, `,
        'the page waits for ',
        { code: fileName(cause.url), title: cause.url },
        ...where,
        '.',
      ];
    case 'element':
      return [{ code: cause.selector }, vital === 'cls' ? ' shifts' : ' is slow to respond', ...where, '.'];
  }
}

function tellPool({ share, service, waitMs }: Cause & { kind: 'pool' }, where: Phrase[]): Phrase[] {
  const whose = service === null ? '' : ` of ${service}`;
  return [
    `${formatShare(share)} of it is waiting for a free connection${whose}`,
    ...where,
    `: the pool is starved, ${formatMs(waitMs)} per view.`,
  ];
}

/** The one device that is beyond good while no other is; null when it concerns all or nobody knows. */
export function guiltyDevice({ vital }: Trouble, segments: Segments | undefined): string | null {
  const measured = (segments?.segments ?? []).flatMap(({ value, metrics }) => {
    const estimate = metrics[vital];
    return estimate?.enough ? [{ value, estimate }] : [];
  });
  const guilty = measured.filter(({ estimate }) => isBeyondGood(vital, estimate));
  return measured.length > 1 && guilty.length === 1 ? (guilty[0]?.value ?? null) : null;
}

/** What a screen reader, a copy and a test read. */
export function toText(phrases: readonly Phrase[]): string {
  return phrases
    .map((phrase) => {
      if (typeof phrase === 'string') return phrase;
      if ('code' in phrase) return phrase.code;
      return 'route' in phrase ? phrase.route : phrase.figure;
    })
    .join('');
}

function toCode(statement: string | null): Phrase {
  if (statement === null) return 'its text is not known yet';
  const isLong = statement.length > longestStatement;
  return { code: isLong ? `${statement.slice(0, longestStatement)}…` : statement, title: statement };
}
