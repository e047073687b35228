/**
 * Whether a view surely fits its schema: the JSON Schema that zod makes of `ViewBody`, compiled. It answers in a tenth of the
 * time that zod takes to copy a view, and leaves that copy, without unknown fields and odd text, to the drain.
 * It never says why: what does not fit here is given to zod, whose word counts.
 */
import { isHttpUrl, ViewBody } from '@throughline/protocol';
import { Ajv } from 'ajv';
import { z } from 'zod';

const ajv = new Ajv({
  strict: false,
  formats: { uuid: true, uri: isHttpUrl },
  // Lengths in UTF-16 code units, as zod counts them.
  unicode: false,
  logger: false,
  // The schema is zod's own; looking it over would take most of the start.
  meta: false,
  validateSchema: false,
});

export const fitsView: (value: unknown) => boolean = ajv.compile(
  z.toJSONSchema(ViewBody, {
    target: 'draft-7',
    reused: 'ref',
    // Unknown fields are let through: looking for them takes longer than all the rest.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }),
);
