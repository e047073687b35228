/** The first screen: every route of a site with what its views felt and what the servers did for them. */
import type { RouteList, RouteRow } from '@throughline/protocol';
import { useRef } from 'preact/hooks';
import { routesPath } from '../../api/paths.ts';
import { useWatch } from '../../api/use-watch.ts';
import { useApp } from '../../app-context.ts';
import { formatPlural } from '../../format/count.ts';
import { keepShared, matchesText, orderParam, parseOrder, parsePercentile } from '../../state/filters.ts';
import { toImpactShares } from '../../state/impact.ts';
import { placePath } from '../../state/place.ts';
import { formatRange, isOpenRange, parseRange, rangeParams, rangeQuery } from '../../state/range.ts';
import { withParams } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { LiveState } from '../../ui/live-state.tsx';
import { FailedNotice, Notice, StaleNotice } from '../../ui/notice.tsx';
import { PercentileSwitch } from '../../ui/percentile-switch.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { moveRow, useKeys } from '../../ui/use-keys.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { columnIds } from './columns.ts';
import { Legend } from './legend.tsx';
import css from './overview-screen.module.css';
import { RouteCards } from './route-cards.tsx';
import { RouteTable } from './route-table.tsx';
import { firstOrder, sortRows } from './sort-rows.ts';
import { SpreadCards } from './spread-cards.tsx';

const pollEveryMs = 2_000;

export function OverviewScreen({ site }: { site: string }) {
  const { router, surroundings } = useApp();
  const { params } = router.address.value;
  const range = parseRange(params);
  const percentile = parsePercentile(params);
  const isOpen = isOpenRange(range, surroundings.nowMs());
  const { state, retry } = useWatch<RouteList>({
    key: JSON.stringify([site, range, percentile]),
    path: () => routesPath(site, { ...rangeQuery(range, surroundings.nowMs()), percentile }),
    everyMs: isOpen ? pollEveryMs : null,
  });

  return (
    <>
      <ScreenHead
        crumbs={[]}
        title="Routes"
        facts={
          <>
            {state.status === 'ready' ? `${tellTotals(state.value.routes)}, ` : ''}
            {formatRange(range)}, p{percentile} of each
          </>
        }
        controls={
          <>
            <LiveState state={state} isOpen={isOpen} />
            <PercentileSwitch />
            <RangePicker />
          </>
        }
      />
      {state.status === 'loading' && <Skeleton label="Loading the routes" />}
      {state.status === 'failed' && <FailedNotice failure={state.failure} onRetry={retry} />}
      {state.status === 'ready' && (
        <>
          {state.failure && (
            <StaleNotice failure={state.failure} loadedAtMs={state.loadedAtMs} onRetry={retry} />
          )}
          <Routes site={site} list={state.value} isOutdated={state.isOutdated} />
        </>
      )}
    </>
  );
}

function Routes({ site, list, isOutdated }: { site: string; list: RouteList; isOutdated: boolean }) {
  const { router } = useApp();
  const isNarrow = useNarrow();
  const root = useRef<HTMLDivElement>(null);
  const { params } = router.address.value;
  const text = params.get('filter') ?? '';
  const order = parseOrder(params, columnIds, firstOrder);
  useKeys({ j: () => moveRow(root.current, 1), k: () => moveRow(root.current, -1) });
  if (list.routes.length === 0) return <NoViews />;

  const matching = list.routes.filter((row) => matchesText(row.route, text));
  const shared = keepShared(params);
  const List = isNarrow ? RouteCards : RouteTable;
  return (
    <div class={css.list} ref={root} data-outdated={isOutdated || undefined}>
      <SpreadCards rows={matching} />
      <div class={css.tools}>
        <FilterBox
          label="Filter routes"
          value={text}
          onChange={(filter) =>
            router.setParams({ filter: filter === '' ? null : filter }, { replace: true })
          }
        />
        <Legend />
      </div>
      {matching.length === 0 ? (
        <Notice
          title={`No route matches “${text}”`}
          actions={<Button onClick={() => router.setParams({ filter: null })}>Show all routes</Button>}
        />
      ) : (
        <List
          caption={`Routes, p${parsePercentile(params)}, ${formatRange(parseRange(params))}`}
          rows={sortRows(matching, order)}
          impacts={toImpactShares(list.routes)}
          order={order}
          onSort={(next) => router.setParams({ sort: orderParam(next) })}
          hrefOf={(route) =>
            withParams({ pathname: placePath({ screen: 'views', site }), params: shared }, { route })
          }
        />
      )}
      {list.next !== null && <p>Only the first {formatPlural(list.routes.length, 'route')} are listed.</p>}
    </div>
  );
}

function NoViews() {
  const { router } = useApp();
  const range = parseRange(router.address.value.params);
  const isWidest = 'last' in range && range.last === '30d';
  return (
    <div class={css.empty}>
      <Notice
        title={`No page view in the ${formatRange(range)}`}
        actions={
          !isWidest && (
            <Button onClick={() => router.setParams(rangeParams({ last: '30d' }))}>
              Look at the last 30 days
            </Button>
          )
        }
      >
        <p>
          Views show up here within seconds of a visit, without a reload. A page reports when it carries this
          line:
        </p>
        {/* It may scroll sideways, so the keyboard has to reach it. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
        <pre class={css.snippet} tabIndex={0}>
          <code>{`<script async src="${window.location.origin}/sdk.js" data-key="…"></script>`}</code>
        </pre>
      </Notice>
    </div>
  );
}

function tellTotals(routes: readonly RouteRow[]): string {
  const views = routes.reduce((sum, row) => sum + row.views, 0);
  return `${formatPlural(routes.length, 'route')}, ${formatPlural(views, 'view')}`;
}
