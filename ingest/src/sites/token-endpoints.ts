/** Tokens of a site: for services that report, and for programs that use this API. Each is shown once. */
import { randomBytes } from 'node:crypto';
import {
  ApiTokenList,
  MadeApiToken,
  MadeServiceToken,
  NewApiToken,
  NewServiceToken,
  ServiceTokenList,
} from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { hashToken } from './directory.ts';
import type { SiteOptions } from './endpoints.ts';

const TokenId = z.object({ id: z.uuid() });

export function createTokenEndpoints({ store, refreshDirectory }: SiteOptions): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/service-tokens',
      summary: 'Report tokens of services',
      access: 'owner',
      answer: ServiceTokenList,
      handle: async ({ site }) => ({ tokens: await store.serviceTokensOf(site) }),
    }),
    endpoint({
      method: 'post',
      path: '/sites/:site/service-tokens',
      summary: 'Make a report token for a service; older ones stay valid until they are revoked',
      access: 'owner',
      status: 201,
      body: NewServiceToken,
      answer: MadeServiceToken,
      handle: async ({ site, body }) => {
        const token = newToken('ts');
        const made = await store.addServiceToken({ site, ...body, tokenHash: hashToken(token) });
        await refreshDirectory();
        return { ...made, token };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site/service-tokens/:id',
      summary: 'Revoke a report token',
      access: 'owner',
      params: TokenId,
      answer: null,
      handle: async ({ site, params }) => {
        if (!(await store.deleteServiceToken(site, params.id))) throw noSuchToken();
        await refreshDirectory();
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/api-tokens',
      summary: 'API tokens',
      access: 'owner',
      answer: ApiTokenList,
      handle: async ({ site }) => ({ tokens: await store.apiTokensOf(site) }),
    }),
    endpoint({
      method: 'post',
      path: '/sites/:site/api-tokens',
      summary: 'Make an API token of scope read, write or admin',
      access: 'owner',
      status: 201,
      body: NewApiToken,
      answer: MadeApiToken,
      handle: async ({ site, body }) => {
        const token = newToken('tl');
        return { ...(await store.addApiToken({ site, ...body, tokenHash: hashToken(token) })), token };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site/api-tokens/:id',
      summary: 'Revoke an API token',
      access: 'owner',
      params: TokenId,
      answer: null,
      handle: async ({ site, params }) => {
        if (!(await store.deleteApiToken(site, params.id))) throw noSuchToken();
      },
    }),
  ];
}

/** 256 random bits: guessing is hopeless, so a fast hash keeps it as well as a slow one. */
function newToken(prefix: 'ts' | 'tl'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

function noSuchToken(): Refusal {
  return new Refusal('not_found', 'There is no such token. It may have been revoked before.');
}
