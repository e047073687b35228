/** What people set up through the API: sites, their keys, tokens, members and route rules. */
import { z } from 'zod';
import { limits } from './limits.ts';
import { SiteRow } from './query.ts';

const Name = z.string().trim().min(1).max(limits.nameLength);
const Moment = z.iso.datetime();
export const Role = SiteRow.shape.role;
export type Role = z.infer<typeof Role>;

/** `https://example.org`, exactly as browsers send it in Origin. */
const Origin = z
  .string()
  .max(300)
  .refine(
    (text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text,
    'Write scheme and host only, as in https://example.org.',
  );
const Origins = z.array(Origin).max(100);
const SiteId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Use lower-case letters, digits and hyphens, at most 63.');

export const SiteList = z.object({ sites: z.array(SiteRow) });
export type SiteList = z.infer<typeof SiteList>;

export const NewSite = z.strictObject({ id: SiteId, name: Name, origins: Origins.default([]) });
export type NewSite = z.infer<typeof NewSite>;

export const SiteChanges = z.strictObject({
  name: Name.optional(),
  /** Empty: any origin is taken. */
  origins: Origins.optional(),
  /** Whether automated browsers count in every answer. */
  countsBots: z.boolean().optional(),
});
export type SiteChanges = z.infer<typeof SiteChanges>;

export const SiteSettings = z.object({
  id: z.string(),
  name: z.string(),
  /** Public: it only lets a browser write, and is printed in every page. */
  writeKey: z.string(),
  /** Replaced keys that are still taken. */
  oldKeys: z.array(z.object({ key: z.string(), validUntil: Moment })),
  origins: z.array(z.string()),
  countsBots: z.boolean(),
  createdAt: Moment,
});
export type SiteSettings = z.infer<typeof SiteSettings>;

/** How long the key before stays valid, in days; 0 ends it at once. */
export const KeyRotation = z.strictObject({ oldValidDays: z.number().min(0).max(400).default(30) });
export type KeyRotation = z.infer<typeof KeyRotation>;

export const ServiceTokenRow = z.object({ id: z.string(), service: z.string(), createdAt: Moment });
export type ServiceTokenRow = z.infer<typeof ServiceTokenRow>;
export const ServiceTokenList = z.object({ tokens: z.array(ServiceTokenRow) });
export type ServiceTokenList = z.infer<typeof ServiceTokenList>;
export const NewServiceToken = z.strictObject({ service: Name });
/** `token` is shown here and never again. */
export const MadeServiceToken = ServiceTokenRow.extend({ token: z.string() });
export type MadeServiceToken = z.infer<typeof MadeServiceToken>;

/** What an API token may do: `read` is a viewer, `write` an editor, `admin` an owner of its one site. */
export const Scope = z.enum(['read', 'write', 'admin']);
export type Scope = z.infer<typeof Scope>;
export const ApiTokenRow = z.object({
  id: z.string(),
  name: z.string(),
  scope: Scope,
  createdAt: Moment,
  /** To the hour; null when it was never used. */
  lastUsedAt: Moment.nullable(),
});
export type ApiTokenRow = z.infer<typeof ApiTokenRow>;
export const ApiTokenList = z.object({ tokens: z.array(ApiTokenRow) });
export type ApiTokenList = z.infer<typeof ApiTokenList>;
export const NewApiToken = z.strictObject({ name: Name, scope: Scope });
export type NewApiToken = z.infer<typeof NewApiToken>;
/** `token` is shown here and never again. */
export const MadeApiToken = ApiTokenRow.extend({ token: z.string() });
export type MadeApiToken = z.infer<typeof MadeApiToken>;

export const MemberRow = z.object({ id: z.string(), email: z.string(), role: Role });
export type MemberRow = z.infer<typeof MemberRow>;
export const MemberList = z.object({ members: z.array(MemberRow) });
export type MemberList = z.infer<typeof MemberList>;
export const NewMember = z.strictObject({
  email: z.email().max(254).toLowerCase(),
  role: Role,
});
export type NewMember = z.infer<typeof NewMember>;
/** `password` is shown here and never again; null for somebody who has one already. */
export const MadeMember = MemberRow.extend({ password: z.string().nullable() });
export type MadeMember = z.infer<typeof MadeMember>;
export const MemberChanges = z.strictObject({ role: Role });

export const PasswordChange = z.strictObject({
  current: z.string().max(1_024),
  next: z.string().min(12, 'Use at least 12 characters.').max(1_024),
});

/** Paths that match `pattern` are `route`. `*` stands for one segment, `**` at the end for any rest. */
export const RouteRule = z.strictObject({
  pattern: z.string().min(1).max(limits.routeLength).startsWith('/'),
  route: z.string().min(1).max(limits.routeLength),
});
export type RouteRule = z.infer<typeof RouteRule>;
/** In the order in which they are asked; the first that matches wins. */
export const RouteRules = z.strictObject({ rules: z.array(RouteRule).max(200) });
export type RouteRules = z.infer<typeof RouteRules>;

/** What rules would make of the newest views. */
export const RouteRulesPreview = z.object({
  /** How many views were looked at. */
  views: z.number().int(),
  groups: z.array(
    z.object({
      route: z.string(),
      views: z.number().int(),
      /** Routes that these views have now. */
      routesNow: z.array(z.string()),
      /** A few of their URLs. */
      urls: z.array(z.string()),
    }),
  ),
});
export type RouteRulesPreview = z.infer<typeof RouteRulesPreview>;
