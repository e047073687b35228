-- The core: people and what they may do, content types and their entries, and who did what.
-- The tables of the first demo go: its magazine is written again as content types.

drop table article_tags, articles, tags, authors, readings;

create schema cms;

create table cms.roles (
  id uuid primary key,
  name text not null unique,
  permissions text[] not null,
  is_built_in boolean not null default false
);

create table cms.users (
  id uuid primary key,
  -- In lower case.
  email text not null unique,
  name text not null,
  password_hash text not null,
  role_id uuid not null references cms.roles (id),
  is_suspended boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default now()
);
create index users_by_role on cms.users (role_id);

-- One log-in. Its refresh token changes at each use; the one before, coming again, ends the session.
create table cms.sessions (
  id uuid primary key,
  user_id uuid not null references cms.users (id) on delete cascade,
  refresh_hash bytea not null unique,
  previous_hash bytea unique,
  refreshed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index sessions_by_user on cms.sessions (user_id);

create table cms.api_tokens (
  id uuid primary key,
  user_id uuid not null references cms.users (id) on delete cascade,
  name text not null,
  token_hash bytea not null unique,
  scopes text[] not null,
  expires_at timestamptz,
  created_at timestamptz not null default now()
);
create index api_tokens_by_user on cms.api_tokens (user_id);

create table cms.signing_keys (
  id uuid primary key,
  secret bytea not null,
  created_at timestamptz not null default now()
);

create table cms.content_types (
  id integer generated always as identity primary key,
  name text not null unique,
  -- The name as SQL wants it, quoted where it must be.
  table_name text not null,
  definition jsonb not null,
  version integer not null default 1,
  -- Rises with every write to its entries, under this row's lock: lists are validated by it.
  revision bigint not null default 1
);

-- Every content type has a partition of its own, named like the type, in the schema public: statements name the type they
-- read, and each has its own indexes and statistics.
create table cms.entries (
  type_id integer not null references cms.content_types (id),
  id uuid not null,
  slug text,
  published_slug text,
  -- Rises with every write; clients hold it against their own (If-Match).
  version integer not null default 1,
  -- What authors work on, and what readers see. Long texts stand apart: lists, filters and indexes never touch them.
  draft jsonb not null,
  draft_long jsonb not null,
  published jsonb,
  published_long jsonb,
  has_changes boolean not null default true,
  published_at timestamptz,
  publish_at timestamptz,
  unpublish_at timestamptz,
  created_by uuid references cms.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- In a partition every type_id is the same: what is asked for comes first.
  primary key (id, type_id),
  unique (slug, type_id),
  unique (published_slug, type_id)
) partition by list (type_id);
create index entries_by_publication on cms.entries (published_at desc, id desc) where published is not null;
create index entries_by_change on cms.entries (updated_at desc, id desc);
create index entries_by_published_value on cms.entries using gin (published jsonb_path_ops);
create index entries_to_publish on cms.entries (publish_at) where publish_at is not null;
create index entries_to_unpublish on cms.entries (unpublish_at) where unpublish_at is not null;

-- The localized fields of an entry in a locale that is not the first.
create table cms.translations (
  type_id integer not null,
  entry_id uuid not null,
  locale text not null,
  draft jsonb not null,
  published jsonb,
  primary key (entry_id, locale),
  foreign key (entry_id, type_id) references cms.entries (id, type_id) on delete cascade
);

-- An entry as it was after each write, whole.
create table cms.versions (
  type_id integer not null,
  entry_id uuid not null,
  version integer not null,
  change text not null,
  fields jsonb not null,
  translations jsonb not null default '{}',
  by_user uuid,
  at timestamptz not null default now(),
  primary key (entry_id, version),
  foreign key (entry_id, type_id) references cms.entries (id, type_id) on delete cascade
);

create table cms.audit_log (
  at timestamptz not null default now(),
  id uuid not null,
  actor text not null,
  actor_id uuid,
  action text not null,
  subject text not null,
  subject_id text,
  before jsonb,
  after jsonb,
  address text,
  trace_id text,
  primary key (at, id)
) partition by range (at);
create index audit_log_by_subject on cms.audit_log (subject, subject_id, at desc);
create index audit_log_by_actor on cms.audit_log (actor_id, at desc);

-- The answer to a request that may come again.
create table cms.idempotency_keys (
  principal text not null,
  key text not null,
  request_hash bytea not null,
  status smallint,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (principal, key)
);
create index idempotency_keys_by_age on cms.idempotency_keys (created_at);
