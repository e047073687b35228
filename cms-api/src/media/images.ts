/** The queues before the image processes: one looks at what is uploaded, one makes sizes, a task at a time. They run while there is work. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Inspected, Made, Reply, Task, Wanted } from './messages.ts';

export type InspectOutcome =
  | { ok: true; inspected: Inspected }
  | { ok: false; because: 'broken' | 'too_many_pixels' | 'too_much'; detail: string };

export type Images = {
  inspect(file: string): Promise<InspectOutcome>;
  /**
   * Resolves when all are made. What the process died of, or cannot make, counts as made and thrown away: it is not tried at
   * every request.
   * @param claim Asked for the sizes to make when it is the picture's turn: the queue may be long, and others make sizes too.
   * @param onMade Called for each.
   */
  vary(
    task: Omit<Task & { what: 'vary' }, 'what' | 'wanted'>,
    claim: () => Promise<Wanted[]>,
    onMade: (made: Made) => Promise<void>,
  ): Promise<void>;
  stop(): void;
};

const inspectLimitMs = 20_000;
/** Longer than that no size is being made. */
export const varyLimitMs = 120_000;
const idleMs = 30_000;

/** @param worker The built worker.js. */
export function startImages(worker: URL): Images {
  // Whoever uploads waits for a look at the file; the sizes of other pictures must not make that long.
  const [looking, making] = [createLane(worker), createLane(worker)];
  let isStopped = false;

  return {
    async inspect(file) {
      const reply = await looking.run(async () => ({ what: 'inspect', file }), inspectLimitMs);
      if (reply?.what === 'inspected') return { ok: true, inspected: reply.inspected };
      if (reply?.what === 'refused') return { ok: false, because: reply.because, detail: reply.detail };
      return { ok: false, because: 'too_much', detail: 'It took too much time or memory.' };
    },
    async vary(task, claim, onMade) {
      const kept: Promise<void>[] = [];
      const left = new Map<string, Wanted>();
      const prepare = async (): Promise<Task | undefined> => {
        const wanted = await claim();
        for (const one of wanted) left.set(`${one.width}.${one.format}`, one);
        return wanted.length === 0 ? undefined : { what: 'vary', ...task, wanted };
      };
      const keep = (made: Made) => {
        left.delete(`${made.width}.${made.format}`);
        const keeping = onMade(made);
        // Heard below, when all are made; Node ends a process in which nobody has heard of a rejection until then.
        keeping.catch(() => {});
        kept.push(keeping);
      };
      await making.run(prepare, varyLimitMs, keep);
      if (!isStopped) for (const one of left.values()) keep({ ...one, bytes: null });
      await Promise.all(kept);
    },
    stop() {
      isStopped = true;
      looking.stop();
      making.stop();
    },
  };
}

type Lane = {
  /**
   * @param prepare Called when it is this task's turn; undefined: there is nothing to do any more.
   * @returns The last reply; undefined when the process died of the task, or ran out of time.
   */
  run(
    prepare: () => Promise<Task | undefined>,
    limitMs: number,
    onMade?: (made: Made) => void,
  ): Promise<Reply | undefined>;
  stop(): void;
};

/** A process and its queue of one. */
function createLane(worker: URL): Lane {
  const queue: (() => void)[] = [];
  let child: ChildProcess | undefined;
  let isBusy = false;
  let isStopped = false;
  let idle: NodeJS.Timeout | undefined;

  function processOf(): ChildProcess {
    clearTimeout(idle);
    if (child) return child;
    // Of the environment it gets nothing: there are secrets in it.
    const started = fork(worker, { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    child = started;
    return started;
  }

  function dismiss(): void {
    child?.kill('SIGKILL');
    child = undefined;
  }

  function next(): void {
    if (isBusy) return;
    const start = queue.shift();
    if (start) {
      isBusy = true;
      start();
      return;
    }
    if (child) idle = setTimeout(dismiss, idleMs).unref();
  }

  function perform(task: Task, limitMs: number, onMade: (made: Made) => void): Promise<Reply | undefined> {
    return new Promise((done) => {
      const running = processOf();
      const end = (last: Reply | undefined) => {
        clearTimeout(limit);
        running.off('message', listen).off('exit', die).off('error', die);
        done(last);
      };
      // Both ends of the channel are this service's own.
      const listen = (message: unknown) => {
        const reply = message as Reply;
        if (reply.what === 'made') onMade(reply.made);
        else end(reply);
      };
      const die = () => {
        dismiss();
        end(undefined);
      };
      const limit = setTimeout(die, limitMs);
      running.on('message', listen).once('exit', die).once('error', die);
      running.send(task, (error) => error && die());
    });
  }

  return {
    async run(prepare, limitMs, onMade = () => {}) {
      await new Promise<void>((turn) => {
        queue.push(turn);
        next();
      });
      try {
        const task = isStopped ? undefined : await prepare();
        return task && !isStopped ? await perform(task, limitMs, onMade) : undefined;
      } finally {
        isBusy = false;
        next();
      }
    },
    stop() {
      isStopped = true;
      clearTimeout(idle);
      dismiss();
    },
  };
}
