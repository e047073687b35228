/** What the writing endpoints share: what may be touched, what fits, and what is said of the outcome. */
import { can } from '../auth/principal.ts';
import type { Responses } from '../cache/responses.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import type { KnownType } from '../content-types/types.ts';
import { mustBe } from '../http/call.ts';
import type { Answer, Call } from '../http/endpoint.ts';
import { changedMeanwhile, versionOf } from '../http/etag.ts';
import { notFound, refusalOf } from '../http/problem.ts';
import type { Condition, Outcome, Written } from './write-entry.ts';

export type AnyCall = Call<unknown, unknown, unknown>;

/** @param root Where the fields stand in the body. @throws Refusal that names what does not fit. */
export function checkedFields(
  type: KnownType,
  kind: 'create' | 'change' | 'translate',
  fields: Fields,
  root = 'fields',
): Fields {
  const parsed = type.schemas[kind].safeParse(fields);
  if (!parsed.success) throw refusalOf('invalid_body', parsed.error, root);
  return parsed.data;
}

/** What a write may touch: everybody's entries, or one's own. */
export function conditionOf(call: AnyCall): Condition {
  const me = mustBe(call.principal);
  return {
    version: versionOf(call.headers['if-match']),
    ownerId: can(me, 'content.others') ? undefined : me.userId,
  };
}

export function answerWrite(call: AnyCall, responses: Responses, type: KnownType, outcome: Outcome): Answer {
  const written = writtenOf(outcome);
  forgetLater(call, responses, type);
  return { status: 200, json: written.json, headers: tagOf(written) };
}

/** What is another's looks like what is not there. @throws Refusal */
export function writtenOf(outcome: Outcome): Written {
  if (outcome.ok) return outcome.entry;
  if (outcome.because === 'changed') throw changedMeanwhile(outcome.version);
  throw notFound('entry');
}

export function tagOf({ version }: Written): Record<string, string> {
  return { ETag: `"${version}"` };
}

export function forgetLater(call: AnyCall, responses: Responses, type: KnownType): void {
  call.afterCommit(() => responses.forget([`type:${type.name}`]));
}
