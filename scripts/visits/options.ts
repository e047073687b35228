/** What the visits are asked for: flags, else environment variables, else defaults. */
import { z } from 'zod';
import { describeFlags, type Flag, parseFlags, readFlags } from '../flags.ts';

const Origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

const Options = z.object({
  count: z.coerce.number().int().min(1).max(100_000),
  'at-once': z.coerce.number().int().min(1).max(50),
  demo: Origin,
  ingest: Origin,
  site: z.string().min(1),
  email: z.string().min(1),
  password: z.string({ error: 'is needed: of a user of ingest who may see the site' }),
  seed: z.coerce.number().int().min(0),
  json: z.boolean().optional(),
});
export type Options = z.infer<typeof Options>;

export const flags: Flag[] = [
  { name: 'count', variables: ['VISITS_COUNT'], usual: '50', about: 'visits, of some pages each' },
  { name: 'at-once', variables: ['VISITS_AT_ONCE'], usual: '2', about: 'how many side by side' },
  {
    name: 'demo',
    variables: ['VISITS_DEMO'],
    usual: 'http://127.0.0.1:4200',
    about: 'where the demo website is',
  },
  { name: 'ingest', variables: ['VISITS_INGEST'], usual: 'http://127.0.0.1:4000', about: 'where ingest is' },
  {
    name: 'site',
    variables: ['VISITS_SITE'],
    usual: 'demo',
    about: 'which site is asked whether all is joined',
  },
  {
    name: 'email',
    variables: ['VISITS_EMAIL', 'ADMIN_EMAIL'],
    usual: 'admin@localhost',
    about: 'a user of ingest',
  },
  { name: 'password', variables: ['VISITS_PASSWORD', 'ADMIN_PASSWORD'], about: 'its password' },
  { name: 'seed', variables: ['VISITS_SEED'], usual: '1', about: 'the same seed, the same visitors' },
];

export const help = `npm run visits -- [flags]

${describeFlags(flags, [['json', 'the last line is everything that was found']])}`;

/** @throws Error that names each flag or variable that does not fit. */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): Options {
  return parseFlags(Options, flags, readFlags(flags, ['json'], args, environment).values);
}
