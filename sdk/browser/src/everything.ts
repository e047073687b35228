/** The SDK with every source of numbers that it knows. */
// biome-ignore-start assist/source/organizeImports: found by trying; in this order the bundle compresses best
import { describeDevice } from './page/device.ts';
import { collectTargets } from './collect/targets.ts';
import { collectResources } from './collect/resources.ts';
import { watchAddress } from './page/address.ts';
import { collectLargestPaint } from './collect/largest-paint.ts';
import { collectInteractions } from './collect/interactions.ts';
import { collectCls } from './collect/cls.ts';
import { collectTtfb } from './collect/ttfb.ts';
import { collectLongFrames } from './collect/long-frames.ts';
import { collectElements } from './collect/elements.ts';
import { collectFid } from './collect/fid.ts';
import { collectUserTiming } from './collect/user-timing.ts';
import { collectFcp } from './collect/fcp.ts';
import { collectNavigation } from './collect/navigation.ts';
import { collectShifts } from './collect/shifts.ts';
import { collectSoftNavigations } from './collect/soft-navigations.ts';
// biome-ignore-end assist/source/organizeImports: as above
import type { Client } from './api.ts';
import { createClient } from './client.ts';

export const everything: Client = /* @__PURE__ */ createClient([
  watchAddress,
  () => describeDevice,
  collectTargets,
  collectTtfb,
  collectFcp,
  collectLargestPaint,
  collectCls,
  collectShifts,
  collectLongFrames,
  collectInteractions,
  collectFid,
  collectSoftNavigations,
  collectNavigation,
  collectResources,
  collectElements,
  collectUserTiming,
]);
