/** The merged list with what chooses and orders it. */
import type { BudgetList, BudgetState, RouteList } from '@throughline/protocol';
import { useRef } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatPlural } from '../../format/count.ts';
import { worstState } from '../../state/budget-states.ts';
import { matchesText, orderParam, parseOrder, parsePercentile } from '../../state/filters.ts';
import { toImpactShares } from '../../state/impact.ts';
import { placePath } from '../../state/place.ts';
import { formatRange, parseRange } from '../../state/range.ts';
import { withParams } from '../../state/router.ts';
import { keepShared } from '../../state/scope.ts';
import { Button } from '../../ui/button.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { FilterBox } from '../../ui/filter-box.tsx';
import { Notice } from '../../ui/notice.tsx';
import { moveRow, useKeys } from '../../ui/use-keys.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { columnIds } from './columns.ts';
import { Legend } from './legend.tsx';
import css from './overview-screen.module.css';
import { RouteCards } from './route-cards.tsx';
import { RouteTable } from './route-table.tsx';
import { firstOrder, sortRows } from './sort-rows.ts';

type RoutesProps = { site: string; list: RouteList; isOutdated: boolean; path: string };

export function Routes({ site, list, isOutdated, path }: RoutesProps) {
  const { router } = useApp();
  const isNarrow = useNarrow();
  const root = useRef<HTMLElement>(null);
  const budgets = useAnswer<BudgetList>(site, { asks: 'nothing', of: 'budgets' });
  const { params } = router.address.value;
  const text = params.get('filter') ?? '';
  const order = parseOrder(params, columnIds, firstOrder);
  useKeys({ j: () => moveRow(root.current, 1), k: () => moveRow(root.current, -1) });

  const matching = list.routes.filter((row) => matchesText(row.route, text));
  const shared = keepShared(params);
  const List = isNarrow ? RouteCards : RouteTable;
  return (
    <section class={css.list} ref={root} aria-label="Routes" data-outdated={isOutdated || undefined}>
      <div class={css.tools}>
        <FilterBox
          label="Filter routes"
          value={text}
          onChange={(filter) =>
            router.setParams({ filter: filter === '' ? null : filter }, { replace: true })
          }
        />
        <Legend />
        <ExportLinks path={path} name="routes" />
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
          budgets={budgets.state.status === 'ready' ? statesByRoute(budgets.state.value) : noStates}
          order={order}
          onSort={(next) => router.setParams({ sort: orderParam(next) })}
          hrefOf={(route) =>
            withParams({ pathname: placePath({ screen: 'route', site }), params: shared }, { route })
          }
        />
      )}
      {list.next !== null && (
        <p class={css.rest}>
          These are the {formatPlural(list.routes.length, 'route')} with most views, of {list.total}.{' '}
          {!params.has('all') && (
            <Button onClick={() => router.setParams({ all: '' })}>Show up to 1,000</Button>
          )}
        </p>
      )}
    </section>
  );
}

const noStates: ReadonlyMap<string, BudgetState> = new Map();

/** The worst of the budgets that look at a route. */
function statesByRoute({ budgets }: BudgetList): ReadonlyMap<string, BudgetState> {
  const states = new Map<string, BudgetState>();
  for (const { scope, state } of budgets) {
    if (scope.route === undefined) continue;
    const before = states.get(scope.route);
    states.set(scope.route, worstState(before ? [before, state] : [state]) ?? state);
  }
  return states;
}
