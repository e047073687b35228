/** A table of rows that are alike: sorted by a press on a column's head, long ones shown in part at first. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import css from './data-table.module.css';
import { openRow } from './open-row.ts';
import { useOverflow } from './use-overflow.ts';

export type Column<Row> = {
  label: string;
  /** Says more than the label has room for. */
  title?: string;
  isNumber?: boolean;
  cell: (row: Row) => ComponentChildren;
  /** Makes the column one to sort by; what has no value stands last either way. */
  sortBy?: (row: Row) => number | string | null | undefined;
};

type DataTableProps<Row> = {
  caption: string;
  /** The first one names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  hrefOf?: (row: Row) => string;
  /** Rows shown at first, default 12. */
  first?: number;
};

type Sorting = { at: number; isDescending: boolean };

export function DataTable<Row>({ caption, columns, rows, keyOf, hrefOf, first = 12 }: DataTableProps<Row>) {
  const box = useRef<HTMLElement>(null);
  const isWide = useOverflow(box);
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [isWhole, setIsWhole] = useState(false);
  const sorted = sortRows(rows, columns, sorting);
  const shown = isWhole ? sorted : sorted.slice(0, first);

  return (
    // When it scrolls sideways, the keyboard has to be able to as well.
    <section
      class={css.scroll}
      ref={box}
      aria-label={`Table: ${caption}`}
      data-wide={isWide || undefined}
      tabIndex={isWide ? 0 : undefined}
    >
      <table class={css.table}>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <Head key={column.label} column={column} at={at} sorting={sorting} onSort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Line key={keyOf(row)} row={row} columns={columns} href={hrefOf?.(row)} />
          ))}
        </tbody>
      </table>
      {rows.length > first && (
        <div class={css.more}>
          <Button look="quiet" onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? `Show ${first}` : `Show all ${rows.length}`}
          </Button>
        </div>
      )}
    </section>
  );
}

type HeadProps<Row> = {
  column: Column<Row>;
  at: number;
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
};

function Head<Row>({ column: { label, title, isNumber, sortBy }, at, sorting, onSort }: HeadProps<Row>) {
  const isSorted = sorting?.at === at;
  const direction = sorting?.isDescending ? 'descending' : 'ascending';
  const next = isSorted ? !sorting.isDescending : isNumber === true;
  return (
    <th class={isNumber ? css.number : undefined} scope="col" aria-sort={isSorted ? direction : undefined}>
      {sortBy ? (
        <button
          class={css.sort}
          type="button"
          title={title}
          data-sorted={isSorted || undefined}
          onClick={() => onSort({ at, isDescending: next })}
        >
          {label}
          {isSorted && <span aria-hidden="true">{sorting.isDescending ? ' ↓' : ' ↑'}</span>}
        </button>
      ) : (
        <span title={title}>{label}</span>
      )}
    </th>
  );
}

function Line<Row>({ row, columns, href }: { row: Row; columns: readonly Column<Row>[]; href?: string }) {
  const [name, ...others] = columns;
  return (
    <tr
      class={css.row}
      data-row
      data-linked={href !== undefined || undefined}
      onClick={href ? openRow : undefined}
    >
      <th scope="row">
        {href ? (
          <a class={css.link} href={href} data-row-link>
            {name?.cell(row)}
          </a>
        ) : (
          name?.cell(row)
        )}
      </th>
      {others.map((column) => (
        <td key={column.label} class={column.isNumber ? css.number : undefined}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const sortBy = sorting ? columns[sorting.at]?.sortBy : undefined;
  if (!sorting || !sortBy) return rows;
  const sign = sorting.isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [sortBy(a) ?? null, sortBy(b) ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left < right ? -sign : Number(left > right) * sign;
  });
}
