/** What a run is asked for: flags, else environment variables, else defaults. */
import { z } from 'zod';
import { describeFlags, type Flag, parseFlags, readFlags } from '../flags.ts';
import { tags } from './user-model.ts';
import { usualBudget } from './verdict.ts';

const usualHost = 'http://127.0.0.1:4100';

/** `90`, `90s`, `2m`, `500ms` as milliseconds; a bare number counts seconds. */
const duration = z
  .string()
  .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)?$/, 'must be a time such as 500ms, 90s or 2m')
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] ?? 's';
    return Number.parseFloat(text) * (unitMs[unit] ?? 0);
  })
  .pipe(z.number().min(1).max(86_400_000));
const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const Options = z.object({
  users: z.coerce.number().int().min(1).max(100_000),
  'spawn-rate': z.coerce.number().positive().max(10_000),
  'run-time': duration,
  'think-time': duration,
  host: z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
  tags: z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(tags))),
  email: z.string().min(1),
  password: z.string({ error: 'is needed: of an administrator of the CMS' }),
  'budget-ms': z.coerce.number().positive(),
  seed: z.coerce.number().int().min(0),
  compare: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  'compare-password': z.string().optional(),
  site: z.string().min(1),
  ui: z.union([z.literal(true), z.coerce.number().int().min(0).max(65_535)]).optional(),
  json: z.boolean().optional(),
});
export type Options = z.infer<typeof Options>;

export const flags: Flag[] = [
  { name: 'users', variables: ['LOAD_USERS'], usual: '20', about: 'who takes part' },
  { name: 'spawn-rate', variables: ['LOAD_SPAWN_RATE'], usual: '5', about: 'users that come a second' },
  { name: 'run-time', variables: ['LOAD_RUN_TIME'], usual: '30s', about: 'how long' },
  {
    name: 'think-time',
    variables: ['LOAD_THINK_TIME'],
    usual: '1s',
    about: 'between two actions of a user, on the average',
  },
  { name: 'host', variables: ['LOAD_HOST'], usual: usualHost, about: 'where cms-api is' },
  { name: 'tags', variables: ['LOAD_TAGS'], usual: '', about: `only tasks of these: ${tags.join(',')}` },
  {
    name: 'email',
    variables: ['LOAD_EMAIL', 'ADMIN_EMAIL'],
    usual: 'admin@localhost',
    about: 'an administrator of the CMS',
  },
  { name: 'password', variables: ['LOAD_PASSWORD', 'ADMIN_PASSWORD'], about: 'its password' },
  {
    name: 'budget-ms',
    variables: ['LOAD_BUDGET_MS'],
    usual: String(usualBudget.poorMs),
    about: 'p95 of an endpoint above which the run fails',
  },
  {
    name: 'compare',
    variables: ['LOAD_COMPARE'],
    about: 'where ingest is: its figures and the server’s beside those of the run',
  },
  {
    name: 'compare-password',
    variables: ['LOAD_COMPARE_PASSWORD'],
    about: 'of the same e-mail address at ingest, when it is another one',
  },
  { name: 'site', variables: ['LOAD_SITE'], usual: 'demo', about: 'whose server it is, at ingest' },
  { name: 'seed', variables: ['LOAD_SEED'], usual: '1', about: 'the same seed, the same order of tasks' },
];

export const help = `npm run load -- [flags]

${describeFlags(flags, [
  ['ui [PORT]', 'a live page that shows and changes the load'],
  ['json', 'the last line is everything that was measured'],
])}`;

/** @throws Error that names each flag or variable that does not fit. */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): Options {
  const { values, positionals } = readFlags(flags, ['ui', 'json'], args, environment);
  // A port behind --ui is left over by a flag that takes no value.
  const ui = values.ui ? (positionals[0] ?? true) : undefined;
  return parseFlags(Options, flags, { ...values, ui });
}
