/** Webhooks in the database. Their secrets leave it for signing only. */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { type Db, nothing, raw, row, rows, run, sql } from '../db/sql.ts';
import type { Delivery, NewWebhook, Try, Webhook, WebhookChange } from './schema.ts';

const utc = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = raw(`w.id, w.name, w.url, w.events, w.types, w.is_active as "isActive", w.version,
  ${utc('w.created_at')} as "createdAt"`);
const told = (of: string) =>
  raw(`jsonb_build_object('name', ${of}.name, 'url', ${of}.url, 'events', ${of}.events, 'types', ${of}.types,
    'isActive', ${of}.is_active)`);

export function listWebhooks(db: Db): Promise<Webhook[]> {
  return rows<Webhook>(db, sql`select ${columns} from cms.webhooks w order by w.id`);
}

export function readWebhook(db: Db, id: string): Promise<Webhook | undefined> {
  return row<Webhook>(db, sql`select ${columns} from cms.webhooks w where w.id = ${id}`);
}

export async function createWebhook(
  db: Db,
  { name, url, events, types, isActive }: NewWebhook,
  secret: Buffer,
  actor: Actor,
): Promise<Webhook> {
  const made = await row<Webhook>(
    db,
    sql`
      with w as (
        insert into cms.webhooks (id, name, url, secret, events, types, is_active, created_by)
        values (${v7()}, ${name}, ${url}, ${secret}, ${events}, ${types}, ${isActive}, ${actor.principal?.userId ?? null}::uuid)
        returning *
      ), recorded as (
        ${recording(actor, 'webhook.create', 'webhook', sql`select w.id::text as subject_id, null::jsonb as before, ${told('w')} as after from w`)}
      )
      select ${columns} from w`,
  );
  if (!made) throw new Error('PostgreSQL returned no row for an inserted webhook.');
  return made;
}

/** @returns Undefined: no such webhook; without `webhook`: it is at another version. */
export async function changeWebhook(
  db: Db,
  id: string,
  { name, url, events, types, isActive }: WebhookChange,
  version: number | undefined,
  actor: Actor,
): Promise<{ foundVersion: number; webhook: Webhook | undefined } | undefined> {
  const found = await row<Webhook & { foundVersion: number; written: boolean }>(
    db,
    sql`
      with old as (
        select * from cms.webhooks where id = ${id} for update
      ), w as (
        update cms.webhooks w
        set name = coalesce(${name ?? null}, w.name), url = coalesce(${url ?? null}, w.url),
          events = coalesce(${events ?? null}::text[], w.events), types = coalesce(${types ?? null}::text[], w.types),
          is_active = coalesce(${isActive ?? null}::boolean, w.is_active), version = w.version + 1
        from old
        where w.id = old.id and (${version ?? null}::integer is null or old.version = ${version ?? null}::integer)
        returning w.*
      ), recorded as (
        ${recording(actor, 'webhook.update', 'webhook', sql`select w.id::text as subject_id, ${told('old')} as before, ${told('w')} as after from w, old`)}
      )
      select old.version as "foundVersion", w.id is not null as written, ${columns}
      from old
      left join w on true`,
  );
  if (!found) return undefined;
  const { foundVersion, written, ...webhook } = found;
  return { foundVersion, webhook: written ? webhook : undefined };
}

export async function deleteWebhook(db: Db, id: string, actor: Actor): Promise<boolean> {
  const deleted = await run(
    db,
    sql`
      with w as (
        delete from cms.webhooks where id = ${id} returning *
      )
      ${recording(actor, 'webhook.delete', 'webhook', sql`select w.id::text as subject_id, ${told('w')} as before, null::jsonb as after from w`)}`,
  );
  return deleted > 0;
}

