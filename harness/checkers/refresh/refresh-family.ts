import { at, callAt, isAccepted, readForest } from './family-forest.ts';
import type { Forest } from './family-forest.ts';
import type { FamilyClash, FamilyHistory, RefreshPolicy, TokenId } from './family-history.ts';
import { reuseClashes } from './family-reuse.ts';
import { timelineClashes } from './family-timeline.ts';

/**
 * Decides whether one atomic store of refresh tokens could have answered all of this; the clashes, none when it could.
 * O(n log n). Exact (linearizability, proven against the search) for histories of one login and no grace, whether or not reuse
 * ends the family. Sound, but not complete, with a grace (which is held to end as late as the stamps allow) and where a
 * revocation of all tokens meets several logins (it is placed in time for each family alone). docs/algorithms.md 5.
 */
export function* decideRefreshFamily(
  history: FamilyHistory,
  policy: RefreshPolicy = {},
): Generator<FamilyClash> {
  const forest = readForest(history);
  for (const call of history.calls) {
    if (!isAccepted(call)) continue;
    const { token } = call;
    if (at(forest.root, token) < 0) yield { anomaly: 'forged-token', token, wrong: call, against: [] };
    else if (call.child === token && policy.rotates !== false)
      yield { anomaly: 'echo', token, wrong: call, against: [] };
  }
  // What follows from a fork is not told again.
  const explained = new Set<TokenId>();
  for (const clashes of [repeatClashes(history, forest), reuseClashes(history, forest, policy)])
    for (const clash of clashes) {
      explained.add(at(forest.root, clash.token));
      yield clash;
    }
  for (const clash of timelineClashes(history, forest, policy))
    if (!explained.has(at(forest.root, clash.token))) yield clash;
}

/** Tokens given out again for another token. */
function* repeatClashes(history: FamilyHistory, { repeats }: Forest): Generator<FamilyClash> {
  for (const [token, ...places] of repeats) {
    const [first, wrong] = places.map((place) => callAt(history, place));
    if (first && wrong) yield { anomaly: 'duplicate-token', token, wrong, against: [first] };
  }
}
