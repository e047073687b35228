/** Whether what is measured arrives: from which browsers, what was refused, how far storing is behind, how long room lasts. */
import type { BrowserHealth, DataHealth, StorageAnswer } from '@throughline/protocol';
import { vitalNames, vitals } from '@throughline/protocol/vitals';
import { useAnswer } from '../../api/use-answer.ts';
import { useWatch, type Watched } from '../../api/use-watch.ts';
import { useApp } from '../../app-context.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatPlural, formatShare } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { formatAgo, formatFullMoment } from '../../format/moment.ts';
import { formatRange, parseRange } from '../../state/range.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Facts } from '../../ui/facts.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Together } from '../../ui/together.tsx';
import css from './health-screen.module.css';

export function HealthScreen({ site }: { site: string }) {
  const range = parseRange(useApp().router.address.value.params);
  const health = useAnswer<DataHealth>(site, { asks: 'span', of: 'data-health', everyMs: 5_000 });
  const storage = useWatch<StorageAnswer>({ key: 'storage', path: () => '/api/v1/storage', everyMs: 60_000 });
  return (
    <>
      <ScreenHead crumbs={[]} title="Data health" facts={formatRange(range)} controls={<RangePicker />} />
      <Together label="Loading the data health">
        <div class={css.pair}>
          <Panel title="What arrives">
            <Answered watched={health} label="what arrives">
              {(value) => <Arrivals health={value} />}
            </Answered>
          </Panel>
          <Panel title="On its way to the database">
            <Answered watched={health} label="the spool">
              {(value) => <Spool health={value} />}
            </Answered>
          </Panel>
        </div>
        <Panel
          title="What each browser tells"
          hint="share of its views; a vital that a browser cannot measure is missing, not zero"
          actions={<ExportLinks path={health.path} name="browsers" />}
        >
          <Answered watched={health} label="the browsers">
            {({ browsers }) =>
              browsers.length === 0 ? (
                <Quiet>No view in this period.</Quiet>
              ) : (
                <DataTable
                  caption="Browsers"
                  rows={browsers}
                  keyOf={({ browser }) => browser}
                  columns={browserColumns}
                />
              )
            }
          </Answered>
        </Panel>
        <div class={css.pair}>
          <Refusals health={health} />
          <Services health={health} />
        </div>
        <Storage storage={storage} />
      </Together>
    </>
  );
}

function Arrivals({ health: { views, bots, countsBots, dated, routes } }: { health: DataHealth }) {
  return (
    <Facts
      facts={[
        ['Views', formatCount(views)],
        [
          'By automated browsers',
          `${formatPlural(bots, 'view')}, ${countsBots ? 'counted' : 'left out'} in every answer`,
        ],
        ['Dated by the browser’s clock', formatCount(dated.sender)],
        ['… corrected by the time of sending', formatCount(dated.corrected)],
        ['… by arrival, its clock was not believed', formatCount(dated.received)],
        ['Routes today', `${formatCount(routes.today)} of at most ${formatCount(routes.most)}`],
        ['Views beyond them, under “(other)”', formatCount(routes.otherViews)],
      ]}
    />
  );
}

function Spool({ health: { spool, deadLetters } }: { health: DataHealth }) {
  return (
    <>
      <Facts
        facts={[
          ['Waiting on disk', `${formatBytes(spool.bytes)} of at most ${formatBytes(spool.mostBytes)}`],
          [
            'Waited until stored, last batch',
            spool.lagMs === null ? 'nothing stored since the start' : formatMs(spool.lagMs),
          ],
          [
            'Stored last',
            spool.lastStoredAt === null ? '–' : formatAgo(Date.parse(spool.lastStoredAt), Date.now()),
          ],
          ['Batches tried again', formatCount(spool.retries)],
          ['Dead letters', formatCount(deadLetters.count)],
        ]}
      />
      {deadLetters.newest.length > 0 && (
        <DataTable
          caption="Newest dead letters"
          rows={deadLetters.newest}
          keyOf={({ at, reason }) => `${at} ${reason}`}
          columns={[
            { label: 'Reason', cell: ({ reason }) => reason },
            { label: 'Kind', cell: ({ kind }) => kind },
            { label: 'When', cell: ({ at }) => formatFullMoment(Date.parse(at)) },
          ]}
        />
      )}
    </>
  );
}

