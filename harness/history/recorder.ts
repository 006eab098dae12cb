import type { Clock, RunNs } from '../time/clock.ts';
import type { HistoryLine } from './event.ts';
import type { InputOf, OperationName, OutputOf } from './vocabulary.ts';

/** Who asks what of whom. */
interface Invoked<F extends OperationName> {
  readonly f: F;
  readonly key: string;
  readonly route: string;
  readonly input: InputOf<F>;
}

/** What came of it; what is not said is null. */
export interface Completed<F extends OperationName> {
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly output?: OutputOf<F> | null;
  readonly status?: number | null;
  readonly code?: string | null;
  readonly replica?: string | null;
  readonly upstream?: string | null;
  readonly reason?: string | null;
  readonly problems?: readonly string[];
}

/** Writes a history, an event a line, in the order in which things happened. */
export interface Recorder {
  /** A number for a logical client that no other has. */
  readonly newProcess: () => number;
  /** Writes the invocation before the request leaves; the function it returns writes the completion. */
  readonly invoke: <F extends OperationName>(
    process: number,
    invoked: Invoked<F>,
  ) => (completed: Completed<F>) => void;
  /** Writes something that was seen and has no invocation. */
  readonly observe: <F extends OperationName>(
    process: number,
    seen: Invoked<F> & Partial<Completed<F>>,
  ) => RunNs;
}

export interface RecorderOptions {
  readonly clock: Clock;
  readonly stage: string;
  /** Takes one event; must have it safe when it returns. */
  readonly write: (event: HistoryLine) => void;
  /** Counts the logical clients of the whole history. */
  readonly processes: { next: number };
}

/** A recorder of one stage's operations. */
export function createRecorder({ clock, stage, write, processes }: RecorderOptions): Recorder {
  return {
    newProcess: () => {
      processes.next += 1;
      return processes.next;
    },
    invoke: (process, { f, key, route, input }) => {
      write({ tNs: clock.nowNs(), process, type: 'invoke', f, key, value: input, stage, route });
      return ({ outcome, output = null, problems = [], ...rest }) => {
        const told = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
        const broken = problems.length > 0 ? { problems: [...problems] } : {};
        write({ tNs: clock.nowNs(), process, type: outcome, f, value: output, ...told, ...broken });
      };
    },
    observe: (process, { f, key, route, input, replica = null, upstream = null }) => {
      const tNs = clock.nowNs();
      write({ tNs, process, type: 'ok', f, key, value: input, stage, route, replica, upstream });
      return tNs;
    },
  };
}
