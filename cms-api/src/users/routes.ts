/** Users and roles over HTTP. Nobody hands out more than they have. */
import { z } from 'zod';
import { hashPassword } from '../auth/password.ts';
import type { Permission } from '../auth/permissions.ts';
import { can, type Principal } from '../auth/principal.ts';
import type { Db } from '../db/sql.ts';
import { actorOf, mustBe } from '../http/call.ts';
import { cursorParameter, formatCursor, parseCursor } from '../http/cursor.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { changedMeanwhile, versionOf } from '../http/etag.ts';
import { notFound, Refusal } from '../http/problem.ts';
import { createRole, deleteRole, listRoles, readRole, readRoleById, updateRole } from './roles.ts';
import { NewRole, NewUser, Role, RoleChange, User, UserChange } from './schema.ts';
import { createUser, deleteUser, listUsers, readUser, updateUser } from './store.ts';

const byId = z.object({ id: z.uuid() });

export const userEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/users',
    access: 'users.manage',
    tag: 'users',
    summary: 'List users by e-mail',
    query: z.strictObject({
      cursor: cursorParameter,
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    answers: { 200: z.object({ users: z.array(User), next: z.string().nullable() }) },
    async handle({ db, query: { cursor, limit } }) {
      const after = cursor === undefined ? '' : (parseCursor(cursor, 1)[0] ?? '');
      const found = await listUsers(db, after, limit + 1);
      const users = found.slice(0, limit);
      const last = users.at(-1);
      const next = found.length > limit && last ? formatCursor([last.email]) : null;
      return { status: 200, body: { users, next } };
    },
  }),
  endpoint({
    method: 'post',
    path: '/users',
    access: 'users.manage',
    tag: 'users',
    summary: 'Create a user',
    body: NewUser,
    answers: { 201: User },
    isRepeatable: false,
    async handle(call) {
      const { email, name, password, role } = call.body;
      const roleId = await assignable(call.db, mustBe(call.principal), role);
      const passwordHash = await hashPassword(password);
      const user = await createUser(call.db, { email, name, passwordHash, roleId }, actorOf(call));
      if (!user) throw new Refusal('conflict', 'A user with this e-mail exists.', 'email');
      return { status: 201, body: user, headers: { ETag: `"${user.version}"` } };
    },
  }),
  endpoint({
    method: 'get',
    path: '/users/{id}',
    access: 'users.manage',
    tag: 'users',
    summary: 'Read a user',
    params: byId,
    answers: { 200: User },
    async handle({ db, params }) {
      const user = await readUser(db, params.id);
      if (!user) throw notFound('user');
      return { status: 200, body: user, headers: { ETag: `"${user.version}"` } };
    },
  }),
  endpoint({
    method: 'patch',
    path: '/users/{id}',
    access: 'users.manage',
    tag: 'users',
    summary: 'Change a user',
    description:
      'A new password ends all sessions of the user; a suspension or another role holds from the next request on.',
    params: byId,
    body: UserChange,
    answers: { 200: User },
    isGuarded: true,
    async handle(call) {
      const { db, params, body, headers } = call;
      const me = mustBe(call.principal);
      const { password, role, ...rest } = body;
      if (params.id === me.userId && (role !== undefined || body.isSuspended)) {
        throw new Refusal('forbidden', 'Somebody else has to take your own role from you.');
      }
      const user = await treatable(db, me, params.id);
      const roleId = role === undefined ? undefined : await assignable(db, me, role);
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      const update = { ...rest, roleId, passwordHash };
      const updated = await updateUser(db, user.id, update, versionOf(headers['if-match']), actorOf(call));
      if (!updated) throw notFound('user');
      if (!updated.user) throw changedMeanwhile(updated.foundVersion);
      return { status: 200, body: updated.user, headers: { ETag: `"${updated.user.version}"` } };
    },
  }),
  endpoint({
    method: 'delete',
    path: '/users/{id}',
    access: 'users.manage',
    tag: 'users',
    summary: 'Delete a user; what they wrote stays',
    params: byId,
    answers: { 204: null },
    async handle(call) {
      const me = mustBe(call.principal);
      if (call.params.id === me.userId) throw new Refusal('forbidden', 'Somebody else has to delete you.');
      await treatable(call.db, me, call.params.id);
      if (!(await deleteUser(call.db, call.params.id, actorOf(call)))) throw notFound('user');
      return { status: 204 };
    },
  }),
];

export const roleEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/roles',
    access: 'user',
    tag: 'users',
    summary: 'List roles and their permissions',
    answers: { 200: z.object({ roles: z.array(Role) }) },
    async handle({ db }) {
      return { status: 200, body: { roles: await listRoles(db) } };
    },
  }),
  endpoint({
    method: 'post',
    path: '/roles',
    access: 'roles.manage',
    tag: 'users',
    summary: 'Create a role',
    body: NewRole,
    answers: { 201: Role },
    async handle(call) {
      refuseMore(mustBe(call.principal), call.body.permissions);
      const role = await createRole(call.db, call.body, actorOf(call));
      if (!role) throw new Refusal('conflict', 'A role of this name exists.', 'name');
      return { status: 201, body: role };
    },
  }),
  endpoint({
    method: 'put',
    path: '/roles/{id}',
    access: 'roles.manage',
    tag: 'users',
    summary: 'Change what a role may do',
    params: byId,
    body: RoleChange,
    answers: { 200: Role },
    async handle(call) {
      const role = await changeable(call.db, mustBe(call.principal), call.params.id);
      refuseMore(mustBe(call.principal), call.body.permissions);
      const updated = await updateRole(call.db, role.id, call.body.permissions, actorOf(call));
      if (!updated) throw notFound('role');
      return { status: 200, body: updated };
    },
  }),
  endpoint({
    method: 'delete',
    path: '/roles/{id}',
    access: 'roles.manage',
    tag: 'users',
    summary: 'Delete a role that nobody has',
    params: byId,
    answers: { 204: null },
    async handle(call) {
      const role = await changeable(call.db, mustBe(call.principal), call.params.id);
      if (!(await deleteRole(call.db, role.id, actorOf(call)))) {
        throw new Refusal(
          'conflict',
          `Somebody still has the role ${role.name}: give them another one first.`,
        );
      }
      return { status: 204 };
    },
  }),
];

async function assignable(db: Db, me: Principal, name: string): Promise<string> {
  const role = await readRole(db, name);
  if (!role) throw new Refusal('invalid_body', `There is no role "${name}".`, 'role');
  refuseMore(me, role.permissions);
  return role.id;
}

/** A user whose role one could fill oneself: else a password reset would be a way up. */
async function treatable(db: Db, me: Principal, id: string): Promise<User> {
  const user = await readUser(db, id);
  if (!user) throw notFound('user');
  const role = await readRole(db, user.role);
  refuseMore(me, role?.permissions ?? []);
  return user;
}

async function changeable(db: Db, me: Principal, id: string): Promise<Role> {
  const role = await readRoleById(db, id);
  if (!role) throw notFound('role');
  if (role.isBuiltIn)
    throw new Refusal('conflict', `The role ${role.name} is built in. Create one of your own.`);
  refuseMore(me, role.permissions);
  return role;
}

function refuseMore(me: Principal, permissions: readonly Permission[]): void {
  const missing = permissions.find((permission) => !can(me, permission));
  if (missing) throw new Refusal('forbidden', `You do not have ${missing} yourself.`);
}
