/** Who is asking, as the database knows it at this moment: a log-out or a change of role bites on the next request. */
import type { Permission } from './permissions.ts';

export type Principal = {
  userId: string;
  /** E-mail of the user. */
  name: string;
  via: 'session' | 'token';
  /** Id of the session or of the API token. */
  viaId: string;
  permissions: ReadonlySet<Permission>;
};

export function can(principal: Principal | undefined, permission: Permission): boolean {
  return principal?.permissions.has(permission) ?? false;
}
