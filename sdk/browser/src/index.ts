/** The browser SDK, everything in it. */
import { createClient } from './client.ts';
import { collectCls } from './collect/cls.ts';
import { collectElements } from './collect/elements.ts';
import { collectFcp } from './collect/fcp.ts';
import { collectFid } from './collect/fid.ts';
import { collectInp } from './collect/inp.ts';
import { collectInteractions } from './collect/interactions.ts';
import { collectLargestPaint } from './collect/largest-paint.ts';
import { collectLongFrames } from './collect/long-frames.ts';
import { collectNavigation } from './collect/navigation.ts';
import { collectResources } from './collect/resources.ts';
import { collectShifts } from './collect/shifts.ts';
import { collectSoftNavigations } from './collect/soft-navigations.ts';
import { collectTargets } from './collect/targets.ts';
import { collectTtfb } from './collect/ttfb.ts';
import { collectUserTiming } from './collect/user-timing.ts';
import { watchAddress } from './page/address.ts';
import { describeDevice } from './page/device.ts';

export type { Client, ReportedMetric } from './client.ts';
export type { StartOptions } from './options.ts';
export type * from './view-body.ts';

export const { start, mark, measure, flush, stop, setRoute, setConsent, reportWebVitals } =
  /* @__PURE__ */ createClient([
    watchAddress,
    () => describeDevice,
    collectTargets,
    collectTtfb,
    collectFcp,
    collectLargestPaint,
    collectCls,
    collectShifts,
    collectInp,
    collectLongFrames,
    collectInteractions,
    collectFid,
    collectSoftNavigations,
    collectNavigation,
    collectResources,
    collectElements,
    collectUserTiming,
  ]);
