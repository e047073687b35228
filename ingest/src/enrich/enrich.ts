/** What needs no answer is worked out here, on the way from the spool to the store. */
import type { ReportBody, ViewBody } from '@throughline/protocol';
import type { RecordFacts, SpoolRecord } from '../record.ts';
import type { StoredReport, StoredView } from '../store/store.ts';
import { dateView } from './dating.ts';
import { routeOfUrl } from './route.ts';
import type { Client } from './user-agent.ts';

export type Enriched = { kind: 'view'; view: StoredView } | { kind: 'report'; report: StoredReport };

export type EnrichParts = { clientOf: (userAgent: string | undefined) => Client };

export function enrich({ facts, body }: SpoolRecord, parts: EnrichParts): Enriched {
  const value: unknown = JSON.parse(body.toString('utf8'));
  // The door has checked it against the schema, and a frame's checksum says that it is the same.
  if (facts.kind === 'report') return { kind: 'report', report: toReport(facts, value as ReportBody) };
  return { kind: 'view', view: toView(facts, value as ViewBody, parts) };
}

function toReport(facts: RecordFacts, body: ReportBody): StoredReport {
  return { site: facts.site, service: facts.service ?? body.service, receivedAtMs: facts.receivedAtMs, body };
}

function toView(facts: RecordFacts, body: ViewBody, { clientOf }: EnrichParts): StoredView {
  const client = clientOf(facts.userAgent);
  return {
    site: facts.site,
    body,
    receivedAtMs: facts.receivedAtMs,
    ...dateView(body.view, facts.receivedAtMs),
    // The site's own name, else the pattern its server matched, else what the path looks like.
    route: body.route ?? body.navigation?.server?.route ?? routeOfUrl(body.view.url),
    ...client,
    isBot: client.isBot,
    country: facts.country,
  };
}
