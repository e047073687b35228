-- Files that were uploaded, and what was made of the pictures among them. The bytes lie in DATA_DIR/media.

create table cms.media (
  id uuid primary key,
  -- As uploaded; what a download is called, never a path.
  name text not null,
  -- What the file is by its own bytes, e.g. image/jpeg.
  content_type text not null,
  bytes bigint not null,
  sha256 bytea not null,
  -- Upright, in pixels; null: no picture that sizes are made of.
  width integer,
  height integer,
  blur_hash text,
  alt text not null default '',
  credit text not null default '',
  -- What must stay in sight when the picture is cropped: 0–1 from the left and from the top.
  focal_x real,
  focal_y real,
  -- What readers are told of it, as JSON: entries that hold it are read in one statement.
  card jsonb not null,
  version integer not null default 1,
  created_by uuid references cms.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table cms.media_variants (
  media_id uuid not null references cms.media (id) on delete cascade,
  width integer not null,
  format text not null,
  -- Null: it was made, was not smaller than what there is already, and was thrown away.
  bytes integer,
  primary key (media_id, width, format)
);

-- Rises when a file is changed or deleted: answers that include files are validated by it.
create table cms.media_revision (
  revision bigint not null
);
insert into cms.media_revision values (1);
