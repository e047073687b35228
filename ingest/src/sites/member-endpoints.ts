/** Who has which role in a site. */
import { MadeMember, MemberChanges, MemberList, MemberRow, NewMember } from '@throughline/protocol';
import { z } from 'zod';
import { generatePassword, hashPassword } from '../auth/password.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import type { MemberChange } from '../store/settings.ts';
import type { Store } from '../store/store.ts';

const MemberId = z.object({ id: z.uuid() });

export function createMemberEndpoints(store: Store): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/members',
      summary: 'People and their roles',
      access: 'owner',
      answer: MemberList,
      handle: async ({ site }) => ({ members: await store.membersOf(site) }),
    }),
    endpoint({
      method: 'post',
      path: '/sites/:site/members',
      summary: 'Give somebody a role; a new user gets a password that is shown once',
      access: 'owner',
      status: 201,
      body: NewMember,
      answer: MadeMember,
      handle: async ({ site, body }) => {
        const password = generatePassword();
        const { member, isNewUser } = await store.addMember(site, {
          ...body,
          passwordHash: await hashPassword(password),
        });
        return { ...member, password: isNewUser ? password : null };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/sites/:site/members/:id',
      summary: 'Change a role',
      access: 'owner',
      params: MemberId,
      body: MemberChanges,
      answer: MemberRow,
      handle: async ({ site, params, body }) => {
        refuse(await store.changeMember(site, params.id, body.role));
        const member = (await store.membersOf(site)).find(({ id }) => id === params.id);
        if (!member) throw noSuchMember();
        return member;
      },
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site/members/:id',
      summary: 'Take a role away',
      access: 'owner',
      params: MemberId,
      answer: null,
      handle: async ({ site, params }) => refuse(await store.changeMember(site, params.id, undefined)),
    }),
  ];
}

function refuse(change: MemberChange): void {
  if (change === 'no_member') throw noSuchMember();
  if (change === 'last_owner')
    throw new Refusal('conflict', 'A site needs an owner: make somebody else one first.');
}

function noSuchMember(): Refusal {
  return new Refusal('not_found', 'Nobody with this id has a role in this site.');
}
