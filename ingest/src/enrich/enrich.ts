/** What needs no answer is worked out here, on the way from the spool to the store. */
import { ReportBody, ViewBody } from '@throughline/protocol';
import type { RecordFacts, SpoolRecord } from '../record.ts';
import type { StoredReport, StoredView } from '../store/store.ts';
import { createViewCheck } from '../view-check.ts';
import { dateView } from './dating.ts';
import type { RouteBook } from './route-book.ts';
import { scrubInvoker, scrubUrl } from './scrub.ts';
import type { Client } from './user-agent.ts';

export type Enriched = { kind: 'view'; view: StoredView } | { kind: 'report'; report: StoredReport };

export type EnrichParts = {
  clientOf: (userAgent: string | undefined) => Client;
  routes: Pick<RouteBook, 'routeOf'>;
};

export function enrich({ facts, body }: SpoolRecord, parts: EnrichParts): Enriched {
  const text = body.toString('utf8');
  const value: unknown = JSON.parse(text);
  // The door has checked it; here it loses what no schema knows, and text that no database can hold.
  if (facts.kind === 'report') return { kind: 'report', report: toReport(facts, ReportBody.parse(value)) };
  const told = isSound(text) && hasNothingUnknown(value) ? value : ViewBody.parse(value);
  return { kind: 'view', view: toView(facts, told, parts) };
}

const hasNothingUnknown = createViewCheck('refused');

/** The door lets no broken UTF-8 in, and in JSON a NUL or a lone surrogate can only stand escaped. */
function isSound(json: string): boolean {
  return !json.includes('\\u');
}

function toReport(facts: RecordFacts, body: ReportBody): StoredReport {
  return { site: facts.site, service: facts.service ?? body.service, receivedAtMs: facts.receivedAtMs, body };
}

function toView(facts: RecordFacts, told: ViewBody, { clientOf, routes }: EnrichParts): StoredView {
  const body = withoutSecrets(told);
  const client = clientOf(facts.userAgent);
  return {
    site: facts.site,
    body,
    receivedAtMs: facts.receivedAtMs,
    ...dateView(body.view, facts.receivedAtMs),
    route: routes.routeOf(facts.site, body),
    ...client,
    isBot: client.isBot,
    country: facts.country,
  };
}

/** Every URL of a view, scrubbed. The SDK leaves out queries, but not every sender is the SDK. */
function withoutSecrets(body: ViewBody): ViewBody {
  const { view, vitals, referrer, requests, resources, elements, longFrames } = body;
  const clean: ViewBody = { ...body, view: withCleanUrl(view), vitals: withCleanVitals(vitals) };
  if (referrer) clean.referrer = scrubUrl(referrer);
  if (requests) clean.requests = requests.map(withCleanUrl);
  if (resources?.slowest) clean.resources = { ...resources, slowest: resources.slowest.map(withCleanUrl) };
  if (elements) clean.elements = elements.map(withCleanUrl);
  if (longFrames?.scripts)
    clean.longFrames = { ...longFrames, scripts: longFrames.scripts.map(withCleanScript) };
  return clean;
}

function withCleanVitals(vitals: ViewBody['vitals']): ViewBody['vitals'] {
  const { lcp, inp } = vitals;
  if (!lcp?.url && !inp?.script) return vitals;
  return {
    ...vitals,
    ...(lcp && { lcp: withCleanUrl(lcp) }),
    ...(inp?.script && { inp: { ...inp, script: withCleanScript(inp.script) } }),
  };
}

function withCleanScript<T extends { url?: string; invoker?: string }>(told: T): T {
  const script = withCleanUrl(told);
  return script.invoker === undefined ? script : { ...script, invoker: scrubInvoker(script.invoker) };
}

function withCleanUrl<T extends { url?: string }>(told: T): T {
  return told.url === undefined ? told : { ...told, url: scrubUrl(told.url) };
}
