-- Less to do for each entry that is written. A partition stands and falls with its type: asking for the type at every row
-- proved nothing. What is not published, or has no slug, stands in no index of those.

alter table cms.entries drop constraint entries_type_id_fkey;

alter table cms.entries drop constraint entries_slug_type_id_key;
create unique index entries_by_slug on cms.entries (slug, type_id) where slug is not null;

alter table cms.entries drop constraint entries_published_slug_type_id_key;
create unique index entries_by_published_slug on cms.entries (published_slug, type_id) where published_slug is not null;

drop index cms.entries_by_published_value;
create index entries_by_published_value on cms.entries using gin (published jsonb_path_ops) where published is not null;
