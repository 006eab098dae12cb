import { HistoryDefect } from '../pair.ts';
import type { RecordedOperation } from '../recorded.ts';
import type { RecordedEvent } from './event.ts';

interface Pending {
  readonly index: number;
  readonly event: RecordedEvent;
  readonly invokedNs: number;
}

/**
 * Makes operations of events as they come, so that a history need not be held: an operation is given when it completes.
 * `observations` are the operations that have no invocation; a process that is no client may complete without one, too.
 */
export class Pairing {
  readonly #observations: ReadonlySet<string>;
  readonly #open = new Map<number | string, Pending>();
  #operations = 0;
  #lines = 0;
  #hasTimes: boolean | null = null;
  #lastNs = 0;

  constructor(observations: readonly string[]) {
    this.#observations = new Set(observations);
  }

  /** Takes the next event; gives the operation that it completes, if any. Throws a HistoryDefect. */
  take(event: RecordedEvent): RecordedOperation | null {
    const tNs = this.#timeOf(event);
    const pending = this.#open.get(event.process);
    if (event.type === 'invoke') {
      if (pending) throw this.#defect(event, `invoked ${event.f} during its own ${pending.event.f}`);
      this.#open.set(event.process, { index: this.#next(), event, invokedNs: tNs });
      return null;
    }
    if (pending?.event.f !== event.f) return this.#observe(event, tNs);
    this.#open.delete(event.process);
    if (tNs < pending.invokedNs) throw this.#defect(event, `ended ${event.f} before it began`);
    return operationOf(pending, event, tNs);
  }

  /** The operations that never completed, which may have happened. */
  *rest(): Generator<RecordedOperation> {
    for (const pending of this.#open.values()) {
      yield operationOf(
        pending,
        { ...pending.event, type: 'info', value: null, replica: null },
        this.#lastNs,
      );
    }
  }

  get events(): number {
    return this.#lines;
  }

  #next(): number {
    this.#operations += 1;
    return this.#operations - 1;
  }

  #timeOf(event: RecordedEvent): number {
    this.#lines += 1;
    const has = event.tNs !== null;
    this.#hasTimes ??= has;
    if (this.#hasTimes !== has)
      throw this.#defect(event, 'has no time where others have one, or the reverse');
    const tNs = event.tNs ?? this.#lines;
    this.#lastNs = Math.max(this.#lastNs, tNs);
    return tNs;
  }

  #observe(event: RecordedEvent, tNs: number): RecordedOperation {
    const mayObserve = typeof event.process === 'string' || this.#observations.has(event.f);
    if (!mayObserve) throw this.#defect(event, `ended ${event.f}, which it never invoked`);
    return operationOf({ index: this.#next(), event, invokedNs: tNs }, event, tNs);
  }

  #defect({ process }: RecordedEvent, what: string): HistoryDefect {
    return new HistoryDefect(`event ${this.#lines}: process ${process} ${what}`);
  }
}

function operationOf(
  { index, event, invokedNs }: Pending,
  completion: RecordedEvent,
  completedNs: number,
): RecordedOperation {
  return {
    index,
    process: event.process,
    f: event.f,
    key: event.key,
    input: event.value,
    output: completion.value,
    invokedNs,
    completedNs,
    outcome: completion.type === 'invoke' ? 'info' : completion.type,
    replica: completion.replica ?? event.replica,
  };
}
