/** The merged list as a table: one route a row, the six vitals beside the server and SQL time that made them. */
import type { BudgetState, RouteRow } from '@throughline/protocol';
import { vitalNames, vitals } from '@throughline/protocol/vitals';
import { useMemo, useRef } from 'preact/hooks';
import { formatCount } from '../../format/count.ts';
import { formatThresholds, vitalTitles } from '../../format/vital.ts';
import type { Order } from '../../state/filters.ts';
import { BudgetMark } from '../../ui/budget-mark.tsx';
import { openRow } from '../../ui/open-row.ts';
import { useBlocks } from '../../ui/use-blocks.ts';
import { useOverflow } from '../../ui/use-overflow.ts';
import { NumberCell, VitalCell } from './cells.tsx';
import { apiColumns, type ColumnId, navigationColumns } from './columns.ts';
import { Impact } from './impact.tsx';
import css from './route-table.module.css';
import { SortHead } from './sort-head.tsx';
import { TtfbSplit } from './ttfb-split.tsx';

export type RouteListProps = {
  rows: readonly RouteRow[];
  impacts: ReadonlyMap<string, number>;
  /** Of the budgets that look at a route. */
  budgets: ReadonlyMap<string, BudgetState>;
  order: Order<ColumnId>;
  onSort: (order: Order<ColumnId>) => void;
  hrefOf: (route: string) => string;
  caption: string;
};

const headRows = 2;
const sizes = { guessPx: 68, first: 24 };

export function RouteTable({ rows, impacts, budgets, order, onSort, hrefOf, caption }: RouteListProps) {
  const box = useRef<HTMLElement>(null);
  const isWide = useOverflow(box);
  const blocks = useBlocks(rows, sizes);
  const head = { order, onSort };
  return (
    // When it scrolls sideways, the keyboard has to be able to as well.
    <section
      class={css.scroll}
      ref={box}
      aria-label={caption}
      data-wide={isWide || undefined}
      tabIndex={isWide ? 0 : undefined}
    >
      <table class={css.table} aria-rowcount={headRows + rows.length}>
        <colgroup>
          <col />
          <col class={css.viewsColumn} />
          {vitalNames.map((name) => (
            <col key={name} class={css.vitalColumn} />
          ))}
          <col class={css.splitColumn} />
          {[...navigationColumns, ...apiColumns].map(({ id }) => (
            <col key={id} class={css.numberColumn} />
          ))}
        </colgroup>
        <thead>
          <tr class={css.groups}>
            <td class={css.route} colSpan={2} />
            <th class={css.group} colSpan={vitalNames.length} scope="colgroup">
              In the browser
            </th>
            <th class={css.group} colSpan={navigationColumns.length + 1} scope="colgroup">
              On the server, for the page
            </th>
            <th class={css.group} colSpan={apiColumns.length} scope="colgroup">
              For its API requests
            </th>
          </tr>
          <tr>
            <SortHead {...head} id="route" class={css.route} label="Route" title="Sort by name" />
            <SortHead
              {...head}
              id="views"
              class={css.number}
              label="Views"
              title="Page views in this period"
            />
            {vitalNames.map((name, index) => (
              <SortHead
                {...head}
                key={name}
                id={name}
                class={index === 0 ? css.group : undefined}
                label={vitals[name].label}
                title={`${vitalTitles[name]}: ${formatThresholds(name)}`}
              />
            ))}
            <th
              class={`${css.group} ${css.plain}`}
              scope="col"
              title="Network, server code, SQL, cache and other services"
            >
              TTFB made of
            </th>
            {navigationColumns.map(({ id, label, title }) => (
              <SortHead {...head} key={id} id={id} class={css.number} label={label} title={title} />
            ))}
            {apiColumns.map(({ id, label, title }, index) => (
              <SortHead
                {...head}
                key={id}
                id={id}
                class={`${css.number} ${index === 0 ? css.group : ''}`}
                label={label}
                title={title}
              />
            ))}
          </tr>
        </thead>
        {blocks.map(({ start, items, gapPx, ref }) => (
          <tbody key={start} class={css.rows} ref={ref}>
            {gapPx === null ? (
              items.map((row, index) => (
                <Row
                  key={row.route}
                  at={headRows + start + index + 1}
                  row={row}
                  href={hrefOf(row.route)}
                  impact={impacts.get(row.route) ?? 0}
                  budget={budgets.get(row.route)}
                />
              ))
            ) : (
              <tr data-gap style={{ height: `${gapPx}px` }} />
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}

type RowProps = {
  /** Among all rows of the table, from 1: not all of them are in the page. */
  at: number;
  row: RouteRow;
  href: string;
  impact: number;
  budget: BudgetState | undefined;
};

/** Drawn again only when its own row changed, not with each block that a scroll brings in. */
function Row({ at, row, href, impact, budget }: RowProps) {
  return useMemo(
    () => (
      <tr class={css.row} data-row aria-rowindex={at} onClick={openRow}>
        <th class={css.route} scope="row">
          <a class={css.link} href={href} title={row.route} data-row-link>
            {row.route}
          </a>
          <Impact share={impact} />
          {budget && (
            <span class={css.budget}>
              Budget <BudgetMark state={budget} />
            </span>
          )}
        </th>
        <td class={`${css.number} ${css.views}`}>{formatCount(row.views)}</td>
        {vitalNames.map((name, index) => (
          <td key={name} class={index === 0 ? css.group : undefined}>
            <VitalCell name={name} estimate={row.vitals[name]} />
          </td>
        ))}
        <td class={css.group}>
          <TtfbSplit row={row} />
        </td>
        {[navigationColumns, apiColumns].map((columns) =>
          columns.map(({ id, estimate, format }, index) => (
            <td key={id} class={`${css.number} ${index === 0 && columns === apiColumns ? css.group : ''}`}>
              <NumberCell
                estimate={estimate(row)}
                format={format}
                knownN={index === 0 ? undefined : columns[0]?.estimate(row)?.n}
              />
            </td>
          )),
        )}
      </tr>
    ),
    [at, row, href, impact, budget],
  );
}
