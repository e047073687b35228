/** Small readings of a call that many handlers need. */
import type { Actor } from '../audit/record.ts';
import type { Principal } from '../auth/principal.ts';
import { Refusal } from './problem.ts';

export function actorOf(call: Actor): Actor {
  return { principal: call.principal, address: call.address, traceId: call.traceId };
}

/** For endpoints that only somebody may ask. */
export function mustBe(principal: Principal | undefined): Principal {
  if (!principal) throw new Refusal('not_logged_in', 'Log in first.');
  return principal;
}
