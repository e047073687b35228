/** One measured number of a bench. */
export type Figure = {
  /** What was measured, e.g. `door, 64 connections: req/s against bare Express`. */
  what: string;
  value: number;
  /** E.g. `B`, `ms`, `req/s`, `×`. */
  unit: string;
  /** What it should be; whether more or less is better is in `met`. */
  goal?: number;
  /** Whether the goal was met in this run. Absent for figures that only stand beside it. */
  met?: boolean;
};
