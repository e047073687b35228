/** The document's own request and the making of the page: phases one after another, as far as the browser told them. */
import type { WholeView } from '@throughline/protocol';
import { formatBytes } from '../format/bytes.ts';
import { formatMs } from '../format/duration.ts';
import { toPathText } from '../format/link.ts';
import { knownFacts, type Row, type Tone, toRow } from './row.ts';
import { toServerRows } from './server.ts';

type Navigation = NonNullable<WholeView['navigation']>;
type Phase = { tone: Tone; label: string; durationMs: number };

/** @param ttfbMs First byte after navigation start; where it exceeds the told phases, the rest lies before the wait. */
export function toNavigationRows(navigation: Navigation, url: string, ttfbMs: number | null): Row[] {
  const phases = placePhases(navigation, ttfbMs);
  const wait = phases.find((phase) => phase.tone === 'wait');
  const last = phases.at(-1);
  const firstByteMs = wait ? wait.startMs + wait.durationMs : 0;
  const endMs = last ? last.startMs + last.durationMs : 0;
  const serverWait = wait ?? { startMs: 0, durationMs: endMs };
  const serverRows = toServerRows(navigation.traces, navigation.server, serverWait, 'navigation');

  const phaseRows = phases.map((phase) =>
    toRow(phase.tone, {
      id: `navigation/${phase.tone}`,
      kind: 'phase',
      label: phase.label,
      startMs: phase.startMs,
      durationMs: phase.durationMs,
      rows: phase.tone === 'wait' ? serverRows : [],
    }),
  );
  const request = toRow('wait', {
    id: 'navigation',
    kind: 'navigation',
    label: toPathText(url),
    tag: 'page',
    note: navigation.status && navigation.status >= 400 ? String(navigation.status) : null,
    startMs: 0,
    durationMs: endMs,
    bars: phases.map(({ tone, startMs, durationMs }) => ({ tone, startMs, durationMs })),
    isFailed: (navigation.status ?? 0) >= 500,
    facts: navigationFacts(navigation, url),
    rows: wait ? phaseRows : [...phaseRows, ...serverRows],
  });
  const page = toPageRow(navigation, firstByteMs);
  return page ? [request, page] : [request];
}

function placePhases(navigation: Navigation, ttfbMs: number | null): (Phase & { startMs: number })[] {
  const before: Phase[] = [
    { tone: 'redirect', label: 'Redirect', durationMs: navigation.redirectMs ?? 0 },
    { tone: 'worker', label: 'Service worker', durationMs: navigation.workerMs ?? 0 },
    { tone: 'dns', label: 'DNS', durationMs: navigation.dnsMs ?? 0 },
    { tone: 'connect', label: 'Connect', durationMs: navigation.connectMs ?? 0 },
    { tone: 'tls', label: 'TLS', durationMs: navigation.tlsMs ?? 0 },
  ];
  const waitMs = navigation.waitMs ?? 0;
  const toldMs = before.reduce((sum, phase) => sum + phase.durationMs, waitMs);
  // Queueing in the browser, for one, belongs to no phase.
  let atMs = Math.max(0, (ttfbMs ?? 0) - toldMs);
  return [
    ...before,
    { tone: 'wait', label: 'Wait', durationMs: waitMs } as const,
    { tone: 'response', label: 'Response', durationMs: navigation.responseMs ?? 0 } as const,
  ]
    .filter((phase) => phase.durationMs > 0)
    .map((phase) => {
      const placed = { ...phase, startMs: atMs };
      atMs += phase.durationMs;
      return placed;
    });
}

/** The browser begins to build the page with the first byte, while the rest still arrives. */
function toPageRow(navigation: Navigation, firstByteMs: number): Row | null {
  const stops = [
    { label: 'DOM interactive', atMs: navigation.domInteractiveMs },
    { label: 'DOM ready', atMs: navigation.domContentLoadedMs },
    { label: 'Load', atMs: navigation.loadMs },
  ];
  let atMs = firstByteMs;
  const rows = stops.flatMap(({ label, atMs: stopMs }) => {
    if (stopMs === undefined || stopMs < atMs) return [];
    const startMs = atMs;
    atMs = stopMs;
    return toRow('document', {
      id: `document/${label}`,
      kind: 'phase',
      label,
      note: `at ${formatMs(stopMs)}`,
      startMs,
      durationMs: stopMs - startMs,
    });
  });
  if (rows.length === 0) return null;

  return toRow('document', {
    id: 'document',
    kind: 'document',
    label: 'Build the page',
    tag: 'page',
    startMs: firstByteMs,
    durationMs: atMs - firstByteMs,
    facts: rows.map((row) => ({ label: row.label, value: row.note ?? '' })),
    rows,
  });
}

function navigationFacts(navigation: Navigation, url: string): Row['facts'] {
  const bytes = (count: number | undefined) => (count === undefined ? null : formatBytes(count));
  return knownFacts([
    ['Address', url, true],
    ['Status', navigation.status?.toString()],
    ['Protocol', navigation.protocol],
    ['Sent', bytes(navigation.transferBytes)],
    ['Compressed', bytes(navigation.encodedBytes)],
    ['Size', bytes(navigation.decodedBytes)],
    ['Delivery', navigation.deliveryType],
    ['Ready before shown', navigation.activationMs ? formatMs(navigation.activationMs) : null],
    ['Not from the back/forward cache', navigation.notRestoredReasons?.join(', ')],
  ]);
}
