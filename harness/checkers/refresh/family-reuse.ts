import { msToNs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import { at, callAt, isAccepted } from './family-forest.ts';
import type { Forest } from './family-forest.ts';
import type { FamilyCall, FamilyClash, FamilyHistory, RefreshPolicy, TokenId } from './family-history.ts';

/** Tokens that were rotated more than once, where the policy does not allow it; one clash a token. */
export function* reuseClashes(
  history: FamilyHistory,
  forest: Forest,
  policy: RefreshPolicy,
): Generator<FamilyClash> {
  const { graceMs = 0, sameSuccessor = false } = policy;
  for (const token of forest.rivals.keys()) {
    const [first, ...others] = rotationsOf(history, forest, token).sort((a, b) => a.endNs - b.endNs);
    const graceNs = graceEndNs(history, forest, token, policy);
    const late = others.find(({ call }) => call.invokedNs > graceNs);
    const rival = others.find(({ child }) => child !== first?.child);
    const [again] = graceMs === 0 ? others : [];
    const isFork = !late && rival !== undefined && (graceMs === 0 || sameSuccessor);
    const wrong = late ?? (isFork ? rival : again);
    if (first && wrong)
      yield {
        anomaly: isFork ? 'fork' : 'reuse-accepted',
        token,
        wrong: wrong.call,
        against: [first.call],
      };
  }
}

/** An accepted use that got another token. */
interface Rotation {
  readonly call: FamilyCall;
  readonly child: TokenId;
  readonly endNs: RunNs;
}

function rotationsOf(history: FamilyHistory, { rotation, rivals }: Forest, token: TokenId): Rotation[] {
  return (rivals.get(token) ?? [at(rotation, token)]).flatMap((place) => {
    const call = callAt(history, place);
    return call && isAccepted(call) ? [{ call, child: call.child, endNs: call.completedNs }] : [];
  });
}

/** Until when another use may begin: for the grace from the end of the first use, or until a child is used. */
function graceEndNs(
  history: FamilyHistory,
  forest: Forest,
  token: TokenId,
  { graceMs = 0, gracePredecessorOnly = false }: RefreshPolicy,
): RunNs {
  const uses = rotationsOf(history, forest, token);
  const earliest = (all: readonly Rotation[]): RunNs =>
    all.reduce((least, { endNs }) => Math.min(least, endNs), Infinity);
  const graceNs = earliest(uses) + msToNs(graceMs);
  if (!gracePredecessorOnly) return graceNs;
  return uses.reduce(
    (least, { child }) => Math.min(least, earliest(rotationsOf(history, forest, child))),
    graceNs,
  );
}
