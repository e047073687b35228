/** The browser SDK, everything in it. */
import { everything } from './everything.ts';

export type { Client, ReportedMetric } from './api.ts';
export type { StartOptions } from './options.ts';
export type * from './view-body.ts';

export const { start, mark, measure, flush, stop, setRoute, setConsent, reportWebVitals } = everything;
