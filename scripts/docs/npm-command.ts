/** Whether a command that a document names can be typed: its script exists, and takes what is given to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchNames } from '../bench/benches.ts';
import { readOptions as readLoadOptions } from '../load/options.ts';
import { root } from '../root.ts';
import { readOptions as readVisitsOptions } from '../visits/options.ts';

type Script = (args: string[]) => string | undefined;

/** What is wrong with the arguments of a script that takes some. */
const takesArguments: Record<string, Script> = {
  load: (args) => refusal(() => readLoadOptions(args, { LOAD_PASSWORD: 'a password' })),
  visits: (args) => refusal(() => readVisitsOptions(args, { VISITS_PASSWORD: 'a password' })),
  bench: (args) => {
    const known = ['--json', '--write', 'NAME', ...benchNames];
    const unknown = args.filter((name) => !known.includes(name));
    return unknown.length > 0 ? `there is no bench ${unknown.join(', ')}` : undefined;
  },
  faults: (args) => named('faults', args),
  seed: (args) => named('seed', args),
  'admin:reset-password': (args) => (args.length > 1 ? 'it takes one address' : undefined),
};

/** @returns What is wrong with `npm run x -- …`, or undefined. */
export function whatIsWrong(command: string): string | undefined {
  const [, first = '', ...words] = command.split(/\s+/);
  const [name = '', ...rest] = first === 'run' ? words : [first, ...words];
  if (['ci', 'install'].includes(first)) return undefined;
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  if (!scripts[name]) return `package.json has no script "${name}"`;

  const args = rest[0] === '--' ? rest.slice(1) : rest;
  if (args.length > 0 && rest[0] !== '--') return 'arguments of a script stand behind "--"';
  if (args.length === 0) return undefined;
  return takesArguments[name] ? takesArguments[name](args) : 'it takes no arguments';
}

function refusal(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Flags must be declared in the options of its main.ts, words must be names in it. */
function named(script: string, args: string[]): string | undefined {
  const source = readFileSync(join(root, 'scripts', script, 'main.ts'), 'utf8');
  const isDeclared = (name: string) =>
    new RegExp(`^\\s*(?:'${name}'|${/^\w+$/.test(name) ? name : '\\b\\B'}):`, 'm').test(source);
  for (const [index, arg] of args.entries()) {
    const isValue = index > 0 && args[index - 1]?.startsWith('--');
    if (arg === 'NAME' || (isValue && !arg.startsWith('--'))) continue;
    if (!isDeclared(arg.replace(/^--/, ''))) return `scripts/${script}/main.ts knows no "${arg}"`;
  }
  return undefined;
}
