/** Environment to typed configuration; the only reader of process.env in the demo website. */
import { z } from 'zod';

const Origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const Environment = z.object({
  APP_ENV: z.enum(['development', 'staging', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  DEMO_PORT: z.coerce.number().int().min(0).max(65_535).default(4_200),
  CMS_URL: Origin.default('http://127.0.0.1:4100'),
  INGEST_URL: Origin.default('http://127.0.0.1:4000'),
  THROUGHLINE_TOKEN: z.string().optional(),
  /** `1`: `?plant=…` on an article plants a fault (faults.ts). */
  DEMO_FAULTS: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1'),
});
export type Config = z.infer<typeof Environment>;

/** @throws Error that names each variable that does not fit. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment does not fit:\n${lines.join('\n')}`);
  }
  if (parsed.data.APP_ENV === 'production') throw new Error('The demo website is not for production.');
  return parsed.data;
}
