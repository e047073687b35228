import type { ViewBody as Wire } from '@throughline/protocol';
import { expectTypeOf, it } from 'vitest';
import type { ViewBody } from './view-body.ts';

it('types a view exactly as the protocol does', () => {
  expectTypeOf<ViewBody>().toEqualTypeOf<Wire>();
});
