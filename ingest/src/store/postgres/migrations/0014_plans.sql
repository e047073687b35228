-- Up Migration

-- What a service knows of a statement beyond its text: where its code asks for it, and the plan of a slow run.
alter table statements
  add column call_site text,
  add column plan text,
  add column hints jsonb,
  add column planned_at timestamptz;

-- Down Migration
-- None: a backup is the way back.
