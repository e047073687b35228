/** A worker thread that is started again when it dies, and asked to end before it is made to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Logger } from 'pino';

/** What every such thread understands beside its own messages: let go of everything and end. */
export type Stop = { type: 'stop' };

export type Thread<ToWorker> = {
  tell(message: ToWorker): void;
  /** Waits up to five seconds for it to end by itself. */
  stop(): Promise<void>;
};

export type ThreadOptions<FromWorker> = {
  /** For the log: `drain`. */
  name: string;
  file: URL;
  /** Handed to each start. */
  data: unknown;
  resourceLimits: ResourceLimits;
  onMessage: (message: FromWorker) => void;
  /** Told after each start but the first. */
  onRestart?: () => void;
  log: Logger;
};

const restartAfterMs = 1_000;
const endsWithinMs = 5_000;

export function keepThread<ToWorker, FromWorker>(options: ThreadOptions<FromWorker>): Thread<ToWorker> {
  const { name, file, data, resourceLimits, onMessage, onRestart, log } = options;
  let isStopping = false;

  const start = (): Worker => {
    const started = new Worker(file, { workerData: data, resourceLimits });
    started.on('message', onMessage);
    started.on('error', (error) =>
      log.error({ err: error, thread: name }, 'a thread died and is started again'),
    );
    started.once('exit', () => {
      if (isStopping) return;
      setTimeout(() => {
        if (isStopping) return;
        worker = start();
        onRestart?.();
      }, restartAfterMs);
    });
    return started;
  };
  let worker = start();

  return {
    tell: (message) => worker.postMessage(message),
    stop: async () => {
      isStopping = true;
      const exited = new Promise((done) => worker.once('exit', done));
      worker.postMessage({ type: 'stop' } satisfies Stop);
      await Promise.race([exited, sleep(endsWithinMs, undefined, { ref: false })]);
      await worker.terminate();
    },
  };
}
