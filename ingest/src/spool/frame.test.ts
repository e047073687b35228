import { expect, it } from 'vitest';
import { encodeFrame, scanFrames } from './frame.ts';

const records = ['first', 'the second one', '', 'fourth \u{1f9f5}'].map((text) => Buffer.from(text));
const file = Buffer.concat(records.map((record) => encodeFrame(record)));

it('reads back what was written', () => {
  const scan = scanFrames(file, 100);

  expect(scan).toEqual({ payloads: records, endOffset: file.length, damagedBytes: 0 });
});

it('stops at the batch size and goes on from there', () => {
  const first = scanFrames(file, 3);
  const rest = scanFrames(file.subarray(first.endOffset), 3);

  expect([...first.payloads, ...rest.payloads]).toEqual(records);
});

it('leaves an incomplete frame at the end for later, wherever it is cut', () => {
  for (let length = 0; length < file.length; length += 1) {
    const scan = scanFrames(file.subarray(0, length), 100);

    expect(scan.payloads).toEqual(records.slice(0, scan.payloads.length));
    expect(scan.endOffset).toBeLessThanOrEqual(length);
    expect(scan.damagedBytes).toBe(0);
  }
});

it('finds every intact record around a flipped bit, wherever it is', () => {
  for (let bit = 0; bit < file.length * 8; bit += 1) {
    const damaged = Buffer.from(file);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));

    const { payloads } = scanFrames(damaged, 100);

    const intact = payloads.filter((payload) => records.some((record) => record.equals(payload)));
    expect(intact).toHaveLength(records.length - 1);
    expect(payloads).toHaveLength(records.length - 1);
  }
});
