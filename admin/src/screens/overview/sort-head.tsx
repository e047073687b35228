/** A column's head that sorts by it: the worst first on the first press, the other way on the second. */
import type { Order } from '../../state/filters.ts';
import type { ColumnId } from './columns.ts';
import css from './route-table.module.css';

type SortHeadProps = {
  id: ColumnId;
  label: string;
  title: string;
  class: string | undefined;
  order: Order<ColumnId>;
  onSort: (order: Order<ColumnId>) => void;
};

export function SortHead({ id, label, title, class: look, order, onSort }: SortHeadProps) {
  const isSorted = order.by === id;
  const direction = order.isDescending ? 'descending' : 'ascending';
  const next = isSorted ? !order.isDescending : id !== 'route';
  return (
    <th class={look} scope="col" aria-sort={isSorted ? direction : undefined}>
      <button
        class={css.sort}
        type="button"
        title={title}
        data-sorted={isSorted ? direction : undefined}
        onClick={() => onSort({ by: id, isDescending: next })}
      >
        {label}
        <svg class={css.arrow} viewBox="0 0 8 8" aria-hidden="true">
          <path d="M0 1.5h8L4 7z" />
        </svg>
      </button>
    </th>
  );
}
