/** The merged list on a narrow screen: one card a route, with the same figures as the table. */
import type { BudgetState, RouteRow } from '@throughline/protocol';
import { vitalNames, vitals } from '@throughline/protocol/vitals';
import { useMemo } from 'preact/hooks';
import { formatPlural } from '../../format/count.ts';
import { orderParam, parseOrder } from '../../state/filters.ts';
import { BudgetMark } from '../../ui/budget-mark.tsx';
import { useBlocks } from '../../ui/use-blocks.ts';
import { NumberCell, VitalCell } from './cells.tsx';
import { apiColumns, columnIds, columnNames, navigationColumns, type ServerColumn } from './columns.ts';
import { Impact } from './impact.tsx';
import css from './route-cards.module.css';
import type { RouteListProps } from './route-table.tsx';
import { firstOrder } from './sort-rows.ts';
import { TtfbSplit } from './ttfb-split.tsx';

const sizes = { guessPx: 420, first: 4 };

export function RouteCards({ rows, impacts, budgets, order, onSort, hrefOf, caption }: RouteListProps) {
  const blocks = useBlocks(rows, sizes);
  return (
    <>
      <label class={css.sort}>
        Sort by
        <select
          value={orderParam(order)}
          onChange={({ currentTarget }) =>
            onSort(parseOrder(new URLSearchParams({ sort: currentTarget.value }), columnIds, firstOrder))
          }
        >
          {columnIds.flatMap((id) => [
            <option key={id} value={orderParam({ by: id, isDescending: id !== 'route' })}>
              {columnNames[id]} {id === 'route' ? 'A–Z' : 'from the top'}
            </option>,
            <option key={`${id}-turned`} value={orderParam({ by: id, isDescending: id === 'route' })}>
              {columnNames[id]} {id === 'route' ? 'Z–A' : 'from the bottom'}
            </option>,
          ])}
        </select>
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: an ol could not hold blocks of items */}
      <div class={css.list} role="list" aria-label={caption}>
        {blocks.map(({ start, items, gapPx, ref }) => (
          <div
            key={start}
            class={css.list}
            ref={ref}
            data-gap={gapPx === null ? undefined : ''}
            style={gapPx === null ? undefined : { height: `${gapPx}px` }}
          >
            {gapPx === null &&
              items.map((row, index) => (
                <Card
                  key={row.route}
                  at={start + index + 1}
                  of={rows.length}
                  row={row}
                  href={hrefOf(row.route)}
                  impact={impacts.get(row.route) ?? 0}
                  budget={budgets.get(row.route)}
                />
              ))}
          </div>
        ))}
      </div>
    </>
  );
}

type CardProps = {
  /** Among all cards, from 1: not all of them are in the page. */
  at: number;
  of: number;
  row: RouteRow;
  href: string;
  impact: number;
  budget: BudgetState | undefined;
};

/** Drawn again only when its own row changed, not with each block that a scroll brings in. */
function Card({ at, of, row, href, impact, budget }: CardProps) {
  return useMemo(
    () => (
      // biome-ignore lint/a11y/useSemanticElements: see above
      <div class={css.card} role="listitem" aria-posinset={at} aria-setsize={of} data-row>
        <div class={css.top}>
          <h2>
            <a href={href} data-row-link>
              {row.route}
            </a>
          </h2>
          <span class={css.views}>{formatPlural(row.views, 'view')}</span>
          <Impact share={impact} />
          {budget && <BudgetMark state={budget} />}
        </div>
        <dl class={css.vitals}>
          {vitalNames.map((name) => (
            <div key={name}>
              <dt>{vitals[name].label}</dt>
              <dd>
                <VitalCell name={name} estimate={row.vitals[name]} />
              </dd>
            </div>
          ))}
        </dl>
        <TtfbSplit row={row} />
        <Figures title="On the server, for the page" columns={navigationColumns} row={row} />
        <Figures title="For its API requests" columns={apiColumns} row={row} />
      </div>
    ),
    [at, of, row, href, impact, budget],
  );
}

function Figures({
  title,
  columns,
  row,
}: {
  title: string;
  columns: readonly ServerColumn[];
  row: RouteRow;
}) {
  if (!columns.some(({ estimate }) => estimate(row))) return null;
  return (
    <section class={css.server}>
      <h3>{title}</h3>
      {columns.map(({ id, label, estimate, format }, index) => (
        <dl key={id}>
          <dt>{label}</dt>
          <dd>
            <NumberCell
              estimate={estimate(row)}
              format={format}
              knownN={index === 0 ? undefined : columns[0]?.estimate(row)?.n}
            />
          </dd>
        </dl>
      ))}
    </section>
  );
}
