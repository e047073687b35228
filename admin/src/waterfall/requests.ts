/** What the page loaded and measured after its document: API requests with their servers, slow resources, measures. */
import type { WholeView } from '@throughline/protocol';
import { formatBytes } from '../format/bytes.ts';
import { formatMs } from '../format/duration.ts';
import { toPathText } from '../format/link.ts';
import { knownFacts, type Row, toRow } from './row.ts';
import { toServerRows } from './server.ts';

export function toRequestRows(requests: WholeView['requests']): Row[] {
  return requests.map((request, index) => {
    const { startMs, durationMs, server } = request;
    const id = `request-${index}`;
    return toRow('request', {
      id,
      kind: 'request',
      label: toPathText(request.url),
      tag: request.method ?? 'API',
      note: (request.status ?? 0) >= 400 ? String(request.status) : null,
      startMs,
      durationMs,
      isFailed: (request.status ?? 0) >= 500,
      facts: knownFacts([
        ['Address', request.url, true],
        ['Method', request.method],
        ['Status', request.status?.toString()],
        ['Time', formatMs(durationMs)],
        ['Wait for the first byte', request.waitMs === undefined ? null : formatMs(request.waitMs)],
        ['Server', server?.requestMs === undefined ? null : formatMs(server.requestMs)],
        ['Sent', request.transferBytes === undefined ? null : formatBytes(request.transferBytes)],
      ]),
      rows: toServerRows(request.traces, server, { startMs, durationMs }, id),
    });
  });
}

export function toResourceRows(resources: WholeView['body']['resources']): Row[] {
  return (resources?.slowest ?? []).map((resource, index) =>
    toRow('resource', {
      id: `resource-${index}`,
      kind: 'resource',
      label: toPathText(resource.url),
      tag: resource.type,
      note: resource.renderBlocking ? 'blocks rendering' : null,
      startMs: resource.startMs,
      durationMs: resource.durationMs,
      facts: knownFacts([
        ['Address', resource.url, true],
        ['Type', resource.type],
        ['Time', formatMs(resource.durationMs)],
        ['Sent', resource.transferBytes === undefined ? null : formatBytes(resource.transferBytes)],
        ['Blocks rendering', resource.renderBlocking ? 'yes' : null],
      ]),
    }),
  );
}

export function toMeasureRows(measures: WholeView['body']['measures']): Row[] {
  return (measures ?? []).map((measure, index) =>
    toRow('measure', {
      id: `measure-${index}`,
      kind: 'measure',
      label: measure.name,
      tag: 'measure',
      startMs: measure.startMs,
      durationMs: measure.durationMs,
      facts: knownFacts([
        ['Name', measure.name, true],
        ['Time', formatMs(measure.durationMs)],
        ['Detail', measure.detail?.toString(), true],
      ]),
    }),
  );
}
