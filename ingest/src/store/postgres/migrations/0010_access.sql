-- Up Migration

-- Who may make sites and see what concerns the whole installation: the first user, until he names others.
alter table users add column is_admin boolean not null default false;
update users set is_admin = true where id = (select id from users order by created_at, id limit 1);

-- A program's way in, to one site. SHA-256 of the token; the token itself is shown once and never kept.
create table api_tokens (
  id uuid primary key default gen_random_uuid(),
  token_hash bytea not null unique,
  site_id text not null references sites on delete cascade,
  name text not null,
  scope text not null check (scope in ('read', 'write', 'admin')),
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index api_tokens_by_site on api_tokens (site_id);

-- Down Migration
-- None: a backup is the way back.
