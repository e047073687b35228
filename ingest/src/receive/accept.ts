/** Takes one body into the spool, or says why not. Knows nothing of HTTP and nothing of the store. */
import { type ProblemCode, ReportBody, ViewBody } from '@throughline/protocol';
import type { z } from 'zod';
import { encodeRecord, type RecordFacts } from '../record.ts';
import type { Directory, KnownService } from '../sites/directory.ts';
import type { Spool } from '../spool/spool.ts';
import { createViewCheck } from '../view-check.ts';
import type { Admission } from './admission.ts';

export type Outcome =
  | { ok: true; site: string }
  | { ok: false; code: ProblemCode; site?: string; detail: string; field?: string };

export type ViewSender = {
  origin: string | undefined;
  userAgent: string | undefined;
  country: string | undefined;
  /** Server clock, Unix ms: the sender's may be years off. */
  receivedAtMs: number;
};

type Parts = { spool: Spool; directory: Directory; admission: Admission };

/** @returns A refusal at once, the rest when it is durable. */
export function acceptView(body: Buffer, sender: ViewSender, parts: Parts): Outcome | Promise<Outcome> {
  const { directory } = parts;
  const json = parseJson(body);
  if (!json.ok) return json;
  const { v, key } = json.value as { v?: unknown; key?: unknown };
  if (v !== 1) return unsupportedVersion(v);

  const site = typeof key === 'string' ? directory.siteByKey(key) : undefined;
  if (!site) {
    return {
      ok: false,
      code: 'unknown_key',
      field: 'key',
      detail: 'Copy the write key from the settings of the site.',
    };
  }
  if (site.origins.size > 0 && !site.origins.has(sender.origin ?? '')) {
    const detail = `The origin ${sender.origin ?? '(none sent)'} is not listed for this site. Add it in the site's settings.`;
    return { ok: false, code: 'foreign_origin', site: site.id, detail };
  }
  const facts = {
    kind: 'view',
    site: site.id,
    receivedAtMs: sender.receivedAtMs,
    userAgent: sender.userAgent?.slice(0, 512),
    country: sender.country,
  } as const;
  return keep(facts, json, refuseView, parts);
}

export function acceptReport(
  body: Buffer,
  sender: KnownService & { receivedAtMs: number },
  parts: Omit<Parts, 'directory'>,
): Outcome | Promise<Outcome> {
  const { site } = sender;
  const json = parseJson(body);
  if (!json.ok) return { ...json, site };
  const { v, service } = json.value as { v?: unknown; service?: unknown };
  if (v !== 1) return { ...unsupportedVersion(v), site };
  if (service !== sender.service) {
    const detail = `This token was made for the service ${sender.service}.`;
    return { ok: false, code: 'wrong_service', site, detail, field: 'service' };
  }
  const facts = { kind: 'report', ...sender } as const;
  return keep(facts, json, refuseReport, parts);
}

/** The site's share, the schema, the spool. */
async function keep(
  facts: RecordFacts,
  { bytes, value }: Json,
  refuse: (value: unknown) => Refused | undefined,
  { spool, admission }: Pick<Parts, 'spool' | 'admission'>,
): Promise<Outcome> {
  const { site } = facts;
  const admitted = admission.enterSite(site);
  if (!admitted.ok) return { ...admitted, site };
  try {
    const refused = refuse(value);
    if (refused) return { ...refused, site };
    // Durable before acknowledged: a 202 promises that the record survives a crash.
    const kept = await spool.append(...encodeRecord(facts, bytes));
    if (kept.ok) return { ok: true, site };
    const detail =
      kept.because === 'spool_full'
        ? 'The buffer on disk is full because the database is away or too slow. Try again later.'
        : 'The disk refused to keep it. Try again later.';
    return { ok: false, code: 'spool_full', site, detail };
  } finally {
    admission.leaveSite(site);
  }
}

type Refused = Extract<Outcome, { ok: false }>;

function unsupportedVersion(v: unknown): Refused {
  return {
    ok: false,
    code: 'unsupported_version',
    field: 'v',
    detail: `This server speaks version 1, not ${String(v).slice(0, 20)}.`,
  };
}

/** A body as it came, and what it says. */
type Json = { ok: true; bytes: Buffer; value: object };

function parseJson(bytes: Buffer): Json | Refused {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    return { ok: false, code: 'malformed_json', detail: (error as Error).message.slice(0, 200) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, code: 'invalid_body', detail: 'The body must be one JSON object.' };
  }
  return { ok: true, bytes, value };
}

/** A byte order mark is no JSON: nobody may send one (RFC 8259, 8.1), and the drain reads the same bytes again. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Unknown fields and odd text are left to the drain. */
const fitsView = createViewCheck('allowed');

function refuseView(value: unknown): Refused | undefined {
  return fitsView(value) ? undefined : refuse(ViewBody, value);
}

function refuseReport(value: unknown): Refused | undefined {
  return refuse(ReportBody, value);
}

function refuse(schema: z.ZodType, value: unknown): Refused | undefined {
  try {
    const parsed = schema.safeParse(value);
    if (parsed.success) return undefined;
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.').slice(0, 200);
    return {
      ok: false,
      code: 'invalid_body',
      detail: issue?.message.slice(0, 300) ?? 'It does not fit.',
      field,
    };
  } catch {
    // zod recurses: what is nested thousands deep overflows the stack even in safeParse.
    return { ok: false, code: 'invalid_body', detail: 'The body is nested too deep.' };
  }
}
