/** The BudgetStore on PostgreSQL. */
import type { Budget, BudgetHistory, BudgetScope, NewBudget, Standing } from '@throughline/protocol';
import type pg from 'pg';
import type { BudgetStore } from '../budgets.ts';
import type { TimeRange } from '../store.ts';
import { proveTerm } from './jobs.ts';
import { readReportedBudgets } from './reported-budgets.ts';
import { type Db, rows, run, sql, transaction } from './sql.ts';

const keptDays = 400;

type BudgetRow = Omit<Budget, 'scope' | 'createdAt' | 'since' | 'evaluatedAt' | 'n'> &
  Record<keyof BudgetScope, string | null> & {
    site: string;
    createdAt: Date;
    since: Date;
    evaluatedAt: Date | null;
    n: string;
  };

export function createBudgetStore(pool: pg.Pool): BudgetStore {
  return {
    allBudgets: () => readBudgets(pool, undefined),
    budgetsOf: async (site) => (await readBudgets(pool, site)).map(withoutSite),
    reportedBudgetsOf: (site) => readReportedBudgets(pool, site),
    addBudget: async (site, budget, most) => {
      const id = await addBudget(pool, site, budget, most);
      return id ? await readBudget(pool, site, id) : undefined;
    },
    changeBudget: async (site, id, budget) => {
      await changeBudget(pool, site, id, budget);
      return await readBudget(pool, site, id);
    },
    deleteBudget: async (site, id) =>
      (await run(pool, sql`delete from budgets where site_id = ${site} and id = ${id}`)) > 0,
    budgetHistory: (site, id, range) => readHistory(pool, site, id, range),
    saveStandings: (term, atMs, standings) =>
      transaction(pool, (client) => saveStandings(client, term, new Date(atMs), standings)),
  };
}

async function readBudgets(
  db: Db,
  site: string | undefined,
  id?: string,
): Promise<(Budget & { site: string })[]> {
  const found = await rows<BudgetRow>(
    db,
    sql`
    select id, site_id as site, name, metric, percentile, good, poor, route, device, service, endpoint, query,
      window_minutes as "windowMinutes", created_at as "createdAt", state, state_since as since,
      evaluated_at as "evaluatedAt", value, low, high, n
    from budgets
    where (${site ?? null}::text is null or site_id = ${site ?? null})
      and (${id ?? null}::uuid is null or id = ${id ?? null})
    order by site_id, name, id`,
  );
  return found.map(toBudget);
}

async function readBudget(db: Db, site: string, id: string): Promise<Budget | undefined> {
  const [budget] = await readBudgets(db, site, id);
  return budget && withoutSite(budget);
}

async function addBudget(db: Db, site: string, budget: NewBudget, most: number): Promise<string | undefined> {
  const { scope } = budget;
  const [made] = await rows<{ id: string }>(
    db,
    sql`
    insert into budgets (site_id, name, metric, percentile, good, poor, route, device, service, endpoint, query,
      window_minutes)
    select ${site}, ${budget.name}, ${budget.metric}, ${budget.percentile}::smallint, ${budget.good}::float8,
      ${budget.poor}::float8, ${scope.route}, ${scope.device}, ${scope.service}, ${scope.endpoint}, ${scope.query},
      ${budget.windowMinutes}::int
    where (select count(*) from budgets where site_id = ${site}) < ${most}::int
    returning id`,
  );
  return made?.id;
}

async function changeBudget(db: Db, site: string, id: string, budget: NewBudget): Promise<void> {
  const { scope } = budget;
  await run(
    db,
    sql`
    update budgets set
      name = ${budget.name},
      metric = ${budget.metric},
      percentile = ${budget.percentile},
      good = ${budget.good},
      poor = ${budget.poor},
      route = ${scope.route},
      device = ${scope.device},
      service = ${scope.service},
      endpoint = ${scope.endpoint},
      query = ${scope.query},
      window_minutes = ${budget.windowMinutes}
    where site_id = ${site} and id = ${id}`,
  );
}

async function readHistory(
  db: Db,
  site: string,
  id: string,
  range: TimeRange,
): Promise<BudgetHistory | undefined> {
  const budget = await readBudget(db, site, id);
  if (!budget) return undefined;
  const from = new Date(range.fromMs);
  const to = new Date(range.toMs);
  const changes = await rows<Omit<BudgetHistory['changes'][number], 'at' | 'n'> & { at: Date; n: string }>(
    db,
    sql`
    select at, before, state, value, n
    from budget_changes
    where budget_id = ${id} and at >= ${from} and at < ${to}
    order by at desc
    limit 1000`,
  );
  const hours = await rows<Omit<BudgetHistory['hours'][number], 'at' | 'n'> & { at: Date; n: string }>(
    db,
    sql`
    select hour as at, state, value, n
    from budget_hours
    where budget_id = ${id} and hour >= ${from} and hour < ${to}
    order by hour desc`,
  );
  const toMoment = <Row extends { at: Date; n: string }>({ at, n, ...rest }: Row) => ({
    ...rest,
    at: at.toISOString(),
    n: Number(n),
  });
  return { budget, changes: changes.map(toMoment), hours: hours.map(toMoment) };
}

async function saveStandings(
  client: pg.PoolClient,
  term: number,
  at: Date,
  standings: (Standing & { id: string })[],
): Promise<void> {
  await proveTerm(client, term);
  await run(
    client,
    sql`
    with told as (
      select budgets.state as before, told.*
      from unnest(
        ${standings.map(({ id }) => id)}::uuid[],
        ${standings.map(({ state }) => state)}::text[],
        ${standings.map(({ value }) => value)}::float8[],
        ${standings.map(({ low }) => low)}::float8[],
        ${standings.map(({ high }) => high)}::float8[],
        ${standings.map(({ n }) => n)}::bigint[]
      ) as told (id, state, value, low, high, n)
      join budgets using (id)
    ), changed as (
      insert into budget_changes (budget_id, at, before, state, value, n)
      select id, ${at}::timestamptz, before, state, value, n
      from told
      where before <> state
    ), hourly as (
      insert into budget_hours (budget_id, hour, state, value, n)
      select id, date_trunc('hour', ${at}::timestamptz), state, value, n
      from told
      on conflict (budget_id, hour) do update set
        state = excluded.state, value = excluded.value, n = excluded.n
    )
    update budgets set
      state = told.state,
      state_since = case when told.before = told.state then state_since else ${at} end,
      evaluated_at = ${at},
      value = told.value,
      low = told.low,
      high = told.high,
      n = told.n
    from told
    where budgets.id = told.id`,
  );
  await run(
    client,
    sql`delete from budget_hours where hour < ${at}::timestamptz - ${keptDays}::int * interval '1 day'`,
  );
  await run(
    client,
    sql`delete from budget_changes where at < ${at}::timestamptz - ${keptDays}::int * interval '1 day'`,
  );
}

function toBudget({
  route,
  device,
  service,
  endpoint,
  query,
  createdAt,
  since,
  evaluatedAt,
  n,
  ...row
}: BudgetRow) {
  const scope: BudgetScope = {
    ...(route && { route }),
    ...(device && { device }),
    ...(service && { service }),
    ...(endpoint && { endpoint }),
    ...(query && { query }),
  };
  return {
    ...row,
    scope,
    createdAt: createdAt.toISOString(),
    since: since.toISOString(),
    evaluatedAt: evaluatedAt?.toISOString() ?? null,
    n: Number(n),
  };
}

function withoutSite({ site: _site, ...budget }: Budget & { site: string }): Budget {
  return budget;
}
