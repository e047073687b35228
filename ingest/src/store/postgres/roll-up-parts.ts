/** Rollups of what has a name: from bodies and reports for an hour, from the finer rollup for a day or a week. */
import type { ReportBody, TimerReport, ViewBody } from '@throughline/protocol';
import type pg from 'pg';
import Cursor from 'pg-cursor';
import { routeOfUrl } from '../../url/route.ts';
import { otherValue } from '../metrics.ts';
import type { Bucket } from '../store.ts';
import { type Cell, copyInto } from './copy.ts';
import type { Database } from './database.ts';
import { endpointName } from './endpoint-name.ts';
import { unpack } from './pack.ts';
import { Part, type PartRow } from './part.ts';
import { PartTable } from './part-table.ts';
import { finer, type PartKind, pageKinds, partKinds, serverKinds } from './slices.ts';
import { inBatches } from './sql.ts';
import { countedViews } from './view-rows.ts';
import type { WordKind, Words } from './words.ts';

/** `(other)` of each of these kinds; `words.learn` has been asked for it before. */
function othersOf(words: Words, site: number, kinds: readonly PartKind[]): (kind: number) => number {
  const ids = new Map<number, number>(
    kinds.map((kind) => [partKinds[kind], words.idOf(site, kind, otherValue)]),
  );
  return (kind) => ids.get(kind) ?? 0;
}

export async function mergeFinerParts(
  db: Database,
  client: pg.PoolClient,
  site: number,
  step: 'day' | 'week',
  range: unknown[],
  answered: () => void,
): Promise<void> {
  const kinds = Object.keys(partKinds) as PartKind[];
  await db.words.learn(kinds.map((kind) => [site, kind, otherValue]));
  const merged = new PartTable(othersOf(db.words, site, kinds));
  const cursor = new Cursor<PartRow>(
    `select kind, name, route, count, failed, bytes, duration, inner_duration
    from ${finer[step]}_parts
    where site = $1 and bucket >= $2 and bucket < $3`,
    range,
  );
  for await (const batch of inBatches(client, cursor, partsAtOnce)) {
    answered();
    for (const row of batch) merged.mergeRow(row);
  }
  await client.query(`delete from ${step}_parts where site = $1 and bucket = $2`, range.slice(0, 2));
  await copyParts(client, step, merged.cells(range[1] as Date, site), answered);
}

/** Rows of a finer rollup, or of the one being written, in memory at once. */
const partsAtOnce = 10_000;

const partColumns = 'bucket, site, kind, name, route, count, failed, bytes, duration, inner_duration';

async function copyParts(
  client: pg.PoolClient,
  step: Bucket['step'],
  cells: Iterable<Cell[]>,
  answered: () => void,
): Promise<void> {
  const write = async (some: Cell[][]): Promise<void> => {
    if (some.length === 0) return;
    await copyInto(client, `${step}_parts (${partColumns})`, some);
    answered();
  };
  let piece: Cell[][] = [];
  for (const one of cells) {
    piece.push(one);
    if (piece.length < partsAtOnce) continue;
    await write(piece);
    piece = [];
  }
  await write(piece);
}

type Named = { kind: PartKind; name: string; route: number; part: Part };

/** Names told so far whose numbers have not been asked for: a sender of random names must not fill the memory. */
const mostUnsettled = 10_000;

/** What an hour told by name. Names become numbers on the way, as many as words may have; all others are `(other)`. */
class Parts {
  readonly #db: Database;
  readonly #site: number;
  #unsettled = new Map<string, Named>();
  readonly #settled: PartTable;

  /** @param kinds What may be told. */
  static async of(db: Database, site: number, kinds: readonly PartKind[]): Promise<Parts> {
    await db.words.learn(kinds.map((kind) => [site, kind, otherValue]));
    return new Parts(db, site, new PartTable(othersOf(db.words, site, kinds)));
  }

