/** The browser SDK without attribution and resources: six vitals, navigation, ids, marks and sending. */

import { createClient } from './client.ts';
import { collectCls } from './collect/cls.ts';
import { collectFcp } from './collect/fcp.ts';
import { collectFid } from './collect/fid.ts';
import { collectInp } from './collect/inp.ts';
import { collectLcp } from './collect/lcp.ts';
import { collectNavigation } from './collect/navigation.ts';
import { collectTtfb } from './collect/ttfb.ts';
import { collectUserTiming } from './collect/user-timing.ts';

export type { Client, ReportedMetric } from './api.ts';
export type { StartOptions } from './options.ts';
export type * from './view-body.ts';

export const { start, mark, measure, flush, stop, setRoute, setConsent, reportWebVitals } =
  /* @__PURE__ */ createClient([
    collectTtfb,
    collectFcp,
    collectLcp,
    collectCls,
    collectInp,
    collectFid,
    collectNavigation,
    collectUserTiming,
  ]);
