-- Search: each published entry as a document in each of its locales, kept by triggers, so that no way of writing forgets it.

create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

-- PostgreSQL's own languages, without their accents.
do $$
declare
  language text;
  stem text;
begin
  for language, stem in
    select c.cfgname, case c.cfgname when 'simple' then 'simple' else c.cfgname || '_stem' end
    from pg_ts_config c
    where c.cfgnamespace = 'pg_catalog'::regnamespace
      and exists (
        select from pg_ts_dict d
        where d.dictname = case c.cfgname when 'simple' then 'simple' else c.cfgname || '_stem' end)
  loop
    execute format('create text search configuration cms.%I (copy = pg_catalog.%I)', language, language);
    execute format(
      'alter text search configuration cms.%I alter mapping for hword, hword_part, word, asciiword, asciihword, hword_asciipart with unaccent, pg_catalog.%I',
      language, stem);
  end loop;
end
$$;

create function cms.search_config(locale text) returns regconfig
language sql stable as $$
  select coalesce(
    (
      select c.oid::regconfig
      from (values
        ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'), ('el', 'greek'), ('en', 'english'),
        ('es', 'spanish'), ('et', 'estonian'), ('eu', 'basque'), ('fi', 'finnish'), ('fr', 'french'), ('ga', 'irish'),
        ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'), ('it', 'italian'),
        ('lt', 'lithuanian'), ('ne', 'nepali'), ('nl', 'dutch'), ('no', 'norwegian'), ('nb', 'norwegian'),
        ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'), ('sv', 'swedish'),
        ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish')
      ) as known (tag, name)
      join pg_ts_config c on c.cfgname = known.name and c.cfgnamespace = 'cms'::regnamespace
      where known.tag = split_part(locale, '-', 1)
    ),
    'cms.simple'::regconfig)
$$;

create table cms.search_documents (
  type_id integer not null,
  entry_id uuid not null,
  locale text not null,
  title text not null,
  body text not null,
  words tsvector not null,
  primary key (entry_id, locale),
  foreign key (entry_id, type_id) references cms.entries (id, type_id) on delete cascade
);
create index search_documents_by_word on cms.search_documents using gin (words);

-- Every word as it is written, without its accents: what a beginning or a slip of the finger may have meant.
create table cms.search_words (
  locale text not null,
  word text collate "C" not null,
  primary key (locale, word)
);
create index search_words_by_likeness on cms.search_words using gist (word gist_trgm_ops);

-- The language of fields that are not translated; cms-api writes it at its start.
create table cms.search_settings (
  first_locale text not null
);
insert into cms.search_settings values ('en');

-- The first text of an entry is its title; rich text gives the texts of its spans.
create function cms.searched_texts(definition jsonb, fields jsonb, out title text, out short text, out long text)
language sql immutable as $$
  with named as (
    select field ->> 'name' as name, field ->> 'kind' as kind, at,
      at = min(at) filter (where field ->> 'kind' = 'text') over () as is_title
    from jsonb_array_elements(definition -> 'fields') with ordinality as given (field, at)
  )
  select
    coalesce((select fields ->> name from named where is_title), ''),
    coalesce((select string_agg(fields ->> name, ' ' order by at) from named where kind = 'text' and not is_title), ''),
    coalesce((
      select string_agg(part #>> '{}', ' ' order by at)
      from named, jsonb_path_query(fields -> name, 'strict $.**.text ? (@.type() == "string")', '{}', true) as part
      where kind = 'richText'
    ), '')
$$;

-- One locale, or without it all of them.
create function cms.index_entry(the_type integer, the_entry uuid, the_locale text default null) returns void
language plpgsql as $$
begin
  delete from cms.search_documents
  where entry_id = the_entry and (the_locale is null or locale = the_locale);

  insert into cms.search_documents (type_id, entry_id, locale, title, body, words)
  select e.type_id, e.id, document.locale, texts.title, concat_ws(' ', nullif(texts.short, ''), nullif(texts.long, '')),
    setweight(to_tsvector(config, texts.title), 'A') || setweight(to_tsvector(config, texts.short), 'B')
      || setweight(to_tsvector(config, texts.long), 'D')
  from cms.entries e
  join cms.content_types t on t.id = e.type_id
  cross join lateral (
    select first_locale as locale, e.published || e.published_long as fields
    from cms.search_settings
    where the_locale is null
    union all
    select locale, e.published || e.published_long || published
    from cms.translations, cms.search_settings
    where locale <> first_locale and entry_id = e.id and published <> '{}' and (the_locale is null or locale = the_locale)
  ) document
  cross join lateral cms.search_config(document.locale) as config
  cross join lateral cms.searched_texts(t.definition, document.fields) as texts
  where e.id = the_entry and e.type_id = the_type and e.published is not null;

  -- In order: two that write the same words never wait in a circle.
  insert into cms.search_words (locale, word)
  select distinct d.locale, w.lexeme
  from cms.search_documents d, unnest(to_tsvector('cms.simple', d.title || ' ' || d.body)) as w
  where d.entry_id = the_entry and (the_locale is null or d.locale = the_locale)
    and length(w.lexeme) between 2 and 40
  order by d.locale, w.lexeme
  on conflict do nothing;
end
$$;

create function cms.index_changed_entry() returns trigger
language plpgsql as $$
begin
  perform cms.index_entry(new.type_id, new.id);
  return null;
end
$$;
create trigger index_new_entry after insert on cms.entries
  for each row when (new.published is not null) execute function cms.index_changed_entry();
create trigger index_published_entry after update of published, published_long on cms.entries
  for each row when (old.published is distinct from new.published or old.published_long is distinct from new.published_long)
  execute function cms.index_changed_entry();

create function cms.index_changed_translation() returns trigger
language plpgsql as $$
begin
  perform cms.index_entry(new.type_id, new.entry_id, new.locale);
  return null;
end
$$;
create trigger index_new_translation after insert on cms.translations
  for each row when (new.published is not null) execute function cms.index_changed_translation();
create trigger index_published_translation after update of published on cms.translations
  for each row when (old.published is distinct from new.published) execute function cms.index_changed_translation();

select cms.index_entry(type_id, id) from cms.entries where published is not null;
