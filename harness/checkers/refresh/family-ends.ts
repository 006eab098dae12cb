import type { RunNs } from '../../time/clock.ts';
import { countBelow, countUpTo } from '../columns/sorted.ts';
import { at } from './family-forest.ts';
import type { Forest } from './family-forest.ts';
import type { FamilyCall, FamilyHistory, RefreshPolicy, TokenId } from './family-history.ts';

/** A call that ends families, and its place among the calls. */
interface End {
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
  readonly place: number;
}

/** What ends the family of a token, unless it came before that token was given out. */
interface FamilyEnd extends End {
  readonly token: TokenId;
}

/** What may have ended which family. */
export interface Ends {
  /** Of each family alone, by its first token. */
  readonly own: ReadonlyMap<TokenId, readonly FamilyEnd[]>;
  /** Of the calls that end all families there are, the last to begin of those that were over before. */
  readonly lastBefore: (ns: RunNs) => End | undefined;
  /** Whether something that began by then can have ended the family, and that not before `fromNs`. */
  readonly mayHaveEnded: (root: TokenId, byNs: RunNs, fromNs: RunNs) => boolean;
}

/** Collects what ends families: revocations, and uses of used tokens where reuse ends the family. O(n log n). */
export function readEnds(history: FamilyHistory, forest: Forest, policy: RefreshPolicy): Ends {
  const own = new Map<TokenId, FamilyEnd[]>();
  const shared: End[] = [];
  let place = -1;
  for (const call of history.calls) {
    place += 1;
    if (!mayEnd(call, forest, policy)) continue;
    const { token, invokedNs, completedNs } = call;
    if (token === null) {
      shared.push({ invokedNs, completedNs, place });
      continue;
    }
    const root = at(forest.root, token);
    const known = own.get(root);
    if (known) known.push({ token, invokedNs, completedNs, place });
    else own.set(root, [{ token, invokedNs, completedNs, place }]);
  }
  const sharedReach = reachOf(shared);
  const reaches = new Map([...own].map(([root, ends]) => [root, reachOf(ends)]));
  return {
    own,
    lastBefore: lastBegun(shared),
    mayHaveEnded: (root, byNs, fromNs) =>
      latestEnd(sharedReach, byNs) >= fromNs || latestEnd(reaches.get(root) ?? NOTHING, byNs) >= fromNs,
  };
}

function mayEnd(call: FamilyCall, { rotation }: Forest, policy: RefreshPolicy): boolean {
  if (call.f !== 'use' || policy.familyRevocationOnReuse !== true) return call.f === 'revoke';
  return call.child === undefined || (call.child === null && at(rotation, call.token) >= 0);
}

/** When each of some calls began, and the latest end of it and those before it. */
interface Reach {
  readonly begunNs: Float64Array;
  readonly latestEndNs: Float64Array;
}

const NOTHING: Reach = { begunNs: new Float64Array(), latestEndNs: new Float64Array() };

function reachOf(ends: readonly End[]): Reach {
  const sorted = ends.toSorted((a, b) => a.invokedNs - b.invokedNs);
  let latestNs = -Infinity;
  return {
    begunNs: Float64Array.from(sorted, (end) => end.invokedNs),
    latestEndNs: Float64Array.from(sorted, (end) => (latestNs = Math.max(latestNs, end.completedNs))),
  };
}

/** The latest end of the calls that began by then; NaN, which is never late enough, when there is none. */
const latestEnd = ({ begunNs, latestEndNs }: Reach, byNs: RunNs): RunNs =>
  at(latestEndNs, countUpTo(begunNs, byNs) - 1);

function lastBegun(ends: readonly End[]): (ns: RunNs) => End | undefined {
  const sorted = ends.toSorted((a, b) => a.completedNs - b.completedNs);
  const endedNs = Float64Array.from(sorted, (end) => end.completedNs);
  const latest: End[] = [];
  for (const end of sorted) {
    const last = latest.at(-1);
    latest.push(last && last.invokedNs >= end.invokedNs ? last : end);
  }
  return (ns) => latest[countBelow(endedNs, ns) - 1];
}
