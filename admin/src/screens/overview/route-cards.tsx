/** The merged list on a narrow screen: one card a route, with the same figures as the table. */
import type { BudgetState, RouteRow } from '@throughline/protocol';
import { vitalNames, vitals } from '@throughline/protocol/vitals';
import { formatPlural } from '../../format/count.ts';
import { orderParam, parseOrder } from '../../state/filters.ts';
import { BudgetMark } from '../../ui/budget-mark.tsx';
import { NumberCell, VitalCell } from './cells.tsx';
import { apiColumns, columnIds, columnNames, navigationColumns, type ServerColumn } from './columns.ts';
import { Impact } from './impact.tsx';
import css from './route-cards.module.css';
import type { RouteListProps } from './route-table.tsx';
import { firstOrder } from './sort-rows.ts';
import { TtfbSplit } from './ttfb-split.tsx';

export function RouteCards({ rows, impacts, budgets, order, onSort, hrefOf, caption }: RouteListProps) {
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
      <ol class={css.list} aria-label={caption}>
        {rows.map((row) => (
          <Card
            key={row.route}
            row={row}
            href={hrefOf(row.route)}
            impact={impacts.get(row.route) ?? 0}
            budget={budgets.get(row.route)}
          />
        ))}
      </ol>
    </>
  );
}

type CardProps = { row: RouteRow; href: string; impact: number; budget: BudgetState | undefined };

function Card({ row, href, impact, budget }: CardProps) {
  return (
    <li class={css.card} data-row>
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
    </li>
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
