import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flags as loadFlags } from './load/options.ts';
import { root } from './root.ts';
import { flags as visitFlags } from './visits/options.ts';

const document = readFileSync(join(root, 'docs/load-testing.md'), 'utf8');
const [loadPart = '', visitsPart = ''] = document.split('## Visits to the demo website');

it.each([
  ...loadFlags.map((flag) => ({ ...flag, part: loadPart })),
  ...visitFlags.map((flag) => ({ ...flag, part: visitsPart })),
])(
  'is documented with its variables and its default: --$name $variables',
  ({ name, variables, usual, part }) => {
    const named = variables.map((variable) => `\`${variable}\``).join(', ');

    expect(part).toContain(`| \`--${name}\` | ${named} | ${usual ?? ''}`);
  },
);
