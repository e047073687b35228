-- Up Migration

-- Views by day, words as numbers, rollups. Nothing had been released when this came: what was there is not carried over.
drop table views, view_details, traces, reports, statements;

alter table sites add column number integer generated always as identity unique;

-- Every text of few values (routes, browsers, selectors, endpoints …) as a number: a view is half as wide, and grouping is by integer.
create table words (
  id integer generated always as identity primary key,
  site integer not null references sites (number) on delete cascade,
  kind text not null,
  word text not null,
  -- New words of one kind are limited per site and day; what comes after is `(other)`.
  first_day date not null default current_date,
  unique (site, kind, word)
);

-- One row per view, by day of its start; a higher revision replaces. Each day has a unique index of its own on
-- (view_id, site): insert-views.ts keeps a view from standing in two days. Fixed-width columns first, for padding.
create table views (
  started_at timestamptz not null,
  received_at timestamptz not null,
  site integer not null,
  revision integer not null,
  route integer not null,
  navigation_type integer not null,
  device integer,
  country integer,
  browser integer,
  browser_version integer,
  os integer,
  connection integer,
  release integer,
  environment integer,
  lcp_target integer,
  inp_target integer,
  inp_script integer,
  cls_target integer,
  -- With `path` the address of the page.
  origin integer not null,
  -- Null is 1.
  sample_rate real,
  lcp real,
  inp real,
  cls real,
  fcp real,
  ttfb real,
  fid real,
  lcp_load_delay_ms real,
  lcp_load_ms real,
  lcp_render_delay_ms real,
  inp_input_delay_ms real,
  inp_processing_ms real,
  inp_presentation_ms real,
  redirect_ms real,
  worker_ms real,
  dns_ms real,
  connect_ms real,
  tls_ms real,
  request_ms real,
  app_ms real,
  sql_ms real,
  sql_count real,
  cache_ms real,
  upstream_ms real,
  api_count real,
  api_request_ms real,
  api_sql_ms real,
  api_sql_count real,
  blocking_ms real,
  dated smallint not null,
  is_bot boolean not null,
  view_id uuid not null,
  visit_id uuid,
  path text not null
) partition by range (started_at);
create index views_by_time on views (site, started_at);
create index views_by_route on views (site, route, started_at);

-- The whole body as told, with its lists: read one at a time, packed, kept for a few days.
create table view_details (
  started_at timestamptz not null,
  site integer not null,
  view_id uuid not null,
  body bytea not null,
  unique (view_id, site, started_at)
) partition by range (started_at);

-- What came for a day whose views are gone, or with a date that no server here believes: kept, and left out of every answer.
create table late_views (
  site integer not null,
  view_id uuid not null,
  revision integer not null,
  started_at timestamptz not null,
  arrived_at timestamptz not null default now(),
  body bytea not null,
  primary key (site, view_id)
);

-- One server's part of a trace, with its spans packed.
create table traces (
  started_at timestamptz not null,
  site integer not null,
  service integer not null,
  endpoint integer not null,
  status smallint not null,
  duration_ms real not null,
  sql_ms real,
  sql_count real,
  kept text not null,
  trace_id uuid not null,
  span_id bytea not null,
  trace bytea not null,
  unique (trace_id, span_id, site, started_at)
) partition by range (started_at);
create index traces_by_time on traces (site, started_at);

-- The text of each statement that a service has told of.
create table statements (
  site integer not null,
  service text not null,
  fingerprint bytea not null,
  statement text not null,
  primary key (site, fingerprint, service)
);

-- Histograms per endpoint and statement as reported, packed; counted once by report id.
create table reports (
  at timestamptz not null,
  site integer not null,
  service integer not null,
  report_id uuid not null,
  body bytea not null,
  unique (report_id, site, at)
) partition by range (at);
create index reports_by_time on reports (site, at);

-- One sample of a server's process, its pools beside it.
create table system_samples (
  at timestamptz not null,
  site integer not null,
  service integer not null,
  instance text not null,
  system jsonb,
  pools jsonb
) partition by range (at);
create index system_samples_by_time on system_samples (site, at);

-- What a server found in its own requests: a statement that one endpoint runs again and again.
create table n1_findings (
  site integer not null,
  service text not null,
  place text not null,
  fingerprint bytea not null,
  call_site text,
  requests bigint not null,
  most_runs integer not null,
  share real not null,
  trace_id uuid not null,
  allowed_because text,
  last_seen timestamptz not null,
  primary key (site, service, place, fingerprint)
);

-- The distributions of views per bucket and value of one dimension (two for route × device), one packed histogram a metric.
create table hour_rollups (
  bucket timestamptz not null,
  site integer not null,
  dimension smallint not null,
  -- A word, or 0 for what was not told.
  value integer not null,
  second integer not null,
  views integer not null,
  lcp bytea,
  inp bytea,
  cls bytea,
  fcp bytea,
  ttfb bytea,
  fid bytea,
  lcp_load_delay_ms bytea,
  lcp_load_ms bytea,
  lcp_render_delay_ms bytea,
  inp_input_delay_ms bytea,
  inp_processing_ms bytea,
  inp_presentation_ms bytea,
  redirect_ms bytea,
  worker_ms bytea,
  dns_ms bytea,
  connect_ms bytea,
  tls_ms bytea,
  request_ms bytea,
  app_ms bytea,
  sql_ms bytea,
  sql_count bytea,
  cache_ms bytea,
  upstream_ms bytea,
  api_count bytea,
  api_request_ms bytea,
  api_sql_ms bytea,
  api_sql_count bytea,
  blocking_ms bytea,
  primary key (site, dimension, bucket, value, second)
) partition by range (bucket);
create table day_rollups (like hour_rollups including all) partition by range (bucket);
create table week_rollups (like hour_rollups including all) partition by range (bucket);

-- The same for what has a name: endpoints and statements of servers; measures, marks, elements, requests and resources of pages.
create table hour_parts (
  bucket timestamptz not null,
  site integer not null,
  kind smallint not null,
  name integer not null,
  -- The page's route, or 0 for servers.
  route integer not null,
  count bigint not null,
  failed bigint not null,
  bytes bigint not null,
  duration bytea not null,
  -- Endpoints: time in SQL. Requests of pages: the server's own time.
  inner_duration bytea,
  primary key (site, kind, bucket, name, route)
) partition by range (bucket);
create table day_parts (like hour_parts including all) partition by range (bucket);
create table week_parts (like hour_parts including all) partition by range (bucket);

-- Buckets whose rollup is missing or older than what it is made of. Only ever added to by those who store: no row is fought for.
create table stale_buckets (
  step text not null,
  site integer not null,
  bucket timestamptz not null
);
create index stale_buckets_by_bucket on stale_buckets (step, site, bucket);

-- Down Migration
-- None: a backup is the way back.
