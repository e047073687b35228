import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toTable, writeReport } from './report.ts';

const bulk = {
  name: 'bulk',
  figures: [
    { what: 'insert against single', value: 12.3456, unit: '×', goal: 25, met: false },
    { what: 'COPY', value: 14_464, unit: 'rows/s' },
  ],
};
const size = {
  name: 'sdk-size',
  figures: [{ what: 'sdk.js', value: 7_596, unit: 'B', goal: 7_600, met: true }],
};

describe('the report of the benches', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('tells each goal with what was measured, missed ones too, and the peers beside it', () => {
    const table = toTable([size, bulk]);

    expect(table).toMatch(/insert against single +12\.35 × +goal 25 × MISSED/);
    expect(table).toMatch(/sdk\.js +7,596 B +goal 7,600 B met/);
    expect(table).toMatch(/COPY +14,464 rows\/s/);
    expect(table).toContain('1 of 2 goals met');
  });

  it('replaces the parts of those that ran, and keeps the others', () => {
    const file = join(folder, 'benchmarks.md');
    writeReport([size, bulk], file);

    writeReport(
      [{ name: 'bulk', figures: [{ what: 'insert', value: 30, unit: '×', goal: 25, met: true }] }],
      file,
    );

    const text = readFileSync(file, 'utf8');
    expect(text.match(/^## .*/gm)).toEqual(['## sdk-size', '## bulk']);
    expect(text).toContain('| sdk.js | 7,596 B | 7,600 B | met |');
    expect(text).toContain('| insert | 30.00 × | 25 × | met |');
    expect(text).not.toContain('COPY');
  });

  it('names command and date, and neither the host nor a folder of it', () => {
    const file = join(folder, 'benchmarks.md');
    writeReport([size], file);

    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/`npm run bench -- sdk-size`, \d{4}-\d\d-\d\d, \d+ × .*Node \d+/);
    expect(text).not.toContain(process.cwd());
    expect(text.includes(hostname())).toBe(false);
  });
});
