/** The content types, kept in memory with their schemas: every request needs one, and they hardly ever change. */
import type { Db } from '../db/sql.ts';
import { notFound } from '../http/problem.ts';
import type { ContentType } from './definition.ts';
import { buildEntrySchemas, type EntrySchemas } from './entry-schema.ts';
import { listTypes } from './store.ts';

export type KnownType = ContentType & { schemas: EntrySchemas };

export type Types = {
  all(): Promise<Map<string, KnownType>>;
  /** @throws Refusal when there is none of this name. */
  named(name: string): Promise<KnownType>;
  /** After a change, here or in another process. */
  forget(): void;
};

export function createTypes(db: Db): Types {
  let known: Promise<Map<string, KnownType>> | undefined;

  const all = () => {
    known ??= read(db).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  return {
    all,
    async named(name) {
      const type = (await all()).get(name);
      if (!type) throw notFound('content type');
      return type;
    },
    forget() {
      known = undefined;
    },
  };
}

async function read(db: Db): Promise<Map<string, KnownType>> {
  const types = await listTypes(db);
  return new Map(types.map((type) => [type.name, { ...type, schemas: buildEntrySchemas(type) }]));
}
