/** People and roles as the API takes and tells them. A password goes in and never comes out. */
import { z } from 'zod';
import { Password } from '../auth/password.ts';
import { Permission } from '../auth/permissions.ts';
import { Text } from '../content-types/text.ts';

export const Email = Text.trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@"<>()\\,;:]+@[^\s@"<>()\\,;:]+$/, 'must be an e-mail address');

const RoleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, 'must begin with a lower-case letter; letters, digits and - may follow');

export const User = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.string(),
    isSuspended: z.boolean(),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const NewUser = z.strictObject({
  email: Email,
  name: Text.min(1).max(100),
  password: Password,
  role: RoleName,
});
export type NewUser = z.infer<typeof NewUser>;

export const UserChange = z.strictObject({
  name: Text.min(1).max(100).optional(),
  password: Password.optional(),
  role: RoleName.optional(),
  isSuspended: z.boolean().optional(),
});
export type UserChange = z.infer<typeof UserChange>;

export const Role = z
  .object({ id: z.uuid(), name: z.string(), permissions: z.array(Permission), isBuiltIn: z.boolean() })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

export const NewRole = z.strictObject({ name: RoleName, permissions: z.array(Permission).max(50) });
export type NewRole = z.infer<typeof NewRole>;
export const RoleChange = z.strictObject({ permissions: z.array(Permission).max(50) });
