/** The part of the store that holds what people set up: sites, keys, tokens, members. */
import type {
  ApiTokenRow,
  MemberRow,
  NewSite,
  Role,
  Scope,
  ServiceTokenRow,
  SiteChanges,
  SiteSettings,
} from '@throughline/protocol';

/** A program's way in, to one site. */
export type ApiToken = { id: string; site: string; role: Role };

export interface SettingsStore {
  /** @returns False when the id is taken, or belonged to a site that is being erased. */
  createSite(site: NewSite & { writeKey: string }, ownerId: string): Promise<boolean>;
  siteSettings(site: string): Promise<SiteSettings | undefined>;
  changeSite(site: string, changes: SiteChanges): Promise<void>;
  /** Ends its keys, tokens and roles at once; what it has stored is erased by the next job. */
  deleteSite(site: string): Promise<void>;
  /** Erases, bit by bit, what deleted sites have left. Throws when the term is over. */
  eraseDeletedSites(term: number): Promise<void>;
  /** The key before stays valid until then. */
  rotateKey(site: string, writeKey: string, oldValidUntilMs: number): Promise<void>;
  /** @returns False when there is no such old key. */
  endOldKey(site: string, key: string): Promise<boolean>;

  serviceTokensOf(site: string): Promise<ServiceTokenRow[]>;
  addServiceToken(token: { site: string; service: string; tokenHash: string }): Promise<ServiceTokenRow>;
  deleteServiceToken(site: string, id: string): Promise<boolean>;

  apiTokensOf(site: string): Promise<ApiTokenRow[]>;
  addApiToken(token: { site: string; name: string; scope: Scope; tokenHash: string }): Promise<ApiTokenRow>;
  deleteApiToken(site: string, id: string): Promise<boolean>;
  apiTokenByHash(tokenHash: string): Promise<ApiToken | undefined>;

  membersOf(site: string): Promise<MemberRow[]>;
  roleIn(site: string, userId: string): Promise<Role | undefined>;
  /** Makes the user with `passwordHash` if there is none with this address. */
  addMember(
    site: string,
    member: { email: string; role: Role; passwordHash: string },
  ): Promise<{ member: MemberRow; isNewUser: boolean }>;
  /** @param role Undefined takes the role away. @returns What stood in the way. */
  changeMember(site: string, userId: string, role: Role | undefined): Promise<MemberChange>;
  /** Sets a password and ends the user's sessions. */
  changePassword(userId: string, passwordHash: string): Promise<void>;
}

export type MemberChange = 'done' | 'no_member' | 'last_owner';
