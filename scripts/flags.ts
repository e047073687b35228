/** Flags of a command, each with its environment variables and its default. */
import { parseArgs } from 'node:util';
import type { z } from 'zod';

export type Flag = {
  name: string;
  /** In the order in which they count, all after the flag itself. */
  variables: string[];
  usual?: string;
  about: string;
};

/**
 * @param switches Flags that take no value.
 * @returns What was given for each flag, and what stood there without one.
 */
export function readFlags(
  flags: readonly Flag[],
  switches: readonly string[],
  args: string[],
  environment: NodeJS.ProcessEnv,
): { values: Record<string, unknown>; positionals: string[] } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...Object.fromEntries(flags.map(({ name }) => [name, { type: 'string' as const }])),
      ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
    },
  });
  const flagged: Record<string, unknown> = values;
  const fromVariables = (names: string[]) => names.map((name) => environment[name]).find(Boolean);
  const given = flags.map(({ name, variables, usual }) => [
    name,
    flagged[name] ?? fromVariables(variables) ?? usual,
  ]);
  return { values: { ...flagged, ...Object.fromEntries(given) }, positionals };
}

/** @throws Error that names each flag or variable that does not fit. */
export function parseFlags<Options>(
  schema: z.ZodType<Options>,
  flags: readonly Flag[],
  values: Record<string, unknown>,
): Options {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;

  const nameOf = (flag: string) =>
    [`--${flag}`, ...(flags.find(({ name }) => name === flag)?.variables ?? [])].join(' or ');
  const lines = parsed.error.issues.map(({ path, message }) => `  ${nameOf(String(path[0]))}: ${message}`);
  throw new Error(`The options do not fit:\n${lines.join('\n')}`);
}

/** One line each. */
export function describeFlags(
  flags: readonly Flag[],
  switches: readonly [name: string, about: string][],
): string {
  const lines = [
    ...flags.map(({ name, variables, usual, about }) => ({
      flag: `--${name}`,
      variables: variables.join(', '),
      about: usual ? `${about} (${usual})` : about,
    })),
    ...switches.map(([name, about]) => ({ flag: `--${name}`, variables: '', about })),
  ];
  return lines
    .map(({ flag, variables, about }) => `  ${flag.padEnd(20)}${variables.padEnd(34)}${about}\n`)
    .join('');
}

/** What a command does with flags that do not fit: says so, and how they are, and ends. */
export function orExit<Options>(read: () => Options, help: string): Options {
  try {
    return read();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`\n${help}`);
    process.exit(2);
  }
}
