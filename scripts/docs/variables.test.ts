/** The variables of docs/operations.md are those that the services read, with their defaults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig as readCmsConfig } from '../../cms-api/src/config.ts';
import { readConfig as readIngestConfig } from '../../ingest/src/config.ts';
import { readConfig as readDemoConfig } from '../demo/config.ts';
import { root } from '../root.ts';

const modules = ['ingest/src/config.ts', 'cms-api/src/config.ts', 'scripts/demo/config.ts'];
const name = /[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*/;

/** Variable → what the column of defaults says. */
function documented(): Map<string, string> {
  const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const [, section = ''] = /^## Variables\n([\s\S]*?)^## /m.exec(text) ?? [];
  const rows = [...section.matchAll(/^\| (`[^|]*) \| ([^|]*) \|/gm)];
  return new Map(
    rows.flatMap(([, names = '', usual = '']) => {
      const defaults = usual.split(' · ');
      return [...names.matchAll(new RegExp(`\`(${name.source})\``, 'g'))].map(
        ([, variable = ''], index) => [variable, (defaults[index] ?? usual).replaceAll('`', '')] as const,
      );
    }),
  );
}

/** Keys of a schema. */
function read(module: string): string[] {
  const text = readFileSync(join(root, module), 'utf8');
  return [...text.matchAll(new RegExp(`^  (${name.source}):`, 'gm'))].map(([, key = '']) => key);
}

describe('the variables of the guide', () => {
  it('are those that the services read, all of them', () => {
    const known = new Set(modules.flatMap(read));

    expect(known.size).toBeGreaterThan(30);
    expect([...documented().keys()].sort()).toEqual([...known].sort());
  });

  it('have the defaults that the guide names', () => {
    const config: Record<string, unknown> = {
      ...readDemoConfig({}),
      ...readCmsConfig({ CMS_DATABASE_URL: 'postgres://user@host/database' }),
      ...readIngestConfig({}),
    };
    // These follow from npm start or from another variable, not from a schema.
    const elsewhere = /^(?:CMS_DATABASE_URL|ADMIN_PASSWORD|LOG_LEVEL|EARLY_HINTS)$/;

    const wrong = [...documented()]
      .filter(([variable]) => !elsewhere.test(variable))
      .filter(([variable, told]) => toText(config[variable]) !== told);

    expect(wrong).toEqual([]);
  });
});

function toText(value: unknown): string {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value)) return value.join(',');
  const bytes = Number(value);
  if (Number.isInteger(bytes) && bytes >= 2 ** 30) return `${bytes / 2 ** 30} GiB`;
  if (Number.isInteger(bytes) && bytes >= 2 ** 20) return `${bytes / 2 ** 20} MiB`;
  return String(value);
}
