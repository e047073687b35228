/** Environment to typed configuration; the only reader of process.env in this service. */
import { z } from 'zod';
import { isRange, parseRange } from './webhooks/addresses.ts';

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const Environment = z.object({
  APP_ENV: z.enum(['development', 'staging', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  CMS_PORT: z.coerce.number().int().min(0).max(65_535).default(4_100),
  /** Files that are uploaded lie in its folder `media`. */
  DATA_DIR: z.string().default('.data'),
  CMS_DATABASE_URL: z.string('is needed: postgres://user:password@host:port/database; `npm start` sets it'),
  ADMIN_EMAIL: z.string().default('admin@localhost'),
  ADMIN_PASSWORD: z.string().min(8, 'at least 8 characters').optional(),
  /** How many proxies of your own stand in front: decides whose address counts. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** Comma-separated; the first is the one that every entry has. */
  CMS_LOCALES: z
    .string()
    .default('en')
    .transform(list)
    .pipe(
      z
        .array(
          z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'must be language tags, e.g. en,de,de-AT'),
        )
        .min(1),
    ),
  /** Megabytes for answers to readers; 0 keeps none. */
  CMS_CACHE_MB: z.coerce.number().min(0).max(65_536).default(32),
  /** redis://…: answers are kept there, for all processes. */
  REDIS_URL: z.string().optional(),
  /** Requests a minute of one address (loopback is exempt). */
  CMS_RATE: z.coerce.number().int().min(1).default(3_000),
  /** Months of the audit log that are kept besides the running one. */
  CMS_AUDIT_MONTHS: z.coerce.number().int().min(1).max(1_200).default(12),
  /** Versions that are kept of each entry. */
  CMS_VERSIONS: z.coerce.number().int().min(1).default(50),
  /** Comma-separated networks of your own that webhooks may reach, e.g. 10.1.0.0/16; others of the private kind never. */
  CMS_WEBHOOK_NETWORKS: z
    .string()
    .default('')
    .transform(list)
    .refine((ranges) => ranges.every(isRange), 'must be networks such as 10.1.0.0/16')
    .transform((ranges) => ranges.map(parseRange)),
  /** Days that the log of delivered and dead webhooks is kept. */
  CMS_WEBHOOK_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  /** `demo` fills an empty database with a small magazine; never in production. */
  CMS_SEED: z.enum(['demo']).optional(),
  /** `1`: endpoints with faults on purpose; in the demo alone. */
  DEMO_FAULTS: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1'),
  /** Comma-separated origins whose pages may use the API. */
  CMS_ORIGINS: z.string().default('').transform(list),
  /** Origin of the ingest service; without it, or without the token, nothing is reported. */
  THROUGHLINE_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  THROUGHLINE_TOKEN: z.string().optional(),
  /** How many processes like this one open connections to the database. */
  CMS_INSTANCES: z.coerce.number().int().min(1).default(1),
  RELEASE: z.string().max(128).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});
export type Config = z.infer<typeof Environment>;

/** @throws Error that names each variable that does not fit. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // An empty variable is how shells and compose files say "not set".
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (parsed.success) return parsed.data;

  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment does not fit:\n${lines.join('\n')}`);
}
