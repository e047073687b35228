-- Up Migration

-- The counted views of an hour column by column, for filters that no rollup knows: a question reads three or four narrow
-- columns of 720 rows instead of millions of wide ones. Made with the hour's rollup, and dropped with the views.
create table hour_columns (
  bucket timestamptz not null,
  site integer not null,
  views integer not null,
  -- Null where every view weighs 1.
  sample_rate bytea,
  route bytea,
  device bytea,
  country bytea,
  browser bytea,
  os bytea,
  connection bytea,
  release bytea,
  navigation_type bytea,
  environment bytea,
  lcp bytea,
  inp bytea,
  cls bytea,
  fcp bytea,
  ttfb bytea,
  fid bytea,
  request_ms bytea,
  app_ms bytea,
  sql_ms bytea,
  sql_count bytea,
  cache_ms bytea,
  upstream_ms bytea,
  primary key (site, bucket)
) partition by range (bucket);

-- Hours rolled up before have no columns yet.
insert into stale_buckets (step, site, bucket)
select distinct 'hour', site, date_trunc('hour', started_at, 'UTC')
from views;

-- Down Migration
-- None: a backup is the way back.
