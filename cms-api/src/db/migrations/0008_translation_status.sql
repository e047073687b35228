-- Of each translated field: the md5 of the text it was translated from, and whether somebody has read it through.
-- A field whose source reads differently by now is stale.

alter table cms.translations add column states jsonb not null default '{}';
