/** The servers in a few lines: how long requests and statements take, what fails, budgets, pools and event loops. */
import type { BudgetList, Estimate, ServerSummary, SystemAnswer } from '@throughline/protocol';
import type { ComponentChildren } from 'preact';
import type { Answered as AnsweredOf } from '../../api/use-answer.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { formatCount, formatPlural, formatRate } from '../../format/count.ts';
import { formatMs, formatMsInterval } from '../../format/duration.ts';
import { type BudgetStates, countStates, tellStates } from '../../state/budget-states.ts';
import { newestSamples } from '../../state/newest-samples.ts';
import { placePath } from '../../state/place.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './server-facts.module.css';

type ServerFactsProps = {
  site: string;
  percentile: number;
  summary: AnsweredOf<ServerSummary>;
  budgets: AnsweredOf<BudgetList>;
};

export function ServerFacts({ site, percentile, summary, budgets }: ServerFactsProps) {
  const system = useAnswer<SystemAnswer>(site, { asks: 'span', of: 'system', params: { limit: 40 } });
  return (
    <Panel
      title="Servers"
      actions={<a href={placePath({ screen: 'server', site })}>Endpoints and statements</a>}
    >
      <Answered watched={summary} label="servers">
        {({ requests, statements }) =>
          requests.count === 0 ? (
            <Quiet>No server has reported in this period.</Quiet>
          ) : (
            <dl class={css.facts}>
              <Timing label={`Request p${percentile}`} total={requests} />
              <Timing label={`SQL statement p${percentile}`} total={statements} />
              <Fact
                label="Errors"
                value={formatRate(requests.errorRate)}
                isBad={requests.errorRate > 0.01}
                small={`${formatCount(requests.errors)} of ${formatPlural(requests.count, 'request')}${
                  requests.apdex === null ? '' : `, Apdex ${requests.apdex.toFixed(2)} at 500 ms`
                }`}
              />
              <BudgetsFact site={site} budgets={budgets} />
              <ProcessFact system={system} />
            </dl>
          )
        }
      </Answered>
    </Panel>
  );
}

function Timing({ label, total }: { label: string; total: { count: number; duration: Estimate | null } }) {
  const { duration } = total;
  if (!duration) return <Fact label={label} value="–" small="none reported" />;
  const { value, low, high, n } = duration;
  const interval =
    low === undefined || high === undefined ? 'too few for an interval' : formatMsInterval(low, high);
  return <Fact label={label} value={formatMs(value)} small={`${interval}, n ${formatCount(n)}`} />;
}

function BudgetsFact({ site, budgets }: { site: string; budgets: AnsweredOf<BudgetList> }) {
  if (budgets.state.status === 'loading') return <Fact label="Budgets" value="…" small="…" />;
  if (budgets.state.status !== 'ready') return null;
  const states = countStates(budgets.state.value);
  return (
    <Fact
      label={<a href={placePath({ screen: 'budgets', site })}>Budgets</a>}
      value={tellWorst(states)}
      isBad={states.poor > 0}
      small={tellStates(states)}
    />
  );
}

function tellWorst({ poor, needsImprovement, good, all }: BudgetStates): string {
  if (poor > 0) return `${poor} missed`;
  if (needsImprovement > 0) return `${needsImprovement} over`;
  if (good > 0) return 'kept';
  return all === 0 ? 'none set' : 'not enough data';
}

function ProcessFact({ system }: { system: AnsweredOf<SystemAnswer> }) {
  if (system.state.status === 'loading') return <Fact label="Pools and event loops" value="…" small="…" />;
  if (system.state.status !== 'ready') return null;
  const newest = newestSamples(system.state.value.samples);
  if (newest.length === 0) return null;
  const pools = newest.flatMap(({ pools: told }) => told ?? []);
  const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
  const inUse = pools.reduce((sum, pool) => sum + pool.inUse, 0);
  const most = pools.reduce((sum, pool) => sum + pool.size + pool.maxOverflow, 0);
  const delayMs = Math.max(...newest.map(({ system: told }) => told?.eventLoopDelayP99Ms ?? 0));
  return (
    <Fact
      label="Pools and event loops"
      value={waiting > 0 ? `${waiting} waiting` : `${inUse} of ${most} in use`}
      isBad={waiting > 0}
      small={`event loop delay p99 ${formatMs(delayMs)} at worst, ${formatPlural(newest.length, 'process', 'processes')}`}
    />
  );
}

type FactProps = { label: ComponentChildren; value: string; small: string; isBad?: boolean };

function Fact({ label, value, small, isBad }: FactProps) {
  return (
    <div class={css.fact}>
      <dt>{label}</dt>
      <dd class={css.value} data-state={isBad ? 'bad' : undefined}>
        {value}
      </dd>
      <dd class={css.small}>{small}</dd>
    </div>
  );
}
