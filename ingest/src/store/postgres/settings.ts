/** The SettingsStore on PostgreSQL. */
import type pg from 'pg';
import type { SettingsStore } from '../settings.ts';
import { eraseDeletedSites } from './erase-sites.ts';
import { addMember, changeMember, changePassword, readMembersOf, readRole } from './members.ts';
import { changeSite, createSite, deleteSite, endOldKey, readSiteSettings, rotateKey } from './sites.ts';
import { transaction } from './sql.ts';
import {
  addApiToken,
  addServiceToken,
  deleteApiToken,
  deleteServiceToken,
  readApiTokenByHash,
  readApiTokensOf,
  readServiceTokensOf,
} from './tokens.ts';

export function createSettingsStore(pool: pg.Pool): SettingsStore {
  return {
    createSite: (site, ownerId) => transaction(pool, (client) => createSite(client, site, ownerId)),
    siteSettings: (site) => readSiteSettings(pool, site),
    changeSite: (site, changes) => changeSite(pool, site, changes),
    deleteSite: (site) => transaction(pool, (client) => deleteSite(client, site)),
    eraseDeletedSites: (term) => eraseDeletedSites(pool, term),
    rotateKey: (site, key, oldValidUntilMs) =>
      transaction(pool, (client) => rotateKey(client, site, key, oldValidUntilMs)),
    endOldKey: (site, key) => endOldKey(pool, site, key),

    serviceTokensOf: (site) => readServiceTokensOf(pool, site),
    addServiceToken: (token) => addServiceToken(pool, token),
    deleteServiceToken: (site, id) => deleteServiceToken(pool, site, id),

    apiTokensOf: (site) => readApiTokensOf(pool, site),
    addApiToken: (token) => addApiToken(pool, token),
    deleteApiToken: (site, id) => deleteApiToken(pool, site, id),
    apiTokenByHash: (tokenHash) => readApiTokenByHash(pool, tokenHash),

    membersOf: (site) => readMembersOf(pool, site),
    roleIn: (site, userId) => readRole(pool, site, userId),
    addMember: (site, member) => transaction(pool, (client) => addMember(client, site, member)),
    changeMember: (site, userId, role) =>
      transaction(pool, (client) => changeMember(client, site, userId, role)),
    changePassword: (userId, passwordHash) => changePassword(pool, userId, passwordHash),
  };
}
