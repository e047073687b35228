/** One statement whole: its text, where it is asked for, and the plan that was found when it was slow. */
import type { IndexHint, QueryList, QueryRow } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { formatCount } from '../../format/count.ts';
import { formatFullMoment } from '../../format/moment.ts';
import css from './server-screen.module.css';

export function Statement({
  site,
  service,
  fingerprint,
}: {
  site: string;
  service: string;
  fingerprint: string;
}) {
  const list = useAnswer<QueryList>(site, { asks: 'servers', of: 'queries', params: { limit: 500 } });
  if (list.state.status !== 'ready') return null;
  const found = list.state.value.queries.find(
    (row) => row.service === service && row.fingerprint === fingerprint,
  );
  if (!found?.statement) return null;
  return (
    <>
      <pre class={css.whole}>{found.statement}</pre>
      {found.callSite && (
        <p class={css.soft}>
          asked for at <code>{found.callSite}</code>
        </p>
      )}
      {found.plan && <Plan plan={found.plan} />}
    </>
  );
}

function Plan({ plan }: { plan: NonNullable<QueryRow['plan']> }) {
  return (
    <>
      {plan.hints.map((hint) => (
        <Hint key={hint.suggestion} hint={hint} />
      ))}
      <details>
        <summary>Plan, found when it was slow on {formatFullMoment(Date.parse(plan.at))}</summary>
        <pre class={css.whole}>{plan.text}</pre>
      </details>
    </>
  );
}

function Hint({ hint }: { hint: IndexHint }) {
  const { table, filter, rowsInTable, rowsKept, suggestion, planCost, planCostWithIndex } = hint;
  return (
    <div class={css.hint}>
      <p>
        <strong>An index might help.</strong> {table} is read whole, {formatCount(Math.round(rowsInTable))}{' '}
        rows, to keep about {formatCount(Math.round(rowsKept))} by <code>{filter}</code>.
        {planCostWithIndex !== undefined &&
          ` The plan would cost ${formatCount(Math.round(planCostWithIndex))} instead of ${formatCount(Math.round(planCost))}.`}
      </p>
      <pre class={css.whole}>{suggestion}</pre>
    </div>
  );
}
