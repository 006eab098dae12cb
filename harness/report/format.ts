/** A duration as a person reads it: `3.2 ms`, `840 ms`, `2.1 s`, `3 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 9.95 && !Number.isInteger(ms)) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** A number with its thousands apart, in every locale the same. */
export function figure(value: number): string {
  if (!Number.isSafeInteger(value) || Math.abs(value) < 10_000) return String(value);
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A part of a whole in percent; a dash when there is no whole. */
export function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';
}

/** `1 call`, `2 calls`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** How many replicas a run was about, for a list of words; none where it was about something else. */
export const replicasUp = ({ replicas }: { readonly replicas: number }): string[] =>
  replicas === 0 ? [] : [counted(replicas, 'replica')];

/** Names in the order of their numbers (b-2 before b-10), in every locale the same. */
export function byName(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}
