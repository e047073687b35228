/** Time as the monitor sees it. Tests pass their own. */
export interface Clock {
  /** Monotonic milliseconds with fractions; only differences mean something. */
  nowMs(): number;
  /** Unix milliseconds. */
  unixMs(): number;
}
