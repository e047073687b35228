/** Content types over HTTP: what the entries of this installation look like. */
import { z } from 'zod';
import { actorOf } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { changedMeanwhile, versionOf } from '../http/etag.ts';
import { Refusal } from '../http/problem.ts';
import { Definition, type Field, TypeName } from './definition.ts';
import { createType, deleteType, hasEntries, toDefinition, updateType } from './store.ts';
import type { KnownType, Types } from './types.ts';

const byName = z.object({ name: TypeName });
const forget = (types: Types) => () => types.forget();

export function typeEndpoints(types: Types): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/types',
      access: 'public',
      tag: 'content types',
      summary: 'List the content types',
      answers: { 200: z.object({ types: z.array(Definition) }) },
      async handle() {
        const all = [...(await types.all()).values()];
        return { status: 200, body: { types: all.map(toDefinition) } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/types',
      access: 'types.manage',
      tag: 'content types',
      summary: 'Define a content type',
      body: Definition,
      answers: { 201: Definition },
      async handle(call) {
        refuseUnknownTargets(call.body, await types.all());
        const made = await createType(call.db, call.body, actorOf(call));
        call.afterCommit(forget(types));
        const headers = { ETag: `"${made.version}"`, Location: `/api/v1/types/${made.name}` };
        return { status: 201, body: toDefinition(made), headers };
      },
    }),
    endpoint({
      method: 'get',
      path: '/types/{name}',
      access: 'public',
      tag: 'content types',
      summary: 'Read the definition of a content type',
      params: byName,
      answers: { 200: Definition },
      async handle({ params }) {
        const type = await types.named(params.name);
        return { status: 200, body: toDefinition(type), headers: { ETag: `"${type.version}"` } };
      },
    }),
    endpoint({
      method: 'put',
      path: '/types/{name}',
      access: 'types.manage',
      tag: 'content types',
      summary: 'Change a content type',
      description:
        'A field that is left out is taken out of every entry. A field keeps its kind; a new one cannot be required while there are entries.',
      params: byName,
      body: Definition,
      answers: { 200: Definition },
      isGuarded: true,
      async handle(call) {
        const { db, params, body, headers } = call;
        const before = await types.named(params.name);
        const version = versionOf(headers['if-match']);
        if (version !== undefined && version !== before.version) throw changedMeanwhile(before.version);
        refuseUnknownTargets(body, await types.all());
        refuseBreaking(before, body, await hasEntries(db, before));

        const updated = await updateType(db, before, body, actorOf(call));
        if (!updated) throw changedMeanwhile(before.version + 1);
        call.afterCommit(forget(types));
        return { status: 200, body: toDefinition(updated), headers: { ETag: `"${updated.version}"` } };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/types/{name}',
      access: 'types.manage',
      tag: 'content types',
      summary: 'Delete a content type without entries',
      params: byName,
      answers: { 204: null },
      async handle(call) {
        const type = await types.named(call.params.name);
        const others = [...(await types.all()).values()].filter(({ name }) => name !== type.name);
        const user = others.find(({ fields }) =>
          fields.some((field) => 'to' in field && field.to === type.name),
        );
        if (user) throw new Refusal('conflict', `Entries of ${user.name} refer to it.`);
        if (await hasEntries(call.db, type))
          throw new Refusal('conflict', 'It has entries: delete them first.');
        await deleteType(call.db, type, actorOf(call));
        call.afterCommit(forget(types));
        return { status: 204 };
      },
    }),
  ];
}

function refuseUnknownTargets({ name, fields }: Definition, types: Map<string, KnownType>): void {
  for (const [index, field] of fields.entries()) {
    if (field.kind !== 'relation' || field.to === name || types.has(field.to)) continue;
    throw new Refusal('invalid_body', `There is no content type "${field.to}".`, `fields.${index}.to`);
  }
}

function refuseBreaking(before: KnownType, { name, fields }: Definition, isUsed: boolean): void {
  if (name !== before.name) throw new Refusal('invalid_body', 'A content type keeps its name.', 'name');
  for (const [index, field] of fields.entries()) {
    const known = before.fields.find((one) => one.name === field.name);
    if (known && !isSameShape(known, field)) {
      throw new Refusal(
        'invalid_body',
        'A field keeps its kind, its target and whether it holds many.',
        `fields.${index}`,
      );
    }
    if (isUsed && field.required && !known?.required) {
      throw new Refusal(
        'conflict',
        'There are entries without it: let it be empty.',
        `fields.${index}.required`,
      );
    }
  }
}

function isSameShape(before: Field, after: Field): boolean {
  const shape = (field: Field) => [
    field.kind,
    'many' in field && field.many,
    'to' in field && field.to,
    'localized' in field && field.localized,
  ];
  return JSON.stringify(shape(before)) === JSON.stringify(shape(after));
}
