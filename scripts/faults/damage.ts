/**
 * A bit flipped, or the file cut, at every offset of a small spool. One start-up meets all of them: each offset gets a
 * segment of its own, with views of its own.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame, scanFrames } from '@throughline/ingest/frame';
import { openHouse } from './house.ts';
import { createLedger } from './ledger.ts';

export type DamageResult = {
  segments: number;
  /** Whole records that were not stored. */
  lost: number;
  /** Damaged records that were stored all the same. */
  strangers: number;
  intact: number;
  kept: number;
};

const framesEach = 2;

export async function runDamage(): Promise<DamageResult> {
  const house = await openHouse();
  const spool = join(house.dir, 'data/spool');
  try {
    const { id, payload } = await oneRecord(house, spool);
    const expected = new Set<string>();
    const damaged = new Set<string>();
    const lengths = Array.from({ length: framesEach }, () => encodeFrame(payload).length);
    const size = lengths.reduce((sum, length) => sum + length, 0);

    for (let at = 0; at < size * 2; at += 1) {
      const ids = lengths.map(() => randomUUID());
      const frames = ids.map((own) =>
        encodeFrame(Buffer.from(payload.toString('latin1').replace(id, own), 'latin1')),
      );
      const whole = Buffer.concat(frames);
      const offset = at % size;
      const isCut = at >= size;
      if (!isCut) whole[offset] = (whole[offset] ?? 0) ^ (1 << (at % 8));
      const name = `${String(1_000 + at).padStart(12, '0')}.segment`;
      writeFileSync(join(spool, name), isCut ? whole.subarray(0, offset) : whole);

      const hit = Math.floor(offset / (size / framesEach));
      ids.forEach((own, index) => {
        const isIntact = isCut ? index < hit : index !== hit;
        (isIntact ? expected : damaged).add(own);
      });
    }

    await house.startIngest();
    return { segments: size * 2, ...(await compare(house.query, spool, expected, damaged)) };
  } finally {
    await house.close();
  }
}

/** A record as the door writes it, taken from the segment of a process that was killed before its drain could store it. */
async function oneRecord(
  house: Awaited<ReturnType<typeof openHouse>>,
  spool: string,
): Promise<{ id: string; payload: Buffer }> {
  const ingest = await house.startIngest({ CRASH_AT: 'after-insert' });
  const { id } = await createLedger(house).send();
  await ingest.exited;
  const [segment = ''] = readdirSync(spool).filter((name) => name.endsWith('.segment'));
  const [payload] = scanFrames(readFileSync(join(spool, segment)), 1).payloads;
  if (!payload) throw new Error(`There is no record in ${segment}.`);
  return { id, payload };
}

async function compare(
  query: Awaited<ReturnType<typeof openHouse>>['query'],
  spool: string,
  expected: Set<string>,
  damaged: Set<string>,
): Promise<Omit<DamageResult, 'segments'>> {
  const files = () => readdirSync(spool);
  while (files().some((name) => /^0+[1-9]\d{3}\.segment$/.test(name))) {
    await new Promise((next) => setTimeout(next, 100));
  }
  const rows = await query<{ view_id: string }>('select view_id from view_details');
  const stored = new Set(rows.map((row) => row.view_id));
  return {
    lost: [...expected].filter((id) => !stored.has(id)).length,
    strangers: [...damaged].filter((id) => stored.has(id)).length,
    intact: expected.size,
    kept: files().filter((name) => name.endsWith('.damaged')).length,
  };
}
