/** One route: how it stands, where its time goes, what stands behind it, and what would help. */
import type { Series, Summary } from '@throughline/protocol';
import { vitalNames } from '@throughline/protocol/vitals';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { parseComparison } from '../../state/comparison.ts';
import { placePath } from '../../state/place.ts';
import { formatRange } from '../../state/range.ts';
import { withParams } from '../../state/router.ts';
import { keepShared, parseScope } from '../../state/scope.ts';
import { ComparisonPicker } from '../../ui/comparison-picker.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Answered } from '../../ui/panel.tsx';
import { PercentileSwitch } from '../../ui/percentile-switch.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Together } from '../../ui/together.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { VerdictLine } from '../../verdict/verdict-line.tsx';
import { VitalCards } from '../../vitals/vital-cards.tsx';
import { AttributionPanels } from './attribution-panels.tsx';
import { Distribution } from './distribution.tsx';
import { Named } from './named.tsx';
import { PathPanel } from './path-panel.tsx';
import { Releases } from './releases.tsx';
import { Requests } from './requests.tsx';
import { Resources } from './resources.tsx';
import css from './route-screen.module.css';
import { RouteTabs } from './route-tabs.tsx';
import { SegmentsPanel } from './segments-panel.tsx';
import { Statements } from './statements.tsx';
import { Trend } from './trend.tsx';

export function RouteScreen({ site }: { site: string }) {
  const { router } = useApp();
  const { params } = router.address.value;
  const route = params.get('route');
  const { range, percentile } = parseScope(params);
  const overviewHref = withParams(
    { pathname: placePath({ screen: 'overview', site }), params: keepShared(params) },
    {},
  );
  useKeys({ Escape: () => router.go(overviewHref) });
  if (route === null)
    return (
      <Notice title="No route is named in this address">
        <a href={overviewHref}>To the overview</a>
      </Notice>
    );

  return (
    <>
      <ScreenHead
        crumbs={[{ label: 'Overview', href: overviewHref }]}
        title={route}
        facts={`${formatRange(range)}, p${percentile}`}
        controls={
          <>
            <PercentileSwitch />
            <RangePicker />
            <ComparisonPicker />
          </>
        }
      />
      <RouteTabs site={site} route={route} current="route" />
      <FilterBar site={site} route={route} />
      <Together label="Loading the route">
        <Head site={site} route={route} />
        <div class={css.pair}>
          <PathPanel site={site} route={route} />
          <Distribution site={site} route={route} />
        </div>
        <Trend site={site} route={route} />
        <div class={css.pair}>
          <Statements site={site} route={route} />
          <Requests site={site} route={route} />
        </div>
        <AttributionPanels site={site} route={route} />
        <div class={css.pair}>
          <SegmentsPanel site={site} route={route} />
          <Releases site={site} route={route} />
        </div>
        <div class={css.pair}>
          <Resources site={site} route={route} />
          <Named site={site} route={route} />
        </div>
      </Together>
    </>
  );
}

function Head({ site, route }: { site: string; route: string }) {
  const compare = parseComparison(useApp().router.address.value.params);
  const params = { metric: vitalNames, route, compare };
  const summary = useAnswer<Summary>(site, { asks: 'views', of: 'summary', params, everyMs: 5_000 });
  const series = useAnswer<Series>(site, { asks: 'views', of: 'series', params });
  return (
    <Answered watched={summary} label="the vitals">
      {(value) => (
        <div class={css.head}>
          <VerdictLine site={site} route={route} summary={value} routes={[]} budgets={[]} />
          <VitalCards summary={value} series={series.state.status === 'ready' ? series.state.value : null} />
        </div>
      )}
    </Answered>
  );
}
