/** The latest views of one route. Arrivals come in on top while the screen is looked at. */
import { useRef } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { placePath } from '../../state/place.ts';
import { formatRange, isOpenRange, parseRange } from '../../state/range.ts';
import { withParams } from '../../state/router.ts';
import { keepShared, parseScope } from '../../state/scope.ts';
import { Button } from '../../ui/button.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { LiveState } from '../../ui/live-state.tsx';
import { FailedNotice, Notice, StaleNotice } from '../../ui/notice.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { moveRow, useKeys } from '../../ui/use-keys.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { RouteTabs } from '../route/route-tabs.tsx';
import { useViews } from './use-views.ts';
import { ViewCards } from './view-cards.tsx';
import { ViewTable } from './view-table.tsx';
import css from './views-screen.module.css';

export function ViewsScreen({ site }: { site: string }) {
  const { router, surroundings } = useApp();
  const isNarrow = useNarrow();
  const root = useRef<HTMLDivElement>(null);
  const { params } = router.address.value;
  const route = params.get('route');
  const range = parseRange(params);
  const { watched, rows, loadOlder, isLoadingOlder } = useViews(site, route, parseScope(params));
  const { state, retry } = watched;

  const shared = keepShared(params);
  const overviewHref = withParams({ pathname: placePath({ screen: 'overview', site }), params: shared }, {});
  const hrefOf = (view: string) =>
    withParams({ pathname: placePath({ screen: 'view', site, view }), params: shared }, { route });
  useKeys({
    j: () => moveRow(root.current, 1),
    k: () => moveRow(root.current, -1),
    Escape: () => router.go(overviewHref),
  });
  const List = isNarrow ? ViewCards : ViewTable;

  return (
    <>
      <ScreenHead
        crumbs={[{ label: 'Overview', href: overviewHref }]}
        title={route ?? 'All views'}
        facts={`Latest views, ${formatRange(range)}, newest first. Each figure is of one view.`}
        controls={
          <>
            <LiveState state={state} isOpen={isOpenRange(range, surroundings.nowMs())} />
            <RangePicker />
          </>
        }
      />
      {route !== null && <RouteTabs site={site} route={route} current="views" />}
      <FilterBar site={site} route={route ?? undefined} />
      {state.status === 'loading' && <Skeleton label="Loading the views" />}
      {state.status === 'failed' && <FailedNotice failure={state.failure} onRetry={retry} />}
      {state.status === 'ready' && (
        <div class={css.list} ref={root} data-outdated={state.isOutdated || undefined}>
          {state.failure && (
            <StaleNotice failure={state.failure} loadedAtMs={state.loadedAtMs} onRetry={retry} />
          )}
          {rows.length === 0 ? (
            <Notice title={`No view of this route in the ${formatRange(range)}`}>
              <p>They show up here within seconds of a visit.</p>
            </Notice>
          ) : (
            <List
              views={rows}
              hrefOf={hrefOf}
              nowMs={state.loadedAtMs}
              caption={`Latest views of ${route ?? 'all routes'}, newest first`}
            />
          )}
          {loadOlder && (
            <div class={css.more}>
              <Button isDisabled={isLoadingOlder} onClick={loadOlder}>
                {isLoadingOlder ? 'Loading…' : 'Show older views'}
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  );
}
