/** The content types of the demo magazine. */
import { Definition } from '../content-types/definition.ts';

export const authorsType = Definition.parse({
  name: 'authors',
  title: 'Writers',
  fields: [
    { kind: 'text', name: 'name', required: true, maxLength: 100 },
    { kind: 'slug', name: 'slug', required: true },
    { kind: 'text', name: 'role', maxLength: 100, localized: true },
    { kind: 'text', name: 'bio', maxLength: 2_000, localized: true },
  ],
});

export const tagsType = Definition.parse({
  name: 'tags',
  title: 'Subjects',
  fields: [
    { kind: 'text', name: 'name', required: true, maxLength: 100, localized: true },
    { kind: 'slug', name: 'slug', required: true },
  ],
});

export const articlesType = Definition.parse({
  name: 'articles',
  title: 'Articles',
  fields: [
    { kind: 'text', name: 'title', required: true, maxLength: 200, localized: true },
    { kind: 'slug', name: 'slug', required: true },
    { kind: 'text', name: 'summary', maxLength: 500, localized: true },
    { kind: 'richText', name: 'body', localized: true },
    { kind: 'number', name: 'readingMinutes', integer: true, min: 1, max: 600 },
    { kind: 'media', name: 'cover' },
    { kind: 'relation', name: 'author', to: 'authors', required: true },
    { kind: 'relation', name: 'tags', to: 'tags', many: true },
  ],
});
