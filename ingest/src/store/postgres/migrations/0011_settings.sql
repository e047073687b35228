-- Up Migration

-- Write keys that were replaced and are still taken for a while: pages live in caches.
create table old_write_keys (
  key text primary key,
  site_id text not null references sites on delete cascade,
  valid_until timestamptz not null
);
create index old_write_keys_by_site on old_write_keys (site_id);

-- A service may have several tokens, so that one can be replaced without a gap.
alter table service_tokens add column id uuid not null default gen_random_uuid() unique;
create index service_tokens_by_site on service_tokens (site_id);

-- Deleted sites whose views, reports and rollups are still being erased.
create table erasures (
  site_id text primary key,
  site integer not null,
  requested_at timestamptz not null default now()
);

-- Down Migration
-- None: a backup is the way back.
