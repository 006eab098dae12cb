import type { RunNs } from '../../time/clock.ts';
import { readEnds } from './family-ends.ts';
import type { Ends } from './family-ends.ts';
import { at, callAt } from './family-forest.ts';
import type { Forest } from './family-forest.ts';
import type { FamilyClash, FamilyHistory, RefreshPolicy, TokenId, TokenUse } from './family-history.ts';

/**
 * Finds the calls for which real time leaves no order. The unknowns are the instants M_x at which the tokens were given
 * out. Every rule has the form "if M_y is after b, then M_x is not before a", so the solutions are a lattice: there is one
 * if and only if the lower bounds, raised until nothing changes, stay below the upper ones. In this order, one pass a
 * rule is enough. O(n log n), docs/algorithms.md 5.
 */
export function* timelineClashes(
  history: FamilyHistory,
  forest: Forest,
  policy: RefreshPolicy,
): Generator<FamilyClash> {
  const timeline: Timeline = {
    history,
    forest,
    ends: readEnds(history, forest, policy),
    fromNs: forest.mintedFromNs.slice(),
    proof: forest.mint.slice(),
    lastNs: new Float64Array(forest.mint.length).fill(-Infinity),
    lastProof: forest.mint.slice(),
  };
  yield* usedBeforeMinted(timeline);
  yield* refusedWhileLast(timeline);
  yield* acceptedAfterEnd(timeline);
  if (policy.familyRevocationOnReuse !== true) yield* refusedBeforeRotation(timeline, policy);
}

/** What is proven so far, by token; `last…` by the first token of the family. */
interface Timeline {
  readonly history: FamilyHistory;
  readonly forest: Forest;
  readonly ends: Ends;
  /** It was given out not before this, as the call at that place proves. */
  readonly fromNs: Float64Array;
  readonly proof: Int32Array;
  /** Something of the family was accepted not before this, as the call at that place proves. */
  readonly lastNs: Float64Array;
  readonly lastProof: Int32Array;
}

/** A token is given out after the one that it was got for. */
function* usedBeforeMinted(timeline: Timeline): Generator<FamilyClash> {
  const { history, forest, fromNs, proof } = timeline;
  for (const token of raisedByParents(timeline))
    yield* clash(timeline, 'forged-token', [at(forest.mint, token), at(proof, token)]);
  for (const token of forest.order)
    noteAccepted(timeline, token, at(forest.mintedFromNs, token), at(forest.mint, token));
  let place = -1;
  for (const call of history.calls) {
    place += 1;
    if (call.f !== 'use' || call.child !== call.token) continue;
    const { token } = call;
    if (call.completedNs < at(fromNs, token))
      yield* clash(timeline, 'forged-token', [place, at(proof, token)]);
    noteAccepted(timeline, token, call.invokedNs, place);
  }
}

/** A refusal of a token that was not rotated needs an unanswered use, or an end of the family. */
function* refusedWhileLast(timeline: Timeline): Generator<FamilyClash> {
  const { forest, ends, lastNs } = timeline;
  const taken = takenFromNs(timeline);
  const refusals = refusalsOf(timeline, false).sort((a, b) => a.use.invokedNs - b.use.invokedNs);
  for (const { use, place } of refusals) {
    const { token, invokedNs, completedNs } = use;
    const root = at(forest.root, token);
    const mayBeTaken = (taken.get(token) ?? Infinity) <= completedNs;
    if (mayBeTaken || ends.mayHaveEnded(root, completedNs, at(lastNs, root))) continue;
    if (invokedNs > at(forest.mintedByNs, token)) {
      yield* clash(timeline, 'lost-token', [place, at(forest.mint, token)]);
      continue;
    }
    // It came before the token was given out.
    raise(timeline, token, invokedNs, place);
  }
}

/** What ended a family came after everything accepted in it, or before the token was given out. */
function* acceptedAfterEnd(timeline: Timeline): Generator<FamilyClash> {
  const { forest, ends, proof, lastNs, lastProof } = timeline;
  for (const root of forest.order) {
    if (at(forest.root, root) !== root) continue;
    const shared = ends.lastBefore(at(lastNs, root));
    const own = (ends.own.get(root) ?? []).filter(({ completedNs }) => completedNs < at(lastNs, root));
    for (const { token, invokedNs, place } of shared ? [...own, { ...shared, token: root }] : own) {
      if (invokedNs > at(forest.mintedByNs, token))
        yield* clash(timeline, 'descendant-lives', [at(lastProof, root), place]);
      else raise(timeline, token, invokedNs, place);
    }
  }
  for (const token of raisedByParents(timeline)) {
    const last = at(lastProof, at(forest.root, token));
    yield* clash(timeline, 'descendant-lives', [last, at(proof, token), at(forest.mint, token)]);
  }
}

