-- Webhooks. What is to be delivered is written by the statement that changes something, through its line in the audit log.

create table cms.webhooks (
  id uuid primary key,
  name text not null,
  url text not null,
  -- Signs what is sent; told once, when it is made.
  secret bytea not null,
  -- Patterns of actions: entry.publish, media.*
  events text[] not null,
  -- Only entries of these types; empty: of all.
  types text[] not null default '{}',
  is_active boolean not null default true,
  version integer not null default 1,
  created_by uuid references cms.users (id) on delete set null,
  created_at timestamptz not null default now()
);

create table cms.webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references cms.webhooks (id) on delete cascade,
  -- The body, word for word, as it is signed at each try.
  body text not null,
  event text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  done_at timestamptz
);
create index webhook_deliveries_due on cms.webhook_deliveries (next_try_at) where state = 'waiting';
create index webhook_deliveries_by_webhook on cms.webhook_deliveries (webhook_id, id desc);

create table cms.webhook_tries (
  delivery_id uuid not null references cms.webhook_deliveries (id) on delete cascade,
  at timestamptz not null,
  duration_ms integer not null,
  -- Of the answer; null: there was none.
  status integer,
  -- Why it is not delivered; null: it is.
  failure text,
  primary key (delivery_id, at)
);

create function cms.queue_deliveries() returns trigger
language plpgsql as $$
begin
  insert into cms.webhook_deliveries (id, webhook_id, event, body)
  select made.id, w.id, c.action,
    jsonb_build_object('id', made.id, 'event', c.action, 'type', c.subject, 'subjectId', c.subject_id,
      'at', to_char(c.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'after', c.after)::text
  from changed c
  join cms.webhooks w on w.is_active
    and (c.action = any(w.events) or split_part(c.action, '.', 1) || '.*' = any(w.events)
      or split_part(c.action, ' ', 1) = any(w.events))
    and (w.types = '{}' or c.subject = any(w.types))
  cross join lateral (select gen_random_uuid() as id where c.id is not null) made
  where split_part(c.action, '.', 1) in ('entry', 'media', 'type');
  if found then
    perform pg_notify('cms_changes', 'webhooks');
  end if;
  return null;
end
$$;
create trigger queue_deliveries after insert on cms.audit_log
  referencing new table as changed
  for each statement execute function cms.queue_deliveries();
