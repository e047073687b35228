import { expect, it } from 'vitest';
import { isReadable } from './selector.ts';

it('takes words and short numbers for readable', () => {
  expect(['hero', 'main-nav', 'heroImage', 'mt-2', 'btn--primary', 'col_6'].filter(isReadable)).toHaveLength(
    6,
  );
});

it('takes what bundlers and frameworks generate for unreadable', () => {
  const generated = [
    'css-1q2w3e',
    'sc-bdVaJa',
    'Button_root__3xK2a',
    '_x7f2a9',
    ':r3:',
    'jsx-2871293847',
    'lg:mt-2',
    '',
  ];
  expect(generated.filter(isReadable)).toEqual([]);
});
