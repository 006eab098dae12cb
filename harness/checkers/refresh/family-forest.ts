import type { FamilyCall, FamilyHistory, FamilyLogin, TokenId, TokenUse } from './family-history.ts';

/** Which token was got for which. Columns by the number of the token, so that a million of them stay small. */
export interface Forest extends Mints, Tree {
  /** The place among the calls of the first accepted use that got another token; -1 when there is none. */
  readonly rotation: Int32Array;
  /** The places of all of them, of tokens that have several. */
  readonly rivals: ReadonlyMap<TokenId, readonly number[]>;
}

interface Mints {
  /** The token it was got for; -1 for the first of a family. */
  readonly parent: Int32Array;
  /** The place of the call that gave it out (the earliest to end, of several); -1 when it is older than the history. */
  readonly mint: Int32Array;
  /** It was not given out before this. */
  readonly mintedFromNs: Float64Array;
  /** It was given out by then; Infinity when nobody did. */
  readonly mintedByNs: Float64Array;
  /** Tokens that were given out a second time, for another token: the places of both calls. */
  readonly repeats: readonly (readonly [token: TokenId, first: number, second: number])[];
}

interface Tree {
  /** The first token of its family; -1 when no login leads to it. */
  readonly root: Int32Array;
  /** The tokens that a login leads to, each after its parent. */
  readonly order: readonly TokenId[];
}

/** One entry of a column that has it. */
export const at = (column: ArrayLike<number>, id: TokenId): number => column[id] ?? NaN;

/** The call at a place; undefined at -1. */
export const callAt = ({ calls }: FamilyHistory, place: number): FamilyCall | undefined =>
  place < 0 ? undefined : calls.at(place);

/** Whether a call is a use that was answered with a token: another one, or the same. */
export const isAccepted = (call: FamilyCall): call is TokenUse & { readonly child: TokenId } =>
  call.f === 'use' && typeof call.child === 'number';

/** Whether it was another one. */
const isRotated = (call: FamilyCall): call is TokenUse & { readonly child: TokenId } =>
  isAccepted(call) && call.child !== call.token;

/** Reads the families out of a history. O(n). */
export function readForest(history: FamilyHistory): Forest {
  const mints = mintsOf(history);
  return { ...mints, ...treeOf(mints), ...rotationsOf(history) };
}

function mintsOf({ tokens, calls }: FamilyHistory): Mints {
  const parent = new Int32Array(tokens.length).fill(-1);
  const mint = new Int32Array(tokens.length).fill(-1);
  const mintedFromNs = new Float64Array(tokens.length).fill(Infinity);
  const mintedByNs = new Float64Array(tokens.length).fill(Infinity);
  const repeats: (readonly [TokenId, number, number])[] = [];
  let logins = 0;
  let place = -1;
  for (const call of calls) {
    place += 1;
    if (call.f === 'login') {
      logins += 1;
      give(call.token, call, -1);
    } else if (isRotated(call)) give(call.child, call, call.token);
  }
  if (logins === 0) {
    for (const call of calls) {
      if (!isAccepted(call) || at(mint, call.token) >= 0) continue;
      mintedFromNs[call.token] = -Infinity;
      mintedByNs[call.token] = -Infinity;
    }
  }
  return { parent, mint, mintedFromNs, mintedByNs, repeats };

  function give(token: TokenId, by: FamilyLogin | TokenUse, from: number): void {
    const earlier = at(mint, token);
    if (earlier >= 0 && (from < 0 || at(parent, token) !== from)) {
      repeats.push([token, earlier, place]);
      return;
    }
    parent[token] = from;
    mintedFromNs[token] = Math.min(by.invokedNs, at(mintedFromNs, token));
    if (by.completedNs >= at(mintedByNs, token)) return;
    mint[token] = place;
    mintedByNs[token] = by.completedNs;
  }
}

/** Walks down from the first tokens; what it does not reach hangs on nothing. */
function treeOf({ parent, mintedByNs }: Mints): Tree {
  const root = new Int32Array(parent.length).fill(-1);
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  const order: TokenId[] = [];
  parent.forEach((from, id) => {
    if (from >= 0) {
      nextSibling[id] = at(firstChild, from);
      firstChild[from] = id;
    } else if (at(mintedByNs, id) < Infinity) {
      root[id] = id;
      order.push(id);
    }
  });
  // The list grows while it is walked.
  for (const id of order) {
    for (let child = at(firstChild, id); child >= 0; child = at(nextSibling, child)) {
      root[child] = at(root, id);
      order.push(child);
    }
  }
  return { root, order };
}

function rotationsOf({ tokens, calls }: FamilyHistory): Pick<Forest, 'rotation' | 'rivals'> {
  const rotation = new Int32Array(tokens.length).fill(-1);
  const rivals = new Map<TokenId, number[]>();
  let place = -1;
  for (const call of calls) {
    place += 1;
    if (!isRotated(call)) continue;
    const first = at(rotation, call.token);
    const known = rivals.get(call.token);
    if (known) known.push(place);
    else if (first >= 0) rivals.set(call.token, [first, place]);
    else rotation[call.token] = place;
  }
  return { rotation, rivals };
}
