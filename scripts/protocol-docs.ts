/** Writes docs/protocol.md from the schemas, or with --check fails when the page no longer tells what they say. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits, problems, ReportBody, ViewBody, vitals } from '@throughline/protocol';
import { z } from 'zod';

type Schema = {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  items?: Schema | boolean;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
};

/** The same file from scripts and from scripts/dist. */
const root = findRoot(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/protocol.md');

const text = [
  '# The wire protocol',
  '',
  'Version 1. Made from `sdk/protocol/src` by `node scripts/dist/protocol-docs.js`; `npm run check` fails when it is stale.',
  'Unknown fields are left out, so that an older server understands a newer sender. Text longer than its limit is refused;',
  'NUL and lone surrogates become U+FFFD. Times are milliseconds, moments within a page count from navigation start,',
  'absent means unknown or zero where the field says so, and never anything else.',
  '',
  '## POST /v1/views',
  '',
  `From browsers: \`text/plain\` or JSON, no credentials, at most ${limits.viewBodyBytes} bytes, optionally gzip, deflate or br.`,
  'Answers 202 when the view is durable. One view may be told many times: the highest `view.revision` replaces the others.',
  '',
  ...tableOf(ViewBody),
  '## POST /v1/reports',
  '',
  `From servers: JSON with \`Authorization: Bearer <service token>\`, at most ${limits.reportBodyBytes} bytes after inflation.`,
  'Answers 202 when the report is durable; the same `id` told twice counts once.',
  '',
  ...tableOf(ReportBody),
  'A histogram (`durationMs`, `sqlMs` of endpoints, queries and timers) has logarithmic buckets: index i counts the values in',
  '(1.02^(i−1), 1.02^i], `zero` counts those up to 0.0001.',
  '',
  '## Vitals',
  '',
  '| vital | unit | good up to | poor above |',
  '|---|---|---|---|',
  ...Object.values(vitals).map(
    ({ label, unit, good, poor }) => `| ${label} | ${unit || 'none'} | ${good} | ${poor} |`,
  ),
  '',
  '## Limits',
  '',
  '| limit | value |',
  '|---|---|',
  ...Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${value} |`),
  '',
  '## Problems',
  '',
  'Every refusal is `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `code`, `traceId` and, where it helps,',
  '`detail` and `field`. Codes never change their meaning.',
  '',
  '| code | status | title |',
  '|---|---|---|',
  ...Object.entries(problems).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/protocol.md is stale: run node scripts/dist/protocol-docs.js and commit it.');
    process.exit(1);
  }
} else {
  writeFileSync(page, text);
}

function tableOf(schema: z.ZodType): string[] {
  // The JSON Schema of zod 4 is the documented way to look into a schema.
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return ['| field | type | |', '|---|---|---|', ...rowsOf(json, ''), ''];
}

function rowsOf(schema: Schema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = path ? `${path}.${name}` : name;
    const need = schema.required?.includes(name) ? 'required' : '';
    return [`| \`${here}\` | ${typeOf(field)} | ${need} |`, ...insideOf(field, here)];
  });
}

/** The fields of an object, of the objects in an array, and of the values in a record. */
function insideOf(field: Schema, path: string): string[] {
  if (field.properties) return rowsOf(field, path);
  if (typeof field.items === 'object') return insideOf(field.items, `${path}[]`);
  if (typeof field.additionalProperties === 'object')
    return insideOf(field.additionalProperties, `${path}.*`);
  return [];
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') return arrayOf(schema);
  if (schema.type === 'object') return schema.properties ? 'object' : 'record';
  return [
    schema.type ?? 'any',
    schema.format ?? schema.pattern?.replace(/^.*$/, formatOfPattern),
    rangeOf(schema),
  ]
    .filter(Boolean)
    .join(' ');
}

function arrayOf({ items, prefixItems, maxItems }: Schema): string {
  if (prefixItems) return `[${prefixItems.map(typeOf).join(', ')}]`;
  const of = typeof items === 'object' ? typeOf(items) : 'any';
  return `array of ${of}${maxItems === undefined ? '' : `, at most ${maxItems}`}`;
}

function rangeOf({ minimum, maximum, maxLength, type }: Schema): string {
  if (maxLength !== undefined) return `up to ${maxLength} characters`;
  if (type !== 'number' && type !== 'integer') return '';
  if (minimum === undefined || minimum === Number.MIN_SAFE_INTEGER) return '';
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? `≥ ${minimum}`
    : `${minimum} to ${maximum}`;
}

function formatOfPattern(pattern: string): string {
  const length = /\{(\d+)\}\$$/.exec(pattern)?.[1];
  return length ? `of ${length} hex digits` : `matching \`${pattern.replaceAll('|', '\\|')}\``;
}

function findRoot(folder: string): string {
  return folder.endsWith('dist') ? dirname(dirname(folder)) : dirname(folder);
}
