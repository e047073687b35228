-- Sizes of pictures that a process is making: others leave them alone until then. Not logged: after a crash nobody makes them.

create unlogged table cms.media_claims (
  media_id uuid not null references cms.media (id) on delete cascade,
  width integer not null,
  format text not null,
  until timestamptz not null,
  primary key (media_id, width, format)
);
