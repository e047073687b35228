/** Takes one body into the spool, or says why not. Knows nothing of HTTP and nothing of the store. */
import { type ProblemCode, ReportBody, ViewBody } from '@throughline/protocol';
import type { z } from 'zod';
import { encodeRecord } from '../record.ts';
import type { Directory } from '../sites/directory.ts';
import type { Spool } from '../spool/spool.ts';
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

export async function acceptView(body: Buffer, sender: ViewSender, parts: Parts): Promise<Outcome> {
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
  const parsed = parseSafely(ViewBody, json.value);
  if (!parsed.ok) return { ...parsed, site: site.id };

  const record = encodeRecord(
    {
      kind: 'view',
      site: site.id,
      receivedAtMs: sender.receivedAtMs,
      userAgent: sender.userAgent?.slice(0, 512),
      country: sender.country,
    },
    JSON.stringify(parsed.value),
  );
  return await keep(record, site.id, parts);
}

export async function acceptReport(
  body: Buffer,
  sender: { token: string | undefined; receivedAtMs: number },
  parts: Parts,
): Promise<Outcome> {
  const { directory } = parts;
  const known = sender.token ? directory.serviceByToken(sender.token) : undefined;
  if (!known) {
    return {
      ok: false,
      code: 'unknown_token',
      detail: 'Send the service token as "Authorization: Bearer …".',
    };
  }
  const json = parseJson(body);
  if (!json.ok) return { ...json, site: known.site };
  const { v, service } = json.value as { v?: unknown; service?: unknown };
  if (v !== 1) return { ...unsupportedVersion(v), site: known.site };
  if (service !== known.service) {
    const detail = `This token was made for the service ${known.service}.`;
    return { ok: false, code: 'wrong_service', site: known.site, detail, field: 'service' };
  }
  const parsed = parseSafely(ReportBody, json.value);
  if (!parsed.ok) return { ...parsed, site: known.site };

  const facts = {
    kind: 'report',
    site: known.site,
    receivedAtMs: sender.receivedAtMs,
    service: known.service,
  } as const;
  return await keep(encodeRecord(facts, JSON.stringify(parsed.value)), known.site, parts);
}

async function keep(record: Buffer, site: string, { spool, admission }: Parts): Promise<Outcome> {
  const admitted = admission.enterSite(site);
  if (!admitted.ok) return { ...admitted, site };
  try {
    // Durable before acknowledged: a 202 promises that the record survives a crash.
    const kept = await spool.append(record);
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

function parseJson(body: Buffer): { ok: true; value: object } | Refused {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch (error) {
    return { ok: false, code: 'malformed_json', detail: (error as Error).message.slice(0, 200) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, code: 'invalid_body', detail: 'The body must be one JSON object.' };
  }
  return { ok: true, value };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** zod recurses: what is nested thousands deep overflows the stack even in safeParse. */
function parseSafely<T>(schema: z.ZodType<T>, value: unknown): { ok: true; value: T } | Refused {
  try {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { ok: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.').slice(0, 200);
    return {
      ok: false,
      code: 'invalid_body',
      detail: issue?.message.slice(0, 300) ?? 'It does not fit.',
      field,
    };
  } catch {
    return { ok: false, code: 'invalid_body', detail: 'The body is nested too deep.' };
  }
}
