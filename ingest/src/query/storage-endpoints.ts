/** How much room everything takes, how long that lasts, and how a visit is forgotten. */
import { statfs } from 'node:fs/promises';
import { StorageAnswer } from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/store.ts';

type StorageOptions = {
  store: Store;
  /** A folder on the disk that the database writes to; absent when it is another machine's. */
  dataDir?: string;
};

export function createStorageEndpoints({ store, dataDir }: StorageOptions): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/storage',
      summary: 'Bytes per view, growth per day and days of headroom',
      access: 'user',
      answer: StorageAnswer,
      handle: async () => {
        const figures = await store.storage();
        const { bytesPerView = 0, bytesPerViewDetail = 0, rollupBytesPerView = 0, viewsPerDay } = figures;
        const growthBytesPerDay = viewsPerDay * (bytesPerView + bytesPerViewDetail + rollupBytesPerView);
        const freeBytes = dataDir === undefined ? undefined : await freeBytesOf(dataDir);
        return {
          ...figures,
          growthBytesPerDay,
          ...(freeBytes !== undefined && { freeBytes }),
          ...(freeBytes !== undefined &&
            growthBytesPerDay > 0 && { headroomDays: freeBytes / growthBytesPerDay }),
        };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site/visits/:visit',
      summary: 'Forget a visit: its views are deleted, and the rollups they were counted in are made anew',
      access: 'owner',
      params: z.object({ visit: z.uuid() }),
      answer: z.object({ views: z.number().int() }),
      handle: async ({ site, params }) => ({ views: await store.eraseVisit(site, params.visit) }),
    }),
  ];
}

async function freeBytesOf(dir: string): Promise<number | undefined> {
  const disk = await statfs(dir).catch(() => undefined);
  return disk && disk.bavail * disk.bsize;
}
