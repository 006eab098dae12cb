import type { RunNs } from '../time/clock.ts';

/** One operation of a history that another program recorded: what `f` and its values mean, a model says. */
export interface RecordedOperation {
  /** Position in the history, by invocation. */
  readonly index: number;
  /** The logical client; `nemesis` and other words are processes too. */
  readonly process: number | string;
  readonly f: string;
  /** The independent part of the system this belongs to; empty when there is only one. */
  readonly key: string;
  /** `value` of the invocation. */
  readonly input: unknown;
  /** `value` of the completion; null when it never came. */
  readonly output: unknown;
  readonly invokedNs: RunNs;
  /** When the answer was complete, or when the client gave up; an `info` never completes for a checker. */
  readonly completedNs: RunNs;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Who answered, where the history says so. */
  readonly replica: string | null;
}
