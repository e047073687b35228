/** Who, where, with what: the facts of one view that are not times. */
import type { WholeView } from '@throughline/protocol';
import { formatBytes } from '../../format/bytes.ts';
import { formatPlural, formatShare } from '../../format/count.ts';
import { formatFullMoment } from '../../format/moment.ts';
import { type Fact, knownFacts } from '../../waterfall/row.ts';
import { FactList } from './fact-list.tsx';
import css from './panel.module.css';

const datedWords: Record<WholeView['dated'], string> = {
  sender: 'by the browser’s clock',
  corrected: 'by the browser’s clock, corrected',
  received: 'by its arrival: the browser’s clock was not believed',
};

export function ViewFacts({ view }: { view: WholeView }) {
  const resources = resourceFacts(view);
  return (
    <section class={css.panel}>
      <h2>Facts</h2>
      <FactList facts={[...viewFacts(view), ...deviceFacts(view)]} />
      {resources.length > 0 && (
        <div class={css.part}>
          <h3>Resources</h3>
          <FactList facts={resources} />
        </div>
      )}
    </section>
  );
}

function viewFacts({ id, revision, startedAt, receivedAt, dated, body }: WholeView): Fact[] {
  return knownFacts([
    ['Began', formatFullMoment(Date.parse(startedAt))],
    ['Dated', datedWords[dated]],
    ['Received', formatFullMoment(Date.parse(receivedAt))],
    ['Referrer', body.referrer, true],
    ['Release', body.release, true],
    ['Environment', body.environment],
    ...Object.entries(body.tags ?? {}).map(([name, value]): [string, string] => [`#${name}`, value]),
    [
      'Sampled',
      body.sampleRate === undefined || body.sampleRate === 1
        ? null
        : `${formatShare(body.sampleRate)} of visits`,
    ],
    ['Visit', body.visit?.id, true],
    ['View', id, true],
    ['Revision', String(revision)],
    ...Object.entries(body.dropped ?? {}).map(([kind, count]): [string, string] => [
      `Left out: ${kind}`,
      String(count),
    ]),
  ]);
}

function deviceFacts({ body: { device, connection } }: WholeView): Fact[] {
  const hasWindow = device?.viewportWidthPx !== undefined && device.viewportHeightPx !== undefined;
  return knownFacts([
    ['Window', hasWindow ? `${device.viewportWidthPx} × ${device.viewportHeightPx} px` : null],
    ['Pixel ratio', device?.pixelRatio?.toString()],
    ['Memory', device?.memoryGib === undefined ? null : `${device.memoryGib} GiB`],
    ['Cores', device?.cores?.toString()],
    ['Driven by', device?.webdriver ? 'a script (webdriver)' : null],
    ['Connection', connection?.effectiveType],
    ['Round trip', connection?.rttMs === undefined ? null : `${connection.rttMs} ms`],
    ['Downlink', connection?.downlinkMbps === undefined ? null : `${connection.downlinkMbps} Mbit/s`],
    ['Saves data', connection?.saveData ? 'yes' : null],
  ]);
}

function resourceFacts({ body }: WholeView): Fact[] {
  return Object.entries(body.resources?.byType ?? {}).map(([type, totals]) => ({
    label: type,
    value: [
      formatPlural(totals.count, 'file'),
      totals.transferBytes === undefined ? null : formatBytes(totals.transferBytes),
      totals.cached ? `${totals.cached} from cache` : null,
      totals.renderBlocking ? `${totals.renderBlocking} block rendering` : null,
    ]
      .filter((part) => part !== null)
      .join(', '),
  }));
}
