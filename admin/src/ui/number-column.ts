/** A column of a table that holds one number a row; what has none is a dash and stands last. */
import type { Column } from './data-table.tsx';

export function numberColumn<Row>(
  label: string,
  of: (row: Row) => number | null | undefined,
  format: (value: number) => string,
  title?: string,
): Column<Row> {
  return {
    label,
    title,
    isNumber: true,
    cell: (row) => {
      const value = of(row);
      return value === null || value === undefined ? '–' : format(value);
    },
    sortBy: of,
  };
}
