/** What every process must know alike to name routes: rules, learned prefixes, and the routes each day has taken up. */
import type { RouteRule } from '../store.ts';
import { type Db, rows, run, sql } from './sql.ts';

export async function readRouteKnowledge(db: Db) {
  const rules = await rows<RouteRule & { site: string }>(
    db,
    sql`
    select site_id as site, pattern, route
    from route_rules
    order by site_id, position`,
  );
  const learned = await rows<{ site: string; prefix: string }>(
    db,
    sql`
    select site_id as site, prefix
    from learned_routes`,
  );
  return { rules, learned };
}

export async function readRouteRules(db: Db, site: string): Promise<RouteRule[]> {
  return await rows<RouteRule>(
    db,
    sql`
    select pattern, route
    from route_rules
    where site_id = ${site}
    order by position`,
  );
}

export async function putRouteRules(db: Db, site: string, rules: RouteRule[]): Promise<void> {
  await run(db, sql`delete from route_rules where site_id = ${site}`);
  await run(
    db,
    sql`
    insert into route_rules (site_id, position, pattern, route)
    select ${site}, position, pattern, route
    from unnest(${rules.map(({ pattern }) => pattern)}::text[], ${rules.map(({ route }) => route)}::text[])
      with ordinality as told (pattern, route, position)`,
  );
}

export async function learnPrefix(db: Db, site: string, prefix: string): Promise<void> {
  await run(
    db,
    sql`
    insert into learned_routes (site_id, prefix)
    values (${site}, ${prefix})
    on conflict do nothing`,
  );
}

/** Inside a transaction: the lock makes two processes count one after the other. */
export async function claimRoutes(
  db: Db,
  site: string,
  day: string,
  routes: string[],
  most: number,
): Promise<string[]> {
  await rows(db, sql`select pg_advisory_xact_lock(hashtextextended(${`routes ${site} ${day}`}, 0))`);
  await run(
    db,
    sql`
    insert into route_groups (site_id, day, route)
    select ${site}, ${day}::date, route
    from unnest(${routes}::text[]) as route
    where not exists (
      select from route_groups taken
      where taken.site_id = ${site} and taken.day = ${day}::date and taken.route = route.route
    )
    limit greatest(0, ${most}::int - (
      select count(*)::int from route_groups where site_id = ${site} and day = ${day}::date
    ))
    on conflict do nothing`,
  );
  const taken = await rows<{ route: string }>(
    db,
    sql`
    select route
    from route_groups
    where site_id = ${site} and day = ${day}::date and route = any(${routes}::text[])`,
  );
  return taken.map(({ route }) => route);
}
