import { nsToMs } from '../time/clock.ts';
import type { RunNs } from '../time/clock.ts';

/** The column of what a time bound allows; what was used of it stands in the column before. */
export const ALLOWED_MS = 'allowed (ms)';

/** A span as people say it: `0.4 ms`, `35 ms`, `1.9 s`. */
export function span(ns: RunNs): string {
  const ms = nsToMs(ns);
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${Number(ms.toFixed(1))} ms`;
}

/** A span to one figure, for estimates: `2 s`, `400 ms`. */
export function roundSpan(ns: RunNs): string {
  const ms = nsToMs(ns);
  return ms >= 950
    ? `${Number((ms / 1_000).toPrecision(ms < 9_500 ? 1 : 2))} s`
    : `${Number(ms.toPrecision(1))} ms`;
}

/** `b-1, b-2 and b-3`; "an unnamed replica" for nobody. */
export function named(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return 'an unnamed replica';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 kick`, `12 kicks`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** `44.4 %`. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
