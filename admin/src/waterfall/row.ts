/** The rows of a waterfall as a tree of plain data, and the list of those that are open. Knows nothing of pixels. */

/** What a bar or a part of it stands for; each has one colour. */
export type Tone =
  | 'redirect'
  | 'worker'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'wait'
  | 'response'
  | 'document'
  | 'request'
  | 'resource'
  | 'app'
  | 'sql'
  | 'cache'
  | 'upstream'
  | 'timer'
  | 'measure';

export type Bar = { tone: Tone; startMs: number; durationMs: number };

export type RowKind =
  | 'navigation'
  | 'phase'
  | 'document'
  | 'request'
  | 'resource'
  | 'measure'
  | 'server'
  | 'sql'
  | 'sql-group'
  | 'call'
  | 'timer'
  | 'cache';

export type Fact = { label: string; value: string; isCode?: boolean };

export type Row = {
  /** Stays the same when the view is told again. */
  id: string;
  kind: RowKind;
  /** Text of a beacon or a report: never markup. */
  label: string;
  /** Said before the label: a method, a service, `SQL`. */
  tag: string | null;
  /** Said after it: rows, repetitions, a status. */
  note: string | null;
  startMs: number;
  durationMs: number;
  /** Later ones are painted over earlier ones. */
  bars: Bar[];
  isFailed: boolean;
  /** Whether its own rows show before anyone asks for them. */
  isOpenAtFirst: boolean;
  facts: Fact[];
  rows: Row[];
};

export type FlatRow = { row: Row; level: number; isOpen: boolean; hasRows: boolean };

/** A row with the defaults of its kind; one bar of `tone` over its whole length unless `bars` says otherwise. */
export function toRow(
  tone: Tone,
  row: Pick<Row, 'id' | 'kind' | 'label' | 'startMs' | 'durationMs'> & Partial<Row>,
): Row {
  return {
    tag: null,
    note: null,
    bars: [{ tone, startMs: row.startMs, durationMs: row.durationMs }],
    isFailed: false,
    isOpenAtFirst: true,
    facts: [],
    rows: [],
    ...row,
  };
}

/** @param toggled Rows that someone opened or closed against their first state. */
export function flattenRows(rows: readonly Row[], toggled: ReadonlySet<string>, level = 1): FlatRow[] {
  return rows.flatMap((row) => {
    const isOpen = row.isOpenAtFirst !== toggled.has(row.id);
    const own: FlatRow = { row, level, isOpen, hasRows: row.rows.length > 0 };
    return isOpen ? [own, ...flattenRows(row.rows, toggled, level + 1)] : [own];
  });
}

/** Every row, closed or not: for the table and for finding one by its id. */
export function allRows(rows: readonly Row[], level = 1): FlatRow[] {
  return rows.flatMap((row) => [
    { row, level, isOpen: true, hasRows: row.rows.length > 0 },
    ...allRows(row.rows, level + 1),
  ]);
}

export function byStart(a: Row, b: Row): number {
  return a.startMs - b.startMs;
}

/** Facts whose value is known. */
export function knownFacts(
  facts: readonly [label: string, value: string | null | undefined, isCode?: boolean][],
): Fact[] {
  return facts.flatMap(([label, value, isCode]) =>
    value === null || value === undefined || value === '' ? [] : [{ label, value, isCode }],
  );
}
