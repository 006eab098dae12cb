import { z } from 'zod';

/** One line of `history.ndjson`. An invocation is written before its request leaves. */
export const historyEvent = z.object({
  tNs: z.number(),
  process: z.number(),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.string(),
  key: z.string().default(''),
  value: z.unknown(),
  stage: z.string().default(''),
  route: z.string().default(''),
  status: z.number().nullable().default(null),
  code: z.string().nullable().default(null),
  replica: z.string().nullable().default(null),
  upstream: z.string().nullable().default(null),
  reason: z.string().nullable().default(null),
  problems: z.array(z.string()).default([]),
});

export type HistoryEvent = z.infer<typeof historyEvent>;
/** A line as it is written: what is not said takes its default when read. */
export type HistoryLine = z.input<typeof historyEvent>;
