/** Environment to typed configuration; the only reader of process.env in this service. */
import { z } from 'zod';

const Port = z.coerce.number().int().min(0).max(65_535);
const Days = z.coerce.number().int().min(1).max(3_650);
const List = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const Environment = z.object({
  APP_ENV: z.enum(['development', 'staging', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: Port.default(4_000),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z.string().optional(),
  /** The address people use, e.g. https://stats.example.org: decides Secure cookies. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where browsers fetch the admin's assets, e.g. https://cdn.example.org/stats: it asks this server's /assets for them. */
  CDN_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Whether navigations are answered with 103 first. Not set: unless a proxy stands in front, since older ones take it for the answer. */
  EARLY_HINTS: z.enum(['on', 'off']).optional(),
  /** Whether the admin's own pages are measured, as the site `admin`. */
  ADMIN_SITE: z.enum(['on', 'off']).default('off'),
  ADMIN_EMAIL: z.string().default('admin@localhost'),
  ADMIN_PASSWORD: z.string().min(8, 'at least 8 characters').optional(),
  /** How many proxies of your own stand in front: decides whose address counts. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** Bodies a second from one address (loopback is exempt). */
  ADDRESS_RATE: z.coerce.number().positive().default(500),
  /** Bodies a second of one site, held to only while the server is crowded and other sites want in. */
  SITE_RATE: z.coerce.number().positive().default(2_000),
  COUNTRY_HEADERS: List.transform((names) => names.map((name) => name.toLowerCase())).default([
    'cf-ipcountry',
    'x-country',
  ]),
  /** Bytes that may wait on disk while the database is away. */
  SPOOL_BYTES: z.coerce.number().int().min(1_048_576).default(1_073_741_824),
  /** `service=token,…`: report tokens of the demo site; never in production. */
  DEMO_TOKENS: z.string().default(''),
  /** Comma-separated origins that the demo site accepts. */
  DEMO_ORIGINS: List.default([]),
  /** A segment file is closed at this size; a crash makes the drain read at most one again. */
  SPOOL_SEGMENT_BYTES: z.coerce.number().int().min(4_096).default(8_388_608),
  /** Fault tests only: the step of the spool or the drain at which the process kills itself. */
  CRASH_AT: z.enum(['before-write', 'after-write', 'after-sync', 'rotate', 'after-insert']).optional(),
  CRASH_COUNT: z.coerce.number().int().min(1).default(1),
  /** Days that views, their bodies with all lists, rollups and server reports are kept. */
  KEEP_VIEWS_DAYS: Days.default(30),
  KEEP_DETAILS_DAYS: Days.default(7),
  KEEP_ROLLUPS_DAYS: Days.default(400),
  KEEP_REPORTS_DAYS: Days.default(14),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export type Config = z.infer<typeof Environment> & {
  isSecure: boolean;
  sendsEarlyHints: boolean;
  retention: { views: number; details: number; rollups: number; reports: number };
  demoTokens: { service: string; token: string }[];
};

/** @throws Error that names each variable that does not fit. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // An empty variable is how shells and compose files say "not set".
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment does not fit:\n${lines.join('\n')}`);
  }
  return {
    ...parsed.data,
    retention: {
      views: parsed.data.KEEP_VIEWS_DAYS,
      details: parsed.data.KEEP_DETAILS_DAYS,
      rollups: parsed.data.KEEP_ROLLUPS_DAYS,
      reports: parsed.data.KEEP_REPORTS_DAYS,
    },
    sendsEarlyHints: parsed.data.EARLY_HINTS
      ? parsed.data.EARLY_HINTS === 'on'
      : parsed.data.TRUST_PROXY === 0,
    isSecure: parsed.data.PUBLIC_URL?.startsWith('https:') ?? false,
    demoTokens: parsed.data.APP_ENV === 'production' ? [] : parseDemoTokens(parsed.data.DEMO_TOKENS),
  };
}

function parseDemoTokens(text: string): { service: string; token: string }[] {
  return text.split(',').flatMap((pair) => {
    const [service, token] = pair.split('=');
    return service && token ? [{ service, token }] : [];
  });
}
