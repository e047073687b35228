/** Who holds a connection, since when and for what: to name them when nobody else gets one. */

export type Holder = {
  sinceMs: number;
  /** `GET /route`, as far as it is known when it is asked for; undefined outside of a request. */
  where: (() => string) | undefined;
  /** `file:line`; undefined when the pool itself took the connection for one statement. */
  callSite: (() => string | undefined) | undefined;
  /** The statement it was taken for, without values. */
  statement: string | undefined;
  isWarned: boolean;
};

/** A holder as it is shown. */
export type HolderReport = { heldMs: number; where?: string; callSite?: string; statement?: string };

const mostNamed = 5;
const longestStatement = 120;

export function reportHolder(holder: Holder, nowMs: number): HolderReport {
  const report: HolderReport = { heldMs: Math.max(0, nowMs - holder.sinceMs) };
  if (holder.where !== undefined) report.where = holder.where();
  const callSite = holder.callSite?.();
  if (callSite !== undefined) report.callSite = callSite;
  if (holder.statement !== undefined) report.statement = holder.statement.slice(0, longestStatement);
  return report;
}

/** The longest first. */
export function reportHolders(holders: Iterable<Holder>, nowMs: number): HolderReport[] {
  return [...holders]
    .sort((a, b) => a.sinceMs - b.sinceMs)
    .slice(0, mostNamed)
    .map((holder) => reportHolder(holder, nowMs));
}

export function describeHolder({ heldMs, where, callSite, statement }: HolderReport): string {
  const what = [
    where ?? 'outside of a request',
    callSite && `at ${callSite}`,
    statement && `running "${statement}"`,
  ];
  return `${what.filter(Boolean).join(' ')} for ${(heldMs / 1_000).toFixed(1)} s`;
}

/** No connection came free in time. `code` is `POOL_TIMEOUT`; `holders` are those who had them. */
export class PoolTimeoutError extends Error {
  readonly code = 'POOL_TIMEOUT';
  readonly holders: readonly HolderReport[];

  constructor(
    state: { waitedMs: number; total: number; most: number; waiting: number; holders: HolderReport[] },
    cause: unknown,
  ) {
    const { waitedMs, total, most, waiting, holders } = state;
    const held = holders.map(describeHolder).join('; ');
    super(
      `No database connection came free within ${Math.round(waitedMs)} ms: ${total} of ${most} are open, ` +
        `${waiting} more wait. ${held ? `Held longest: ${held}.` : 'None is held: they are still connecting.'}`,
      { cause },
    );
    this.name = 'PoolTimeoutError';
    this.holders = holders;
  }
}
