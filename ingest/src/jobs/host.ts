/** Runs the scheduled jobs in a thread of their own: a rollup of a busy hour must not hold up the door. */
import type { Logger } from 'pino';
import { keepThread } from '../thread.ts';
import type { FromJobs, JobSettings } from './messages.ts';

/** Rollups read in batches, so that this is plenty. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

export function startJobs(settings: JobSettings, log: Logger): { stop(): Promise<void> } {
  return keepThread<never, FromJobs>({
    name: 'jobs',
    file: new URL('./worker.js', import.meta.url),
    data: settings,
    resourceLimits,
    log,
    onMessage: (message) => {
      const { reason } = message;
      if (message.type === 'failed') log.warn({ reason, job: message.job }, 'a job failed; it runs again');
      else log.warn({ reason }, 'a budget could not be measured');
    },
  });
}
