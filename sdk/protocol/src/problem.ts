/** The error body of every HTTP answer that is not a success (RFC 9457); its codes are in problems.ts. */
import { z } from 'zod';

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  /** What happened, with which value, and what to do. */
  detail: z.string().optional(),
  /** Path of the field that is wrong, e.g. `vitals.lcp.value`. */
  field: z.string().optional(),
  traceId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
