-- How often something was tried within its window, for all processes together: log-ins that fail, requests of an address.
-- Not logged: after a crash of PostgreSQL the counting begins anew.

create unlogged table cms.hits (
  -- SHA-256 of what is counted: no address and no e-mail stands here.
  key bytea primary key,
  hits integer not null,
  resets_at timestamptz not null
);
create index hits_by_end on cms.hits (resets_at);
