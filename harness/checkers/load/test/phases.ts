import type { InputOf } from '../../../history/vocabulary.ts';

export type Phase = InputOf<'load'>['phases'][number];

/** So long at a rate, or from it to another. */
export const phase = (fromPerSecond: number, durationMs = 1000, toPerSecond = fromPerSecond): Phase => ({
  fromPerSecond,
  toPerSecond,
  durationMs,
});
