/** What somebody may do. A role is a list of these; an API token has some of its owner's. */
import { z } from 'zod';

export const permissions = {
  'content.create': 'Write new entries',
  'content.update': 'Change entries of one’s own',
  'content.delete': 'Delete entries of one’s own',
  'content.others': 'See and treat drafts and entries of others like one’s own',
  'content.publish': 'Publish, schedule and unpublish',
  'content.transfer': 'Export and import everything that is content',
  'media.create': 'Upload files, and change and delete one’s own',
  'types.manage': 'Define content types',
  'webhooks.manage': 'Have changes, drafts included, posted to other servers',
  'users.manage': 'Invite, change and suspend users, with roles one could fill oneself',
  'roles.manage': 'Define roles out of permissions one has',
  'audit.read': 'Read the audit log',
  'admin.metrics': 'See the performance figures of this server',
} as const;

export const Permission = z
  .enum(Object.keys(permissions) as [keyof typeof permissions])
  .meta({ id: 'Permission' });
export type Permission = keyof typeof permissions;

/** The roles that are there from the start. `admin` cannot be changed. */
export const builtInRoles: Record<string, Permission[]> = {
  admin: Object.keys(permissions) as Permission[],
  editor: [
    'content.create',
    'content.update',
    'content.delete',
    'content.others',
    'content.publish',
    'media.create',
  ],
  author: ['content.create', 'content.update', 'content.delete', 'media.create'],
  reader: [],
};