/** A refusal of a token that was rotated came after its rotation, or before the token was given out. */
function* refusedBeforeRotation(timeline: Timeline, { graceMs = 0 }: RefreshPolicy): Generator<FamilyClash> {
  const { forest, fromNs } = timeline;
  const byToken = Map.groupBy(refusalsOf(timeline, true), ({ use }) => use.token);
  const rotatedFromNs = new Float64Array(forest.parent.length).fill(Infinity);
  // Without a grace, an unanswered use that took the token would have left nothing for the answered one.
  if (graceMs > 0) for (const [token, ns] of takenFromNs(timeline)) rotatedFromNs[token] = ns;
  for (const token of forest.order.toReversed()) {
    for (const { use, place } of byToken.get(token) ?? []) {
      if (use.completedNs >= at(rotatedFromNs, token)) continue;
      if (use.invokedNs > at(forest.mintedByNs, token))
        yield* clash(timeline, 'lost-token', [place, at(forest.mint, token), at(forest.rotation, token)]);
      else raise(timeline, token, use.invokedNs, place);
    }
    const parent = at(forest.parent, token);
    rotatedFromNs[parent] = Math.min(at(fromNs, token), at(rotatedFromNs, parent));
  }
}

/** Since when each token may have been taken by a use without an answer. */
function takenFromNs({ history }: Timeline): Map<TokenId, RunNs> {
  const taken = new Map<TokenId, RunNs>();
  for (const call of history.calls) {
    if (call.f !== 'use' || call.child !== undefined) continue;
    taken.set(call.token, Math.min(call.invokedNs, taken.get(call.token) ?? Infinity));
  }
  return taken;
}

interface Refusal {
  readonly use: TokenUse;
  readonly place: number;
}

/** The refused uses of tokens that were rotated, or of those that were not. */
function refusalsOf({ history, forest }: Timeline, ofRotated: boolean): Refusal[] {
  const refusals: Refusal[] = [];
  let place = -1;
  for (const call of history.calls) {
    place += 1;
    if (call.f !== 'use' || call.child !== null || at(forest.root, call.token) < 0) continue;
    if (at(forest.rotation, call.token) >= 0 === ofRotated) refusals.push({ use: call, place });
  }
  return refusals;
}

function raise({ fromNs, proof }: Timeline, token: TokenId, ns: RunNs, place: number): void {
  if (ns <= at(fromNs, token)) return;
  fromNs[token] = ns;
  proof[token] = place;
}

/** Hands lower bounds down to children; tells of the tokens which that leaves no time, but whose parents have some. */
function* raisedByParents({ forest, fromNs, proof }: Timeline): Generator<TokenId> {
  const { parent, mintedByNs } = forest;
  for (const token of forest.order) {
    const from = at(parent, token);
    if (!(at(fromNs, from) > at(fromNs, token))) continue;
    fromNs[token] = at(fromNs, from);
    proof[token] = at(proof, from);
    if (at(fromNs, token) > at(mintedByNs, token) && at(fromNs, from) <= at(mintedByNs, from)) yield token;
  }
}

function noteAccepted(
  { forest, lastNs, lastProof }: Timeline,
  token: TokenId,
  ns: RunNs,
  place: number,
): void {
  const root = at(forest.root, token);
  if (ns <= at(lastNs, root)) return;
  lastNs[root] = ns;
  lastProof[root] = place;
}

/** The call at the first of the places must not be, because of the others; those older than the history are left out. */
function clash(
  { history }: Timeline,
  anomaly: FamilyClash['anomaly'],
  places: readonly number[],
): FamilyClash[] {
  const [wrong, ...against] = places.map((place) => callAt(history, place));
  if (!wrong || wrong.token === null) return [];
  return [{ anomaly, token: wrong.token, wrong, against: against.filter((call) => call !== undefined) }];
}
