/** The first screen: what is wrong and where, the vitals, the servers, and every route with both in one row. */
import type {
  BudgetList,
  ReleaseList,
  RouteList,
  Series,
  ServerSummary,
  Summary,
} from '@throughline/protocol';
import { vitalNames } from '@throughline/protocol/vitals';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatPlural } from '../../format/count.ts';
import { parseComparison } from '../../state/comparison.ts';
import { formatRange, isOpenRange } from '../../state/range.ts';
import { parseScope } from '../../state/scope.ts';
import { ComparisonPicker } from '../../ui/comparison-picker.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { LiveState } from '../../ui/live-state.tsx';
import { FailedNotice, StaleNotice } from '../../ui/notice.tsx';
import { Answered, Panel } from '../../ui/panel.tsx';
import { PercentileSwitch } from '../../ui/percentile-switch.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Together } from '../../ui/together.tsx';
import { VerdictLine } from '../../verdict/verdict-line.tsx';
import { VitalCards } from '../../vitals/vital-cards.tsx';
import { NoViews } from './no-views.tsx';
import css from './overview-screen.module.css';
import { PathChart } from './path-chart.tsx';
import { Routes } from './routes.tsx';
import { ServerFacts } from './server-facts.tsx';

const routesEveryMs = 2_000;
const summaryEveryMs = 5_000;
const firstRoutes = '200';
const mostRoutes = '1000';

export function OverviewScreen({ site }: { site: string }) {
  const { router, surroundings } = useApp();
  const { params } = router.address.value;
  const { range, percentile } = parseScope(params);
  const isOpen = isOpenRange(range, surroundings.nowMs());
  const routes = useAnswer<RouteList>(site, {
    asks: 'views',
    of: 'routes',
    params: { limit: params.has('all') ? mostRoutes : firstRoutes },
    everyMs: routesEveryMs,
  });
  const { state, retry } = routes;

  return (
    <>
      <ScreenHead
        crumbs={[]}
        title="Overview"
        facts={
          <>
            {state.status === 'ready' ? `${formatPlural(state.value.total, 'route')}, ` : ''}
            {formatRange(range)}, p{percentile}
          </>
        }
        controls={
          <>
            <LiveState state={state} isOpen={isOpen} />
            <PercentileSwitch />
            <RangePicker />
            <ComparisonPicker />
          </>
        }
      />
      <FilterBar site={site} />
      {state.status === 'loading' && <Skeleton label="Loading the routes" />}
      {state.status === 'failed' && <FailedNotice failure={state.failure} onRetry={retry} />}
      {state.status === 'ready' && (
        <>
          {state.failure && (
            <StaleNotice failure={state.failure} loadedAtMs={state.loadedAtMs} onRetry={retry} />
          )}
          {state.value.routes.length === 0 ? (
            <NoViews />
          ) : (
            <Together label="Loading the figures">
              <Figures site={site} list={state.value} percentile={percentile} />
              <Routes site={site} list={state.value} isOutdated={state.isOutdated} path={routes.path} />
            </Together>
          )}
        </>
      )}
    </>
  );
}

function Figures({ site, list, percentile }: { site: string; list: RouteList; percentile: number }) {
  const compare = parseComparison(useApp().router.address.value.params);
  const summary = useAnswer<Summary>(site, {
    asks: 'views',
    of: 'summary',
    params: { metric: vitalNames, compare },
    everyMs: summaryEveryMs,
  });
  const series = useAnswer<Series>(site, {
    asks: 'views',
    of: 'series',
    params: { metric: [...vitalNames, 'requestMs', 'sqlMs'], compare },
  });
  const releases = useAnswer<ReleaseList>(site, { asks: 'span', of: 'releases' });
  const servers = useAnswer<ServerSummary>(site, { asks: 'servers', of: 'server-summary' });
  const budgets = useAnswer<BudgetList>(site, { asks: 'nothing', of: 'budgets' });
  const kept = budgets.state.status === 'ready' ? budgets.state.value.budgets : [];

  return (
    <>
      <Answered watched={summary} label="the verdict and the vitals" room={css.figuresRoom}>
        {(value) => (
          <div class={css.figures}>
            <VerdictLine site={site} summary={value} routes={list.routes} budgets={kept} />
            <VitalCards
              summary={value}
              series={series.state.status === 'ready' ? series.state.value : null}
            />
          </div>
        )}
      </Answered>
      <div class={css.servers}>
        <Panel title="From browser to SQL" hint="draw over the chart to zoom in">
          <Answered watched={series} label="the chart" room={css.chartRoom}>
            {(value) => (
              <PathChart
                series={value}
                releases={releases.state.status === 'ready' ? releases.state.value : null}
              />
            )}
          </Answered>
        </Panel>
        <ServerFacts site={site} percentile={percentile} summary={servers} budgets={budgets} />
      </div>
    </>
  );
}
