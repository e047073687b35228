-- Who read what: an append-only log, written in bulk. No foreign key: a reading outlives its article.
-- No index either: the slow pages of the demo are slow because this table is asked by article and by month.

create table readings (
  reader_id integer not null,
  article_id bigint not null,
  read_at timestamptz not null,
  seconds smallint not null
);
