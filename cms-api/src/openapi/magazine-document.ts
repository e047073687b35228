/** The document of a server with the demo magazine, without a server: what the client in client/ is made from. */
import { allEndpoints } from '../app.ts';
import { createAccessTokens } from '../auth/access-token.ts';
import { buildEntrySchemas } from '../content-types/entry-schema.ts';
import type { KnownType, Types } from '../content-types/types.ts';
import { magazineEndpoints } from '../magazine/routes.ts';
import { articlesType, authorsType, tagsType } from '../magazine/types.ts';
import { metricsEndpoints } from '../metrics/routes.ts';
import { buildDocument, type Document } from './document.ts';

export function magazineDocument(): Document {
  const known = [articlesType, authorsType, tagsType].map((definition, index): KnownType => {
    const type = { ...definition, id: index + 1, table: definition.name, version: 1 };
    return { ...type, schemas: buildEntrySchemas(type) };
  });
  const nothing = () => Promise.reject(new Error('Nothing is asked here.'));
  const types: Types = {
    all: async () => new Map(known.map((type) => [type.name, type])),
    named: nothing,
    forget: () => {},
  };
  const tokens = createAccessTokens(new Uint8Array(32));
  const endpoints = allEndpoints({
    types,
    tokens,
    locales: ['en'],
    library: {
      upload: nothing,
      adopt: nothing,
      originalOf: () => '',
      find: nothing,
      remove: nothing,
      sweep: nothing,
    },
    wakeWebhooks: () => {},
    cache: undefined,
    extras: magazineEndpoints,
  });
  return buildDocument([...endpoints, ...metricsEndpoints], known);
}
