/** The one place that knows that this service is watched. */
import { createMonitor, type Logger, type Monitor } from '@throughline/node';
import type { Config } from './config.ts';

export function createCmsMonitor(config: Config, logger: Logger): Monitor {
  return createMonitor({
    service: 'cms-api',
    endpoint: config.THROUGHLINE_ENDPOINT,
    token: config.THROUGHLINE_TOKEN,
    release: config.RELEASE,
    environment: config.APP_ENV,
    logger,
    // Statements are asked through db/sql.ts; who called that is what one wants to know.
    lookThrough: ['cms-api/src/db/', 'cms-api/dist/db/'],
  });
}
