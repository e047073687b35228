/**
 * Splits a request's wall-clock time into parts that add up to the whole. At any moment the time belongs to
 * the first of these that is in flight: database, cache, another service; else to the server's own work.
 * It keeps running sums, not intervals: a request with 10,000 statements costs no more memory than one with two.
 */

/** What another instrumented server said of itself in its Server-Timing header. */
export type CalleeParts = {
  totalMs: number;
  appMs: number;
  sqlMs: number;
  sqlCount: number;
  cacheMs: number;
};

export type Parts = {
  totalMs: number;
  appMs: number;
  sqlMs: number;
  sqlCount: number;
  cacheMs: number;
  upstreamMs: number;
};

/** `own`: all waiting for other services is `upstreamMs`. `folded`: explained waiting is told as the callees' own parts. */
export type Split = { own: Parts; folded: Parts };

/** One call to another service, from its start until its answer has arrived whole. */
export type Call = { startMs: number; parts?: CalleeParts };

type Explained = { appMs: number; sqlMs: number; cacheMs: number };

type Calls = {
  readonly inFlight: Set<Call>;
  sqlCount: number;
  explained: Explained;
  /** Calls that overlap form a group; their parts are scaled to the wall-clock time of the group. */
  group: Explained & { wallMs: number; callMs: number };
};

export class TimeSplit {
  readonly #startMs: number;
  #lastMs: number;
  #statementsInFlight = 0;
  #cachesInFlight = 0;
  #sqlMs = 0;
  #cacheMs = 0;
  #upstreamMs = 0;
  #sqlCount = 0;
  /** Made by the first call: most requests make none. */
  #calls: Calls | undefined;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#lastMs = startMs;
  }

  get sqlCount(): number {
    return this.#sqlCount;
  }

  /** Waiting for a connection counts as database time too: it is no work of the server's own. */
  startDatabase(nowMs: number): void {
    this.#advance(nowMs);
    this.#statementsInFlight++;
  }

  /** @param statements 1 after a statement, 0 after waiting for a connection. */
  endDatabase(nowMs: number, statements: 0 | 1): void {
    this.#advance(nowMs);
    this.#statementsInFlight--;
    this.#sqlCount += statements;
  }

  startCache(nowMs: number): void {
    this.#advance(nowMs);
    this.#cachesInFlight++;
  }

  endCache(nowMs: number): void {
    this.#advance(nowMs);
    this.#cachesInFlight--;
  }

  startCall(nowMs: number): Call {
    this.#advance(nowMs);
    const call = { startMs: nowMs };
    this.#calls ??= {
      inFlight: new Set(),
      sqlCount: 0,
      explained: { appMs: 0, sqlMs: 0, cacheMs: 0 },
      group: emptyGroup(),
    };
    this.#calls.inFlight.add(call);
    return call;
  }

  endCall(call: Call, nowMs: number): void {
    this.#advance(nowMs);
    const calls = this.#calls;
    if (!calls?.inFlight.delete(call)) return;
    calls.sqlCount += call.parts?.sqlCount ?? 0;
    addCall(calls.group, call, nowMs);
    if (calls.inFlight.size > 0) return;

    addScaled(calls.explained, calls.group);
    calls.group = emptyGroup();
  }

  /** The split so far. What is in flight is taken to end now; nothing is closed by reading. */
  read(nowMs: number): Split {
    this.#advance(nowMs);
    const totalMs = Math.max(0, nowMs - this.#startMs);
    const own: Parts = {
      totalMs,
      appMs: Math.max(0, totalMs - this.#sqlMs - this.#cacheMs - this.#upstreamMs),
      sqlMs: this.#sqlMs,
      sqlCount: this.#sqlCount,
      cacheMs: this.#cacheMs,
      upstreamMs: this.#upstreamMs,
    };
    if (!this.#calls || this.#upstreamMs === 0) return { own, folded: own };

    return { own, folded: fold(own, this.#calls, nowMs) };
  }

  #advance(nowMs: number): void {
    const elapsedMs = nowMs - this.#lastMs;
    if (!(elapsedMs > 0)) return;
    this.#lastMs = nowMs;

    if (this.#statementsInFlight > 0) this.#sqlMs += elapsedMs;
    else if (this.#cachesInFlight > 0) this.#cacheMs += elapsedMs;
    else if (this.#calls && this.#calls.inFlight.size > 0) {
      this.#upstreamMs += elapsedMs;
      this.#calls.group.wallMs += elapsedMs;
    }
  }
}

function fold(own: Parts, calls: Calls, nowMs: number): Parts {
  const explained = { ...calls.explained };
  const group = { ...calls.group };
  let sqlCount = own.sqlCount + calls.sqlCount;
  for (const call of calls.inFlight) {
    addCall(group, call, nowMs);
    sqlCount += call.parts?.sqlCount ?? 0;
  }
  addScaled(explained, group);

  const { appMs, sqlMs, cacheMs } = explained;
  return {
    totalMs: own.totalMs,
    appMs: own.appMs + appMs,
    sqlMs: own.sqlMs + sqlMs,
    sqlCount,
    cacheMs: own.cacheMs + cacheMs,
    upstreamMs: Math.max(0, own.upstreamMs - appMs - sqlMs - cacheMs),
  };
}

function emptyGroup(): Explained & { wallMs: number; callMs: number } {
  return { appMs: 0, sqlMs: 0, cacheMs: 0, wallMs: 0, callMs: 0 };
}

function addCall(group: ReturnType<typeof emptyGroup>, call: Call, nowMs: number): void {
  const callMs = nowMs - call.startMs;
  group.callMs += callMs;
  if (!call.parts || call.parts.totalMs <= 0) return;

  // A callee cannot have worked longer than we waited for it; its clock or its sums may still say so.
  const { totalMs, appMs, sqlMs, cacheMs } = call.parts;
  const ratio = Math.min(1, callMs / Math.max(totalMs, appMs + sqlMs + cacheMs));
  group.appMs += appMs * ratio;
  group.sqlMs += sqlMs * ratio;
  group.cacheMs += cacheMs * ratio;
}

/** Concurrent calls waited for together take the time once: scale their sum to the time that really passed. */
function addScaled(sum: Explained, group: ReturnType<typeof emptyGroup>): void {
  if (group.callMs <= 0) return;
  const ratio = Math.min(1, group.wallMs / group.callMs);
  sum.appMs += group.appMs * ratio;
  sum.sqlMs += group.sqlMs * ratio;
  sum.cacheMs += group.cacheMs * ratio;
}
