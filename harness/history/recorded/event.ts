import type { RunNs } from '../../time/clock.ts';

/** One line of a history that another program recorded: the event form, whatever it was written in. */
export interface RecordedEvent {
  readonly process: number | string;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly key: string;
  readonly value: unknown;
  /** Null when the history has no times: then the order of its lines is the time. */
  readonly tNs: RunNs | null;
  readonly replica: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Makes an event of what a line said; or says what is wrong with it. `time` is another name for `tNs`. */
export function eventOf(parsed: unknown): RecordedEvent | string {
  if (!isFields(parsed)) return 'is not a map of names to values';
  const { process, type, f, key = '', value = null, tNs = parsed['time'] ?? null, replica = null } = parsed;
  if (!Number.isInteger(process) && typeof process !== 'string') return 'has no process (a number or a name)';
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info') {
    return 'has no type (invoke, ok, fail or info)';
  }
  if (typeof f !== 'string') return 'has no f (the name of an operation)';
  if (typeof key !== 'string' && typeof key !== 'number') return 'has a key that is no text';
  if (tNs !== null && !(typeof tNs === 'number' && Number.isFinite(tNs)))
    return 'has a time that is no number';
  return {
    process: typeof process === 'string' ? process : Number(process),
    type,
    f,
    key: String(key),
    value,
    tNs,
    replica: typeof replica === 'string' ? replica : null,
  };
}
