import { array, boolean, constantFrom, nat, record, tuple, type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { isLinearizable } from '../linearizability/linearizability.ts';
import { sessionState } from './session-specification.ts';
import { compareOn } from '../test/differential.ts';
import { sessionCalls } from './session-calls.ts';
import type { SessionConflict, SessionGet, SessionHistory, SessionPut } from './session-history.ts';
import { decideSessionState } from './session-state.ts';

const draft = record({
  span: tuple(nat(12), nat(12)),
  share: nat(4),
  f: constantFrom('put' as const, 'put' as const, 'get' as const),
  condition: constantFrom('none', 'none', 'held', 'held', 'other'),
  isInfo: nat(2),
  happens: boolean(),
  lie: constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, -1),
  /** Now and then two puts write the same. */
  name: nat(30),
});

/** A session that really ran on small times, with ties; some answers then lie. */
const anySession: Arbitrary<SessionHistory> = array(draft, { maxLength: 7 }).map((drafts) => {
  const [puts, gets, conflicts]: [SessionPut[], SessionGet[], SessionConflict[]] = [[], [], []];
  let held: { version: number; state: string | null } = { version: 0, state: null };
  const states = new Map<number, string>();
  const pointOf = ({ span: [a, b], share }: (typeof drafts)[number]): number =>
    Math.min(a, b) + (Math.abs(a - b) * share) / 4;
  const order = drafts.map((one, index) => ({ ...one, index })).sort((a, b) => pointOf(a) - pointOf(b));
  for (const { span, f, condition, isInfo, happens, lie, name, index } of order) {
    const at = { index, invokedNs: Math.min(...span), completedNs: Math.max(...span) };
    if (f === 'get') {
      const version = Math.max(0, held.version + lie);
      const state = version === 0 ? null : (states.get(version) ?? (lie > 0 ? 'nowhere' : held.state));
      gets.push({ ...at, kind: 'accept', version, state });
      continue;
    }
    const ifVersion =
      condition === 'none'
        ? null
        : Math.max(0, condition === 'held' ? held.version : held.version + 1 - (name % 3));
    const isMet = ifVersion === null || ifVersion === held.version;
    const state = name > 26 ? 'same' : `s${index}`;
    const isUnanswered = isInfo === 0;
    if (isMet && (!isUnanswered || happens)) {
      held = { version: held.version + 1, state };
      states.set(held.version, state);
    }
    if (isUnanswered) puts.push({ ...at, state, ifVersion, version: null, completedNs: null });
    else if (isMet && lie === 0) puts.push({ ...at, state, ifVersion, version: held.version });
    else if (ifVersion !== null) conflicts.push({ ...at, ifVersion });
    else puts.push({ ...at, state, ifVersion, version: Math.max(1, held.version + lie) });
  }
  return { puts, gets, conflicts };
});

test(
  'agrees with the linearizability search wherever it decides, and decides nearly everywhere',
  { timeout: 60_000 },
  () => {
    const seen = { linearizable: 0, refuted: 0, undecided: 0 };
    compareOn(anySession, (history) => {
      const { status } = decideSessionState(history);
      seen[status] += 1;
      if (status === 'undecided') return;
      expect(status === 'linearizable').toBe(isLinearizable(sessionState, sessionCalls(history)));
    });
    const all = seen.linearizable + seen.refuted + seen.undecided;
    expect(Math.min(seen.linearizable, seen.refuted) / all).toBeGreaterThan(0.1);
    expect(seen.undecided / all).toBeLessThan(0.02);
  },
);
