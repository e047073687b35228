-- Articles with one author each and any number of tags.

create table authors (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null,
  role text not null,
  bio text not null
);

create table tags (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null
);

create table articles (
  id bigint generated always as identity primary key,
  slug text not null unique,
  title text not null,
  summary text not null,
  body text not null,
  author_id bigint not null references authors (id),
  published_at timestamptz not null,
  reading_minutes smallint not null
);
-- Newest first, page by page; the id parts articles of the same moment.
create index articles_by_time on articles (published_at desc, id desc);
create index articles_by_author on articles (author_id, published_at desc);

create table article_tags (
  article_id bigint not null references articles (id) on delete cascade,
  tag_id bigint not null references tags (id) on delete cascade,
  primary key (article_id, tag_id)
);
create index article_tags_by_tag on article_tags (tag_id);
