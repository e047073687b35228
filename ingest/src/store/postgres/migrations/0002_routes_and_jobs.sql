-- Up Migration

-- Bots are stored and left out of every answer, unless the site says that they are its visitors (the demo site does).
alter table sites add column counts_bots boolean not null default false;

-- A site's own rules, asked before anything is guessed. `*` is one segment, `**` any rest.
create table route_rules (
  site_id text not null references sites on delete cascade,
  position integer not null,
  pattern text not null,
  route text not null,
  primary key (site_id, position)
);

-- Paths below which so many different children were seen that they are one route: `/articles` makes `/articles/:slug`.
create table learned_routes (
  site_id text not null,
  prefix text not null,
  learned_at timestamptz not null default now(),
  primary key (site_id, prefix)
);

-- The routes of a site and day; when there are as many as the cap allows, the next ones are `(other)`.
create table route_groups (
  site_id text not null,
  day date not null,
  route text not null,
  primary key (site_id, day, route)
);

-- One row: who runs the scheduled jobs, and until when. The term grows with each leader; a write of an old term is refused.
create table job_leader (
  single boolean primary key default true check (single),
  term bigint not null,
  holder text not null,
  lease_until timestamptz not null
);
insert into job_leader (term, holder, lease_until) values (0, '', '-infinity');

-- What the doors refused, by site and reason, for the site's own eyes.
create table refusals (
  site_id text not null,
  hour timestamptz not null,
  reason text not null,
  count bigint not null,
  primary key (site_id, hour, reason)
);

-- Down Migration
-- None: a backup is the way back.
