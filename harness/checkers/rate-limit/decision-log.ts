import type { RecordedOperation } from '../../history/recorded.ts';
import type { Attempt } from './attempt.ts';
import { Column, NameColumn } from '../columns/column.ts';
import { type Intervals, orderOf } from './intervals.ts';

/** All that was asked of the limiter of one key; sources are rows of the log. */
export interface KeyDecisions {
  readonly key: string;
  readonly admitted: Intervals;
  readonly denied: Intervals;
  readonly unanswered: Intervals;
}

const ENDINGS = ['allowed', 'denied', 'info'] as const;

/** Recorded decisions as columns of numbers: some fifty bytes each, whatever the number of keys. */
export class DecisionLog {
  readonly #starts = new Column();
  readonly #ends = new Column();
  readonly #endings = new Column();
  readonly #indices = new Column();
  readonly #replicas = new NameColumn<string | null>();
  readonly #keys = new NameColumn<string>();

  add({ invokedNs, completedNs, index, replica, key }: RecordedOperation, ending: Attempt['kind']): void {
    this.#starts.push(invokedNs);
    this.#ends.push(ending === 'info' ? Infinity : completedNs);
    this.#endings.push(ENDINGS.indexOf(ending));
    this.#indices.push(index);
    this.#replicas.push(replica);
    this.#keys.push(key);
  }

  /** The decisions of each key in turn; every interval is longer by the slack at both of its ends. */
  *byKey(slackNs: number): Generator<KeyDecisions> {
    for (const [key, rows] of this.#keys.rowsByName()) {
      const ordered = this.#inOrderOfStart(rows);
      yield {
        key,
        admitted: this.#intervalsOf(ordered, 'allowed', slackNs),
        denied: this.#intervalsOf(ordered, 'denied', slackNs),
        unanswered: this.#intervalsOf(ordered, 'info', slackNs),
      };
    }
  }

  /** The position in the history of the operation in a row. */
  indexAt(row: number): number {
    return this.#indices.at(row);
  }

  /** What was decided in a row. */
  attemptAt(row: number): Attempt {
    return {
      invokedNs: this.#starts.at(row),
      completedNs: this.#ends.at(row),
      kind: ENDINGS[this.#endings.at(row)] ?? 'info',
      replica: this.#replicas.at(row) ?? null,
    };
  }

  /** How long each answer took, Infinity where there was none. */
  durations(): Float64Array {
    return Float64Array.from(
      { length: this.#starts.length },
      (_, row) => this.#ends.at(row) - this.#starts.at(row),
    );
  }

  /** How many of a replica's requests ended in each way, by replica. */
  endingsByReplica(): Map<string | null, Record<Attempt['kind'], number>> {
    const byReplica = new Map<string | null, Record<Attempt['kind'], number>>();
    for (const [replica, rows] of this.#replicas.rowsByName()) {
      const count = (ending: Attempt['kind']): number => this.#rowsEnding(rows, ending).length;
      byReplica.set(replica, { allowed: count('allowed'), denied: count('denied'), info: count('info') });
    }
    return byReplica;
  }

  #rowsEnding(rows: Uint32Array, ending: Attempt['kind']): Uint32Array {
    const wanted = ENDINGS.indexOf(ending);
    return rows.filter((row) => this.#endings.at(row) === wanted);
  }

  #inOrderOfStart(rows: Uint32Array): Uint32Array {
    const starts = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) starts[at] = this.#starts.at(rows[at] ?? 0);
    return orderOf(starts).map((at) => rows[at] ?? 0);
  }

  /** Of rows in order of start. */
  #intervalsOf(rows: Uint32Array, ending: Attempt['kind'], slackNs: number): Intervals {
    const sources = this.#rowsEnding(rows, ending);
    const starts = new Float64Array(sources.length);
    const ends = new Float64Array(sources.length);
    for (let at = 0; at < sources.length; at += 1) {
      const row = sources[at] ?? 0;
      starts[at] = this.#starts.at(row) - slackNs;
      ends[at] = this.#ends.at(row) + slackNs;
    }
    return { starts, ends, sources };
  }
}
