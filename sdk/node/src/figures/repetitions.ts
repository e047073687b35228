/** N+1: one statement that a request runs again and again. Finds it, forgives what is allowed, keeps the findings. */
import type { Warn } from '../logger.ts';
import type { Repetition } from '../request-context.ts';

export type N1Allowance = {
  /** A piece of the normalised statement, or its whole fingerprint. */
  statement: string;
  /** `GET /route`; default: any. */
  where?: string;
  /** Why it may repeat; shown beside the finding. */
  reason: string;
};

export type N1Rules = {
  threshold: number;
  /** Thresholds by `GET /route`. */
  routes: Readonly<Record<string, number>>;
  allow: readonly N1Allowance[];
  /** Share of the request's time below which nobody cares, 0–1. */
  leastShare: number;
};

export type Repeated = { repetition: Repetition; share: number; allowedBecause: string | undefined };

export type N1Finding = {
  /** `GET /route`. */
  where: string;
  fingerprint: string;
  statement: string;
  callSite?: string;
  /** Requests that did it, and the most runs in one of them. */
  requests: number;
  mostRuns: number;
  /** Share of the time of that request, 0–1. */
  share: number;
  traceId: string;
  allowedBecause?: string;
};

/** A transaction's frame repeats without being an N+1. */
const frame = /^(?:begin|commit|rollback|savepoint|release|start transaction)\b/i;
const mostFindings = 200;

export function findRepeated(
  repetitions: Iterable<Repetition>,
  where: string,
  requestMs: number,
  { threshold, routes, allow, leastShare }: N1Rules,
): Repeated[] {
  const most = Object.hasOwn(routes, where) ? (routes[where] as number) : threshold;
  const found: Repeated[] = [];
  for (const repetition of repetitions) {
    if (repetition.count < most || frame.test(repetition.statement.text)) continue;
    const share = requestMs > 0 ? Math.min(1, repetition.durationMs / requestMs) : 0;
    if (share < leastShare) continue;
    const allowance = allow.find((one) => isAllowed(one, repetition, where));
    found.push({ repetition, share, allowedBecause: allowance?.reason });
  }
  return found;
}

function isAllowed({ statement, where }: N1Allowance, repetition: Repetition, here: string): boolean {
  if (where !== undefined && where !== here) return false;
  const { fingerprint, text } = repetition.statement;
  return fingerprint === statement || text.includes(statement);
}

export class N1Findings {
  #findings = new Map<string, N1Finding>();

  readonly #warn: Warn;

  constructor(warn: Warn) {
    this.#warn = warn;
  }

  add({ repetition, share, allowedBecause }: Repeated, where: string, traceId: string): void {
    const { statement, count, callSite } = repetition;
    const key = `${where} ${statement.fingerprint}`;
    let finding = this.#findings.get(key);
    if (!finding) {
      // The oldest go first: a Map keeps the order of arrival.
      if (this.#findings.size >= mostFindings) this.#findings.delete([...this.#findings.keys()][0] as string);
      const { fingerprint, text } = statement;
      finding = { where, fingerprint, statement: text, requests: 0, mostRuns: 0, share: 0, traceId };
      if (allowedBecause !== undefined) finding.allowedBecause = allowedBecause;
      this.#findings.set(key, finding);
    }
    finding.requests++;
    finding.callSite = callSite ?? finding.callSite;
    if (count > finding.mostRuns) Object.assign(finding, { mostRuns: count, share, traceId });
    if (allowedBecause === undefined) this.#tell(finding, key);
  }

  /** Those that take most of their request first. */
  read(): N1Finding[] {
    return [...this.#findings.values()].sort((a, b) => b.share - a.share).map((finding) => ({ ...finding }));
  }

  reset(): void {
    this.#findings = new Map();
  }

  #tell(finding: N1Finding, key: string): void {
    const percent = Math.round(finding.share * 100);
    const place = finding.callSite ? ` at ${finding.callSite}` : '';
    this.#warn(
      `n+1 ${key}`,
      { ...finding },
      `${finding.where} ran one statement ${finding.mostRuns} times${place}, ${percent} % of its time`,
    );
  }
}
