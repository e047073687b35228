/** May this caller ask this? Decided here for every endpoint of the API, before anything else of the request is read. */
import type { Role } from '@throughline/protocol';
import type { Request } from 'express';
import type { Access } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import type { Caller, CallerOf } from './caller.ts';

export type Admitted = { caller: Caller | undefined; site: string | undefined };

/** Throws a refusal: not_logged_in, unknown_token, foreign_origin, forbidden, or not_found for another's site. */
export type Guard = (request: Request, access: Access) => Promise<Admitted>;

export type GuardOptions = {
  store: Pick<Store, 'roleIn'>;
  callerOf: CallerOf;
  /** The origin people use, when a proxy in front changes the Host header. */
  publicOrigin?: string;
};

const ranks: Record<Role, number> = { viewer: 1, editor: 2, owner: 3 };

export function createGuard({ store, callerOf, publicOrigin }: GuardOptions): Guard {
  return async (request, access) => {
    const caller = await callerOf(request);
    // Browsers send the cookie by themselves, and never a token.
    if (isWrite(request) && caller?.kind !== 'token') refuseForeignOrigin(request, publicOrigin);
    if (access === 'anyone') return { caller, site: undefined };

    if (!caller)
      throw new Refusal('not_logged_in', 'Log in with POST /api/v1/session, or send an API token.');
    if (access === 'user' || access === 'admin') {
      if (access === 'admin') proveAdmin(caller);
      return { caller, site: undefined };
    }
    const site = String(request.params.site);
    await proveRole(store, caller, site, access);
    return { caller, site };
  };
}

function isWrite({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function proveAdmin(caller: Caller): void {
  const isAdmin = caller.kind === 'user' && caller.user.isAdmin;
  if (!isAdmin) throw new Refusal('forbidden', 'Only an administrator of this installation may do this.');
}

async function proveRole(
  store: GuardOptions['store'],
  caller: Caller,
  site: string,
  needed: Role,
): Promise<void> {
  const tokenRole = caller.kind === 'token' && caller.site === site ? caller.role : undefined;
  const role = caller.kind === 'user' ? await store.roleIn(site, caller.user.id) : tokenRole;
  // Another's site and none at all look the same.
  if (!role) throw new Refusal('not_found', 'There is no such site, or you have no role in it.');
  if (ranks[role] < ranks[needed])
    throw new Refusal('forbidden', `This needs the role ${needed}; yours is ${role}.`);
}

/** SameSite=Lax keeps the cookie from foreign forms; this also refuses what a page of a sibling host sends. */
function refuseForeignOrigin(request: Request, publicOrigin: string | undefined): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign = origin
    ? origin !== publicOrigin && (!URL.canParse(origin) || new URL(origin).host !== host)
    : site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeign)
    throw new Refusal('foreign_origin', 'Send it from a page of this server, or with an API token.');
}
