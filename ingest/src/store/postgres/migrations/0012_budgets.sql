-- Up Migration

create table budgets (
  id uuid primary key default gen_random_uuid(),
  site_id text not null references sites on delete cascade,
  name text not null,
  metric text not null,
  percentile smallint not null,
  good double precision not null,
  poor double precision not null,
  -- The scope; null is no limit.
  route text,
  device text,
  service text,
  endpoint text,
  query text,
  window_minutes integer not null,
  created_at timestamptz not null default now(),
  -- How it stands.
  state text not null default 'notEnoughData',
  state_since timestamptz not null default now(),
  evaluated_at timestamptz,
  value double precision,
  low double precision,
  high double precision,
  n bigint not null default 0
);
create index budgets_by_site on budgets (site_id);

create table budget_changes (
  budget_id uuid not null references budgets on delete cascade,
  at timestamptz not null,
  before text not null,
  state text not null,
  value double precision,
  n bigint not null,
  primary key (budget_id, at)
);

-- How it stood when it was last looked at in each hour.
create table budget_hours (
  budget_id uuid not null references budgets on delete cascade,
  hour timestamptz not null,
  state text not null,
  value double precision,
  n bigint not null,
  primary key (budget_id, hour)
);

-- What servers tell of budgets that they keep by themselves: the newest of each.
create table reported_budgets (
  site_id text not null references sites on delete cascade,
  service text not null,
  name text not null,
  good_ms double precision not null,
  poor_ms double precision not null,
  p95_ms double precision,
  n bigint not null,
  state text not null,
  reported_at timestamptz not null,
  primary key (site_id, service, name)
);

-- Down Migration
-- None: a backup is the way back.
