/** The one place that knows that this service is watched. */
import { createMonitor, type Monitor } from '@throughline/node';
import type { Config } from './config.ts';

export function createCmsMonitor(config: Config): Monitor {
  return createMonitor({
    service: 'cms-api',
    endpoint: config.THROUGHLINE_ENDPOINT,
    token: config.THROUGHLINE_TOKEN,
    release: config.RELEASE,
    environment: config.APP_ENV,
  });
}
