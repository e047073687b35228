/** What runs by the clock. The only file that knows node-cron. */
import cron from 'node-cron';
import type { Logger } from 'pino';

export type Job = {
  name: string;
  /** Five fields, in UTC. */
  when: string;
  run: () => Promise<void>;
};

export type Jobs = { stop(): Promise<void> };

/** Several processes may run the same job: each is written so that the second finds nothing to do. */
export function startJobs(jobs: Job[], log: Logger): Jobs {
  const tasks = jobs.map(({ name, when, run }) =>
    cron.schedule(
      when,
      async () => {
        await run().catch((error: unknown) =>
          log.warn({ err: error, job: name }, 'a job failed; it runs again'),
        );
      },
      { name, timezone: 'Etc/UTC', noOverlap: true },
    ),
  );
  return {
    stop: async () => {
      for (const task of tasks) await task.destroy();
    },
  };
}
