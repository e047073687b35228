-- Up Migration

-- The last 1,000 requests of each endpoint of each process, as it told them last: one row, written over and over.
create table latest_requests (
  site integer not null,
  service text not null,
  endpoint text not null,
  instance text not null,
  told_at timestamptz not null,
  n integer not null,
  errors integer not null,
  p50 double precision not null,
  p95 double precision not null,
  p99 double precision not null,
  primary key (site, service, endpoint, instance)
) with (fillfactor = 70);

-- Down Migration
-- None: a backup is the way back.
