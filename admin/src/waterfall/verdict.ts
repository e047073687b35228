/** One sentence about a view: which part of the way to the first byte took longest, and what repeats itself. */
import type { Navigation, WholeView } from '@throughline/protocol';
import { formatPlural, formatShare } from '../format/count.ts';
import { formatMs } from '../format/duration.ts';
import { groupByStatement, totalMs } from './statements.ts';
import { type Part, toTtfbParts } from './where-ttfb-went.ts';

/** From so many on, one statement again and again is worth a sentence. */
const leastRepeats = 5;

const names: Partial<Record<Part['tone'], string>> = {
  app: 'the app’s own work',
  sql: 'SQL',
  cache: 'the cache',
  upstream: 'other services',
  network: 'the network',
  wait: 'network and server, which did not explain itself',
};

/** Null when there was no document to wait for. */
export function toVerdict(view: WholeView): string | null {
  if (!view.navigation) return null;
  const parts = toTtfbParts(view.navigation, view.body.vitals.ttfb?.value);
  const wholeMs = parts.reduce((sum, part) => sum + part.durationMs, 0);
  const longest = parts.reduce<Part | null>((a, b) => (a && a.durationMs >= b.durationMs ? a : b), null);
  if (!longest) return null;

  const name = names[longest.tone] ?? longest.label;
  const sentences = [
    `${formatShare(longest.durationMs / wholeMs)} of the way to the first byte is ${name}: ${formatMs(longest.durationMs)} of ${formatMs(wholeMs)}${tellStatements(longest, view.navigation)}.`,
    tellRepeats(view),
  ];
  return sentences.filter((sentence) => sentence !== null).join(' ');
}

function tellStatements(longest: Part, navigation: Navigation): string {
  const count = navigation.server?.sqlCount;
  return longest.tone === 'sql' && count !== undefined ? `, in ${formatPlural(count, 'statement')}` : '';
}

function tellRepeats(view: WholeView): string | null {
  const traces = [...(view.navigation?.traces ?? []), ...view.requests.flatMap((request) => request.traces)];
  let most: { count: number; durationMs: number } | null = null;
  for (const trace of traces) {
    const groups = groupByStatement(trace.spans.filter((span) => span.kind === 'sql'));
    for (const group of groups.values()) {
      if (group.length >= leastRepeats && group.length > (most?.count ?? 0)) {
        most = { count: group.length, durationMs: totalMs(group) };
      }
    }
  }
  return most && `One statement ran ${most.count} times in one request, ${formatMs(most.durationMs)} in all.`;
}