/** The newest first, each with all of its tries. */
export async function listDeliveries(
  db: Db,
  webhookId: string,
  state: Delivery['state'] | undefined,
  before: [createdAt: string, id: string] | undefined,
  limit: number,
): Promise<(Delivery & { key: string })[]> {
  return await rows<Delivery & { key: string }>(
    db,
    sql`
      select d.id, d.webhook_id as "webhookId", d.event, d.state, ${raw(utc('d.created_at'))} as "createdAt",
        case when d.state = 'waiting' then ${raw(utc('d.next_try_at'))} end as "nextTryAt", d.body::jsonb as body,
        d.created_at::text as key, coalesce((
          select jsonb_agg(jsonb_build_object('at', ${raw(utc('t.at'))}, 'durationMs', t.duration_ms, 'status', t.status,
            'failure', t.failure) order by t.at)
          from cms.webhook_tries t
          where t.delivery_id = d.id
        ), '[]') as tries
      from cms.webhook_deliveries d
      where d.webhook_id = ${webhookId} and (${state ?? null}::text is null or d.state = ${state ?? null})
        ${before ? sql`and (d.created_at, d.id) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : nothing}
      order by d.created_at desc, d.id desc
      limit ${limit}`,
  );
}

/** From its first try on, with the same id and body: receivers that know the id know that they had it. */
export async function replayDelivery(db: Db, webhookId: string, id: string, actor: Actor): Promise<boolean> {
  const replayed = await run(
    db,
    sql`
      with d as (
        update cms.webhook_deliveries
        set state = 'waiting', tries = 0, next_try_at = now(), done_at = null
        where id = ${id} and webhook_id = ${webhookId} and state <> 'waiting'
        returning id
      )
      ${recording(actor, 'webhook.replay', 'webhook', sql`select d.id::text as subject_id, null::jsonb as before, null::jsonb as after from d`)}`,
  );
  return replayed > 0;
}

export type Due = { id: string; body: string; tries: number; url: string; secret: Buffer };

/** Takes what is due for itself: no other process does until `leaseMs` are over. */
export function claimDue(db: Db, leaseMs: number, limit: number): Promise<Due[]> {
  return rows<Due>(
    db,
    sql`
      with due as (
        select d.id
        from cms.webhook_deliveries d
        join cms.webhooks w on w.id = d.webhook_id and w.is_active
        where d.state = 'waiting' and d.next_try_at <= now()
        order by d.next_try_at
        limit ${limit}
        for update of d skip locked
      )
      update cms.webhook_deliveries d
      set next_try_at = now() + ${leaseMs}::integer * interval '1 millisecond'
      from due, cms.webhooks w
      where d.id = due.id and w.id = d.webhook_id
      returning d.id, d.body, d.tries, w.url, w.secret`,
  );
}

/** @param nextInMs Undefined after the last try. */
export async function keepTry(
  db: Db,
  id: string,
  { durationMs, status, failure }: Omit<Try, 'at'>,
  nextInMs: number | undefined,
): Promise<void> {
  const state = failure === null ? 'delivered' : nextInMs === undefined ? 'dead' : 'waiting';
  await run(
    db,
    sql`
      with d as (
        update cms.webhook_deliveries
        set state = ${state}, tries = tries + 1, done_at = case when ${state} = 'waiting' then null else now() end,
          next_try_at = now() + ${nextInMs ?? 0}::integer * interval '1 millisecond'
        where id = ${id}
        returning id
      )
      insert into cms.webhook_tries (delivery_id, at, duration_ms, status, failure)
      select id, clock_timestamp(), ${durationMs}, ${status}, ${failure}
      from d`,
  );
}

/** @returns Undefined when nothing waits. */
export async function readNextDueInMs(db: Db): Promise<number | undefined> {
  const found = await row<{ inMs: number | null }>(
    db,
    sql`
      select extract(epoch from min(d.next_try_at) - now())::float8 * 1000 as "inMs"
      from cms.webhook_deliveries d
      join cms.webhooks w on w.id = d.webhook_id and w.is_active
      where d.state = 'waiting'`,
  );
  return found?.inMs ?? undefined;
}

export async function forgetOldDeliveries(db: Db, days: number): Promise<void> {
  await run(
    db,
    sql`delete from cms.webhook_deliveries where state <> 'waiting' and done_at < now() - ${days}::integer * interval '1 day'`,
  );
}
