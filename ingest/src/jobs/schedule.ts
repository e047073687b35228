/** What runs by the clock, in the leading process alone. The only file that knows node-cron. */
import cron from 'node-cron';
import type { Leader } from './leader.ts';

export type Job = {
  name: string;
  /** Five fields, or six with seconds first, in UTC. */
  when: string;
  /** @param term Handed to the store with each write: an older leader's is refused. */
  run: (term: number) => Promise<void>;
};

export type Schedule = { stop(): Promise<void> };

export function startSchedule(
  jobs: Job[],
  leader: Pick<Leader, 'term'>,
  onFailure: (job: string, error: unknown) => void,
): Schedule {
  const tasks = jobs.map(({ name, when, run }) =>
    cron.schedule(
      when,
      async () => {
        const term = leader.term();
        if (term === undefined) return;
        await run(term).catch((error: unknown) => onFailure(name, error));
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
