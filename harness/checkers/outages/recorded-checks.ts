import type { RecordedOperation } from '../../history/recorded.ts';
import { PackedRows } from '../columns/packed-rows.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import { CHECK_KINDS } from '../faults/fault-window.ts';
import type { FaultCheck } from '../faults/fault-window.ts';
import { RecordedFaults } from './recorded-faults.ts';

/**
 * The requests of a recorded history, and the faults around them. `check` or `request` (input: null, a session's name, or
 * `{session?, live?, dependent?}`: `live: false` says that its token may be refused, `dependent: false` that it does not need
 * the part that fails). An ok has a status code, `{status}`, or one of the words accepted, unauthorized, limited, unavailable.
 * An info is a hang. A fail with an answer is that answer; without one it reached nobody.
 */
export class RecordedChecks implements Iterable<FaultCheck> {
  readonly faults = new RecordedFaults();
  readonly #rows = new PackedRows(5);
  readonly #names: (string | null)[] = [];
  readonly #ids = new Map<string | null, number>();

  get length(): number {
    return this.#rows.length;
  }

  take(op: RecordedOperation): void {
    if (op.f === 'check' || op.f === 'request') this.#push(op);
    else if (!this.faults.take(op)) passOver(op, 'check and request, and of a nemesis fault and heal');
  }

  #push(op: RecordedOperation): void {
    const { session, isLive, isDependent } = askedBy(op);
    const kind = CHECK_KINDS.indexOf(kindOf(op)) * 4 + (isLive ? 2 : 0) + (isDependent ? 1 : 0);
    const who = this.#idOf(op.replica) * MOST_NAMES + this.#idOf(session);
    this.#rows.push(op.index, kind, who, op.invokedNs, op.completedNs);
  }

  #idOf(name: string | null): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  *[Symbol.iterator](): Generator<FaultCheck> {
    const rows = this.#rows;
    for (let place = 0; place < rows.length; place += 1) {
      const [kind, who] = [rows.get(place, 1), rows.get(place, 2)];
      yield {
        index: rows.get(place, 0),
        kind: CHECK_KINDS[Math.floor(kind / 4)] ?? 'other',
        replica: this.#names[Math.floor(who / MOST_NAMES)] ?? null,
        session: this.#names[who % MOST_NAMES] ?? null,
        isLive: (kind & 2) !== 0,
        isDependent: (kind & 1) !== 0,
        invokedNs: rows.get(place, 3),
        completedNs: rows.get(place, 4),
      };
    }
  }
}

/** Names of replicas and sessions, at most; two of their numbers fit into one. */
const MOST_NAMES = 2 ** 26;

type Asked = Pick<FaultCheck, 'session' | 'isLive' | 'isDependent'>;

function askedBy(op: RecordedOperation): Asked {
  const { input } = op;
  if (input === null || typeof input === 'string') return { session: input, isLive: true, isDependent: true };
  if (typeof input !== 'object') throw wrongInput(op);
  const { session = null, live = true, dependent = true }: Record<string, unknown> = { ...input };
  if (session !== null && typeof session !== 'string') throw wrongInput(op);
  if (typeof live !== 'boolean' || typeof dependent !== 'boolean') throw wrongInput(op);
  return { session, isLive: live, isDependent: dependent };
}

const wrongInput = (op: RecordedOperation) =>
  wrongValue(op, 'null, the name of a session, or {session?, live?, dependent?} as its input');

function kindOf(op: RecordedOperation): FaultCheck['kind'] {
  if (op.outcome === 'info') return 'hang';
  if (op.outcome === 'fail' && op.output === null) return 'unreached';
  const { output } = op;
  const answer = typeof output === 'object' && output !== null && 'status' in output ? output.status : output;
  const word = WORDS.find((one) => one === answer);
  if (word) return word;
  if (typeof answer !== 'number' || !(answer >= 100 && answer < 600))
    throw wrongValue(op, `a status code, {status}, or one of ${WORDS.join(', ')} as its answer`);
  return kindOfStatus(answer);
}

const WORDS = ['accepted', 'unauthorized', 'limited', 'unavailable'] as const;

function kindOfStatus(status: number): FaultCheck['kind'] {
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'limited';
  if (status >= 500) return 'unavailable';
  return status < 400 ? 'accepted' : 'other';
}