  private constructor(db: Database, site: number, settled: PartTable) {
    this.#db = db;
    this.#site = site;
    this.#settled = settled;
  }

  of(kind: PartKind, name: string, route: number): Part {
    const key = `${kind}\n${route}\n${name}`;
    const known = this.#unsettled.get(key);
    if (known) return known.part;
    const part = new Part();
    this.#unsettled.set(key, { kind, name, route, part });
    return part;
  }

  get isCrowded(): boolean {
    return this.#unsettled.size >= mostUnsettled;
  }

  async all(): Promise<PartTable> {
    await this.settle();
    return this.#settled;
  }

  async settle(): Promise<void> {
    const { words } = this.#db;
    const told = [...this.#unsettled.values()];
    this.#unsettled = new Map();
    // The memory of words has its own connection: a word stays even when this transaction is undone.
    await words.learn(told.map(({ kind, name }) => [this.#site, kind satisfies WordKind, name] as const));
    for (const { kind, name, route, part } of told) {
      // Several names may be `(other)`.
      this.#settled.merge(partKinds[kind], words.idOf(this.#site, kind, name), route, part);
    }
  }
}

async function collectPageParts(
  client: pg.PoolClient,
  parts: Parts,
  site: number,
  fromMs: number,
  toMs: number,
  answered: () => void,
): Promise<void> {
  const { text, values } = countedViews(site, fromMs, toMs);
  const cursor = new Cursor<{ route: number; sample_rate: number | null; body: Buffer }>(
    `select views.route, views.sample_rate, details.body
    from views
    join view_details details using (view_id, site, started_at)
    where ${text} and details.started_at >= $2 and details.started_at < $3`,
    values,
  );
  for await (const batch of inBatches(client, cursor, bodiesAtOnce)) {
    answered();
    for (const { route, sample_rate: rate, body } of batch) {
      addPageParts(parts, route, 1 / (rate || 1), unpack<ViewBody>(body));
      if (parts.isCrowded) await parts.settle();
    }
  }
}

/** Bodies in memory at once. */
const bodiesAtOnce = 1_000;

type Tell = (kind: PartKind, name: string, durationMs: number) => Part;

function addPageParts(parts: Parts, route: number, weight: number, body: ViewBody): void {
  const tell: Tell = (kind, name, durationMs) => {
    const part = parts.of(kind, name, route);
    part.count += 1;
    part.duration.add(durationMs, weight);
    return part;
  };
  for (const { name, durationMs } of body.measures ?? []) tell('measure', name, durationMs);
  for (const { name, startMs } of body.marks ?? []) tell('mark', name, startMs);
  for (const { name, renderMs } of body.elements ?? []) tell('element', name, renderMs);
  for (const request of body.requests ?? []) addRequest(tell, request, weight);
  addResources(tell, body);
}

type Request = NonNullable<ViewBody['requests']>[number];

function addRequest(tell: Tell, request: Request, weight: number): void {
  const part = tell('request', requestName(request), request.durationMs);
  if (request.status !== undefined && request.status >= 400) part.failed += 1;
  part.bytes += request.transferBytes ?? 0;
  if (request.server?.requestMs !== undefined) part.innerOrNew().add(request.server.requestMs, weight);
}

function addResources(tell: Tell, { view, resources }: ViewBody): void {
  for (const [type, totals] of Object.entries(resources?.byType ?? {})) {
    const part = tell('resource', type, totals.durationMs ?? 0);
    // Resources are counted, not the views that told of them.
    part.count += totals.count - 1;
    part.bytes += totals.transferBytes ?? 0;
  }
  const ownHost = hostOf(view.url);
  for (const resource of resources?.slowest ?? []) {
    const host = hostOf(resource.url);
    if (host === '' || host === ownHost) continue;
    tell('third party', host, resource.durationMs).bytes += resource.transferBytes ?? 0;
  }
}

function requestName({ method = 'GET', url, server }: Request): string {
  return `${method} ${hostOf(url)}${server?.route ?? routeOfUrl(url)}`;
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? '';
}

async function collectServerParts(
  client: pg.PoolClient,
  parts: Parts,
  site: number,
  fromMs: number,
  toMs: number,
  answered: () => void,
): Promise<void> {
  const cursor = new Cursor<{ service: string; body: Buffer }>(
    `select service.word as service, reports.body
    from reports
    join words service on service.id = reports.service
    where reports.site = $1 and reports.at >= $2 and reports.at < $3`,
    [site, new Date(fromMs), new Date(toMs)],
  );
  for await (const batch of inBatches(client, cursor, bodiesAtOnce)) {
    answered();
    for (const { service, body } of batch) {
      addReport(parts, service, body);
      if (parts.isCrowded) await parts.settle();
    }
  }
}

function addReport(parts: Parts, service: string, body: Buffer): void {
  const {
    endpoints = [],
    queries = [],
    timers = [],
  } = unpack<Pick<ReportBody, 'endpoints' | 'queries' | 'timers'>>(body);
  for (const { method, route, count, errors = 0, responseBytes = 0, durationMs, sqlMs } of endpoints) {
    const part = parts.of('endpoint', endpointName(service, method, route), 0);
    part.count += count;
    part.failed += errors;
    part.bytes += responseBytes;
    part.duration.addSketch(durationMs);
    if (sqlMs) part.innerOrNew().addSketch(sqlMs);
  }
  for (const { fingerprint, count, errors = 0, rows: read = 0, durationMs } of queries) {
    const part = parts.of('query', `${service}\n${fingerprint}`, 0);
    part.count += count;
    part.failed += errors;
    // Of a statement the rows are counted, not the bytes.
    part.bytes += read;
    part.duration.addSketch(durationMs);
  }
  for (const timer of timers) addTimer(parts.of('timer', `${service}\n${timer.name}`, 0), timer);
}

function addTimer(part: Part, { count, errors = 0, hits = 0, misses = 0, durationMs }: TimerReport): void {
  part.count += count;
  part.failed += errors;
  part.duration.addSketch(durationMs);
  if (hits + misses === 0) return;
  // Of a cache the hits are counted, not the bytes; and the look-ups, for a timer may be named like a cache and be none.
  part.bytes += hits;
  part.innerOrNew().addSketch({ zero: hits + misses, buckets: [] });
}

async function writeParts(
  client: pg.PoolClient,
  site: number,
  atMs: number,
  kinds: PartKind[],
  parts: Parts,
  answered: () => void,
): Promise<void> {
  const at = new Date(atMs);
  const codes = kinds.map((kind) => partKinds[kind]);
  const told = await parts.all();
  await client.query(`delete from hour_parts where site = $1 and bucket = $2 and kind = any($3::int[])`, [
    site,
    at,
    codes,
  ]);
  await copyParts(client, 'hour', told.cells(at, site), answered);
}

/** What pages of the hour named: measures, marks, elements, requests, resources. */
export async function rollUpPages(
  db: Database,
  client: pg.PoolClient,
  site: number,
  fromMs: number,
  toMs: number,
  answered: () => void,
): Promise<void> {
  const parts = await Parts.of(db, site, pageKinds);
  await collectPageParts(client, parts, site, fromMs, toMs, answered);
  await writeParts(client, site, fromMs, pageKinds, parts, answered);
}

/** Endpoints, statements and timers that servers reported of the hour. */
export async function rollUpServers(
  db: Database,
  client: pg.PoolClient,
  site: number,
  fromMs: number,
  toMs: number,
  answered: () => void,
): Promise<void> {
  const parts = await Parts.of(db, site, serverKinds);
  await collectServerParts(client, parts, site, fromMs, toMs, answered);
  await writeParts(client, site, fromMs, serverKinds, parts, answered);
}