const browserColumns = [
  {
    label: 'Browser',
    cell: ({ browser }: BrowserHealth) => browser,
    sortBy: ({ browser }: BrowserHealth) => browser,
  },
  numberColumn('Views', ({ views }: BrowserHealth) => views, formatCount),
  numberColumn('Automated', ({ bots }: BrowserHealth) => bots, formatCount),
  ...vitalNames.map((name) =>
    numberColumn(vitals[name].label, ({ told }: BrowserHealth) => told[name], formatShare),
  ),
  numberColumn(
    'Server',
    ({ told }: BrowserHealth) => told.server,
    formatShare,
    'Views whose server told its own time',
  ),
  { label: 'Seen last', cell: ({ lastAt }: BrowserHealth) => formatAgo(Date.parse(lastAt), Date.now()) },
];

function Refusals({ health }: { health: Watched<DataHealth> }) {
  return (
    <Panel title="Refused" hint="nothing is dropped without being counted">
      <Answered watched={health} label="refusals">
        {({ refusals }) =>
          refusals.length === 0 ? (
            <Quiet>Nothing was refused in this period.</Quiet>
          ) : (
            <DataTable
              caption="Refusals by reason"
              rows={refusals}
              keyOf={({ reason }) => reason}
              columns={[
                { label: 'Reason', cell: ({ reason }) => reason.replaceAll('_', ' ') },
                numberColumn('Count', ({ count }: DataHealth['refusals'][number]) => count, formatCount),
                {
                  label: 'Last in the hour from',
                  cell: ({ lastHour }) => formatFullMoment(Date.parse(lastHour)),
                },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

function Services({ health }: { health: Watched<DataHealth> }) {
  return (
    <Panel title="Servers that report">
      <Answered watched={health} label="servers">
        {({ services }) =>
          services.length === 0 ? (
            <Quiet>No server of this site has reported. A token for one is made under Settings.</Quiet>
          ) : (
            <Facts
              facts={services.map(({ service, lastAt }) => [
                service,
                `last ${formatAgo(Date.parse(lastAt), Date.now())}`,
              ])}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

function Storage({ storage }: { storage: Watched<StorageAnswer> }) {
  return (
    <Panel title="Room" hint="of the whole installation">
      <Answered watched={storage} label="storage">
        {(value) => (
          <>
            <Facts
              facts={[
                ['In use', formatBytes(value.totalBytes)],
                ['A view', tellView(value)],
                [
                  'A day adds',
                  `${formatBytes(value.growthBytesPerDay)}, ${formatPlural(Math.round(value.viewsPerDay), 'view')}`,
                ],
                [
                  'Free on the disk',
                  value.freeBytes === undefined
                    ? 'not known: another machine’s'
                    : formatBytes(value.freeBytes),
                ],
                [
                  'Lasts, were nothing dropped',
                  value.headroomDays === undefined ? '–' : tellHeadroom(value.headroomDays),
                ],
              ]}
            />
            <DataTable
              caption="Tables"
              rows={value.tables}
              keyOf={({ table }) => table}
              first={6}
              columns={[
                { label: 'Table', cell: ({ table }) => table.replaceAll('_', ' ') },
                numberColumn('Bytes', ({ bytes }: StorageAnswer['tables'][number]) => bytes, formatBytes),
                numberColumn('Rows', ({ rows }: StorageAnswer['tables'][number]) => rows, formatCount),
                numberColumn(
                  'Kept',
                  ({ keptDays }: StorageAnswer['tables'][number]) => keptDays,
                  (days) => formatPlural(days, 'day'),
                ),
              ]}
            />
          </>
        )}
      </Answered>
    </Panel>
  );
}

/** Beyond ten years the number says nothing but that. */
function tellHeadroom(days: number): string {
  return days > 3_650 ? 'more than ten years' : formatPlural(Math.floor(days), 'day');
}

function tellView({
  bytesPerView = 0,
  bytesPerViewDetail = 0,
  rollupBytesPerView = 0,
}: StorageAnswer): string {
  return `${formatBytes(bytesPerView)}, its details ${formatBytes(bytesPerViewDetail)}, rollups ${formatBytes(rollupBytesPerView)}`;
}
