/** Views as they are stored, newest on top. */
import { useApp } from '../../app-context.ts';
import { formatCount, formatPlural } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { formatClock } from '../../format/moment.ts';
import { formatVital } from '../../format/vital.ts';
import { placePath } from '../../state/place.ts';
import { withParams } from '../../state/router.ts';
import { keepShared } from '../../state/scope.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Panel } from '../../ui/panel.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { type LiveRow, useLive } from './use-live.ts';

const stateWords = {
  connecting: 'Connecting',
  open: 'Connected: views show up as they are stored',
  lost: 'The connection is lost; it is tried again',
} as const;

export function LiveScreen({ site }: { site: string }) {
  const { router } = useApp();
  const live = useLive(site);
  const shared = keepShared(router.address.value.params);
  return (
    <>
      <ScreenHead
        crumbs={[]}
        title="Live"
        facts={
          <span role="status">
            {stateWords[live.state]}
            {live.skipped > 0 ? `; ${formatPlural(live.skipped, 'view')} came too fast to be shown` : ''}
            {live.hasGap ? '; some arrived while the connection was lost' : ''}
          </span>
        }
        controls={
          <Button isPressed={live.isPaused} onClick={live.togglePause}>
            {live.isPaused ? `Go on (${formatCount(live.waiting)} waiting)` : 'Pause'}
          </Button>
        }
      />
      {live.rows.length === 0 ? (
        <Notice title="Waiting for the next view">
          <p>It shows up here as soon as it is stored. Nothing has to be reloaded.</p>
        </Notice>
      ) : (
        <Panel title="Views" hint={`the last ${formatCount(live.rows.length)}, newest first`}>
          <DataTable
            caption="Views as they arrive"
            rows={live.rows}
            keyOf={({ id }) => id}
            first={100}
            hrefOf={({ id, route }) =>
              withParams(
                { pathname: placePath({ screen: 'view', site, view: id }), params: shared },
                { route },
              )
            }
            columns={columns}
          />
        </Panel>
      )}
    </>
  );
}

const columns = [
  { label: 'Page', cell: ({ url }: LiveRow) => url },
  { label: 'Route', cell: ({ route }: LiveRow) => route },
  { label: 'Began', cell: ({ startedAt }: LiveRow) => formatClock(Date.parse(startedAt)) },
  {
    label: 'Browser',
    cell: ({ browser, device, country, isBot }: LiveRow) =>
      [browser, device, country, isBot ? 'automated' : null].filter(Boolean).join(', '),
  },
  numberColumn(
    'LCP',
    ({ vitals }: LiveRow) => vitals.lcp,
    (value) => formatVital('lcp', value),
  ),
  numberColumn(
    'INP',
    ({ vitals }: LiveRow) => vitals.inp,
    (value) => formatVital('inp', value),
  ),
  numberColumn(
    'CLS',
    ({ vitals }: LiveRow) => vitals.cls,
    (value) => formatVital('cls', value),
  ),
  numberColumn(
    'TTFB',
    ({ vitals }: LiveRow) => vitals.ttfb,
    (value) => formatVital('ttfb', value),
  ),
  numberColumn('Server', ({ server }: LiveRow) => server.requestMs, formatMs),
  numberColumn('SQL', ({ server }: LiveRow) => server.sqlMs, formatMs),
  numberColumn('Statements', ({ server }: LiveRow) => server.sqlCount, formatCount),
];
