/** The statements that servers ran for the views near the percentile. */
import type { Causes } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { formatCountEstimate, formatPlural } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './route-screen.module.css';

type Statement = Causes['statements'][number];

export function Statements({ site, route }: { site: string; route: string }) {
  const causes = useAnswer<Causes>(site, { asks: 'views', of: 'causes', params: { route, metric: 'lcp' } });
  return (
    <Panel title="Statements" hint="of views whose LCP lies near the percentile">
      <Answered watched={causes} label="the statements">
        {({ statements, traced, poolWaitMs }) =>
          statements.length === 0 ? (
            <Quiet>No server kept a trace of these views.</Quiet>
          ) : (
            <>
              <p class={css.soft}>
                Per view, read from {formatPlural(traced, 'traced view')}; waiting for a connection{' '}
                {formatMs(poolWaitMs)}.
              </p>
              <DataTable
                caption="Statements run for this route"
                rows={statements}
                keyOf={({ ranFor, service, fingerprint }) => `${ranFor} ${service} ${fingerprint}`}
                columns={columns}
                first={6}
              />
            </>
          )
        }
      </Answered>
    </Panel>
  );
}

const columns = [
  {
    label: 'Statement',
    cell: ({ statement, fingerprint, callSite, service, ranFor }: Statement) => (
      <>
        <code class={css.statement} title={statement ?? fingerprint}>
          {statement ?? fingerprint}
        </code>
        <span class={css.soft}>
          {service}, for {ranFor === 'page' ? 'the page' : 'an API request'}
          {callSite ? `, ${callSite}` : ''}
        </span>
      </>
    ),
  },
  {
    label: 'Runs',
    title: 'Per view',
    isNumber: true,
    cell: ({ runs }: Statement) => formatCountEstimate(runs),
    sortBy: ({ runs }: Statement) => runs,
  },
  {
    label: 'Time',
    title: 'Per view',
    isNumber: true,
    cell: ({ ms }: Statement) => formatMs(ms),
    sortBy: ({ ms }: Statement) => ms,
  },
];
