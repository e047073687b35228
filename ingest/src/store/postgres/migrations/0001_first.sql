-- Up Migration

create table sites (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  -- Public: it only lets a browser write, and is printed in every page.
  write_key text not null unique,
  -- Exact origins, e.g. https://example.org; empty means any (development only).
  origins text[] not null default '{}',
  created_at timestamptz not null default now()
);

create table service_tokens (
  -- SHA-256 of the token; the token itself is shown once and never kept.
  token_hash bytea primary key,
  site_id text not null references sites on delete cascade,
  service text not null,
  created_at timestamptz not null default now()
);

create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  password_hash text not null,
  created_at timestamptz not null default now()
);

create table site_members (
  site_id text not null references sites on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  primary key (user_id, site_id)
);

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  expires_at timestamptz not null
);

-- One row per view; a higher revision replaces. Numbers that are asked for are columns, the rest is view_details.
create table views (
  site_id text not null,
  view_id uuid not null,
  revision integer not null,
  started_at timestamptz not null,
  received_at timestamptz not null,
  dated text not null,
  route text not null,
  url text not null,
  navigation_type text not null,
  visit_id uuid,
  sample_rate real not null,
  release text,
  environment text,
  browser text,
  browser_version text,
  os text,
  device_class text,
  country text,
  connection text,
  is_bot boolean not null,
  lcp real,
  inp real,
  cls real,
  fcp real,
  ttfb real,
  fid real,
  request_ms real,
  app_ms real,
  sql_ms real,
  sql_count integer,
  cache_ms real,
  upstream_ms real,
  api_count integer not null,
  api_request_ms real,
  api_sql_ms real,
  api_sql_count integer,
  trace_ids uuid[] not null,
  primary key (site_id, view_id)
);
create index views_by_time on views (site_id, started_at desc, view_id);
create index views_by_route on views (site_id, route, started_at desc, view_id);

-- The whole body as told, deflated JSON: read one at a time.
create table view_details (
  site_id text not null,
  view_id uuid not null,
  body bytea not null,
  primary key (site_id, view_id)
);

-- One server's part of a trace, with its spans as deflated JSON.
create table traces (
  site_id text not null,
  trace_id uuid not null,
  span_id bytea not null,
  service text not null,
  started_at timestamptz not null,
  trace bytea not null,
  primary key (site_id, trace_id, span_id)
);
create index traces_by_time on traces (started_at);

-- The text of each statement a service has told of.
create table statements (
  site_id text not null,
  service text not null,
  fingerprint bytea not null,
  statement text not null,
  primary key (site_id, fingerprint, service)
);

-- Histograms per endpoint and statement, as reported: deflated JSON, counted once by report id.
create table reports (
  site_id text not null,
  report_id uuid not null,
  service text not null,
  received_at timestamptz not null,
  body bytea not null,
  primary key (site_id, report_id)
);
create index reports_by_time on reports (site_id, received_at);

-- Records that the database refuses, kept alone so that they hold up nothing else.
create table dead_letters (
  id bigint generated always as identity primary key,
  site_id text not null,
  kind text not null,
  received_at timestamptz not null,
  reason text not null,
  record bytea not null
);

-- Down Migration
-- None: a backup is the way back.
