-- Up Migration

-- Processes that told their last 1,000 requests, and when. Few: what is beyond the newest of a site goes.
create table latest_processes (
  site integer not null,
  service integer not null,
  instance text not null,
  told_at timestamptz not null,
  primary key (site, service, instance)
);

-- The last 1,000 requests of each endpoint of each process, as it told them last: one row, written over and over.
create table latest_requests (
  site integer not null,
  service integer not null,
  instance text not null,
  endpoint integer not null,
  told_at timestamptz not null,
  n integer not null,
  errors integer not null,
  p50 double precision not null,
  p95 double precision not null,
  p99 double precision not null,
  primary key (site, endpoint, service, instance),
  foreign key (site, service, instance) references latest_processes on delete cascade
) with (fillfactor = 70);
-- For the cascade.
create index latest_requests_by_process on latest_requests (site, service, instance);

-- Down Migration
-- None: a backup is the way back.
