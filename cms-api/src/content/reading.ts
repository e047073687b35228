/** What a reader wants of entries: which side of them, which fields, in which locale, with which relations. */
import type { MediaField, RelationField } from '../content-types/definition.ts';
import type { KnownType } from '../content-types/types.ts';

/** What readers see, or what authors work on. */
export type Side = 'published' | 'draft';

export type Include = {
  field: RelationField;
  to: KnownType;
  /** What is included of those in turn. */
  includes: Include[];
  media: MediaField[];
};

export type Reading = {
  side: Side;
  /** Translations to lay over, the nearest last. */
  locales: readonly string[];
  /** Names of fields; undefined: all short ones in lists, all in an entry. */
  fields: ReadonlySet<string> | undefined;
  includes: Include[];
  /** Files that are told of in place of their ids. */
  media: MediaField[];
  /** On the draft side: whose entries may be seen; undefined: everybody's. */
  ownerId: string | undefined;
};

/** Every type that an answer depends on, each once. */
export function typesOf(type: KnownType, includes: readonly Include[]): KnownType[] {
  const found = new Set<KnownType>([type]);
  const visit = (some: readonly Include[]): void => {
    for (const { to, includes: inner } of some) {
      found.add(to);
      visit(inner);
    }
  };
  visit(includes);
  return [...found];
}

/** Whether an answer depends on what is told of files. */
export function hasMedia({ media, includes }: Pick<Reading, 'media' | 'includes'>): boolean {
  return media.length > 0 || includes.some(hasMedia);
}
