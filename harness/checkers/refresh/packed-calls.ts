import { PackedRows } from '../columns/packed-rows.ts';
import type { FamilyCall, FamilyCalls } from './family-history.ts';
import type { TokenNames } from './token-names.ts';

/** Calls kept as numbers: a million objects would not fit. A class, so that many small ones share its methods. */
export class PackedCalls implements FamilyCalls {
  readonly #rows = new PackedRows(6);
  readonly #replicas: TokenNames;

  /** The replicas' names may be shared by many. */
  constructor(replicas: TokenNames) {
    this.#replicas = replicas;
  }

  push(call: FamilyCall): void {
    const { index, token, invokedNs, completedNs, replica } = call;
    const who = replica === null ? NONE : this.#replicas.idOf(replica);
    this.#rows.push(index, kindOf(call), token ?? NONE, invokedNs, completedNs, who);
  }

  at(place: number): FamilyCall | undefined {
    if (!(place < this.#rows.length)) return undefined;
    const rows = this.#rows;
    const [index, kind, token] = [rows.get(place, 0), rows.get(place, 1), rows.get(place, 2)];
    const [invokedNs, completedNs] = [rows.get(place, 3), rows.get(place, 4)];
    const replica = this.#replicas.names[rows.get(place, 5)] ?? null;
    const common = { index, invokedNs, completedNs, replica };
    if (kind === LOGIN) return { ...common, f: 'login', token };
    if (kind === REVOCATION) return { ...common, f: 'revoke', token: token === NONE ? null : token };
    const child = kind >= 0 ? kind : kind === REFUSED ? null : undefined;
    return { ...common, f: 'use', token, child };
  }

  *[Symbol.iterator](): Generator<FamilyCall> {
    for (let place = 0; place < this.#rows.length; place += 1) {
      const call = this.at(place);
      if (call) yield call;
    }
  }
}

const NONE = -1;
const REFUSED = -2;
const UNANSWERED = -3;
const LOGIN = -4;
const REVOCATION = -5;

/** What is not negative is the token got. */
function kindOf(call: FamilyCall): number {
  if (call.f === 'login') return LOGIN;
  if (call.f === 'revoke') return REVOCATION;
  return call.child ?? (call.child === null ? REFUSED : UNANSWERED);
}
