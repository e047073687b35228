/** Environment to typed configuration; the only reader of process.env in this service. */
import { z } from 'zod';

const Environment = z.object({
  APP_ENV: z.enum(['development', 'staging', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  CMS_PORT: z.coerce.number().int().min(0).max(65_535).default(4_100),
  CMS_DATABASE_URL: z.string('is needed: postgres://user:password@host:port/database; `npm start` sets it'),
  /** `demo` fills an empty database with a small magazine; never in production. */
  CMS_SEED: z.enum(['demo']).optional(),
  /** Comma-separated origins whose pages may read the API. */
  CMS_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  /** Origin of the ingest service; without it, or without the token, nothing is reported. */
  THROUGHLINE_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  THROUGHLINE_TOKEN: z.string().optional(),
  /** Bearer token of those who may see /api/v1/metrics; without it nobody may. */
  CMS_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
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
