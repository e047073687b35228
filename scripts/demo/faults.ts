/**
 * Faults planted on purpose: `/articles/…?plant=n-plus-one` is the usual page with that one fault, and with the release
 * `planted-n-plus-one`, by which the admin tells it from other views. `nothing` plants nothing. Only with DEMO_FAULTS.
 */
import { drawLandscape, landscape } from '@throughline/cms-api/art/landscape';
import type { Express } from 'express';
import { encodePng } from './art/png.ts';
import { type Html, html } from './html.ts';

/** Those of cms-api, by the names it knows them by. */
const serverFaults = ['slow-statement', 'n-plus-one', 'starved-pool'] as const;
export type ServerFault = (typeof serverFaults)[number];
export type Plant = ServerFault | 'big-picture' | 'blocking-script' | 'layout-shift' | 'nothing';

const plants: readonly string[] = [
  ...serverFaults,
  'big-picture',
  'blocking-script',
  'layout-shift',
  'nothing',
] satisfies Plant[];

export function toPlant(text: unknown): Plant | undefined {
  return typeof text === 'string' && plants.includes(text) ? (text as Plant) : undefined;
}

export function isServerFault(plant: Plant | undefined): plant is ServerFault {
  return serverFaults.some((fault) => fault === plant);
}

/** What the head of a planted page holds besides. */
export function plantedHead(plant: Plant | undefined): Html | undefined {
  if (plant === 'blocking-script') return html`<script src="/assets/planted-search.js"></script>\n`;
  if (plant === 'layout-shift') return html`<script defer src="/assets/planted-notice.js"></script>\n`;
  return undefined;
}

/** The address of the article's picture as it came from the camera: not compressed at all. */
export function bigPicture(): string {
  return '/art/planted/landscape.png';
}

export function provideBigPicture(app: Express): void {
  let drawn: Promise<Buffer> | undefined;

  app.get(bigPicture(), async (_request, response) => {
    drawn ??= drawLandscape(landscape.timesOfDay - 1).then((picture) => encodePng(picture, 0));
    // Loaded anew at each visit, or it would be slow only once.
    response
      .set('Cache-Control', 'no-store')
      .type('png')
      .send(await drawn);
  });
}
