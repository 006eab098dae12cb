import type { Limits } from '../model.ts';
import { shortened } from '../recorded-value.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { callTable, furthestTable } from './evidence.ts';
import { decideLinearizability, type Undecided } from './linearizability.ts';
import type { SearchedObject, ObservedCall, Part } from './object.ts';
import { shrunken } from './shrink.ts';

/** The judgement on a part that was refuted: the fewest calls found that show it, what that is called, and who answered. */
export function refutation<State, Action>(
  object: SearchedObject<State, Action>,
  part: Part<Action>,
  limits: Limits,
): Judgement {
  const calls = shrunken(object, part.calls, limits);
  const decision = decideLinearizability(object, [calls], limits);
  const furthest = decision.status === 'linearizable' ? null : decision.furthest;
  const violation = violationOf(object, part, { calls, blocking: calls[furthest?.blocking ?? -1] ?? null });
  return {
    verdict: { status: 'invalid', violations: [violation] },
    summary: `${violation.anomaly}${placeOf(object, part)}, shown by ${violation.operations.length} of ${part.calls.length} operations`,
    evidence: [callTable(object, calls), ...(furthest ? [furthestTable(object, calls, furthest)] : [])],
  };
}

interface Shrunken<Action> {
  readonly calls: readonly ObservedCall<Action>[];
  readonly blocking: ObservedCall<Action> | null;
}

function violationOf<State, Action>(
  object: SearchedObject<State, Action>,
  part: Part<Action>,
  { calls, blocking }: Shrunken<Action>,
): Violation {
  const named = object.diagnose(calls, part.calls);
  const shown = named?.calls ?? calls;
  const culprit = named ? named.calls.at(-1) : blocking;
  const unexplained = blocking
    ? `nothing explains ${toldWithStamps(object, blocking)}`
    : 'they have no order';
  const prefix = part.key === '' ? '' : `${namedPart(object, part)}: `;
  return {
    anomaly: named?.anomaly ?? 'non-linearizable',
    message: capitalized(
      named
        ? `${prefix}${named.message}: ${named.calls.map((call) => toldWithStamps(object, call)).join(', ')}.`
        : `${prefix}no order of these ${calls.length} operations is one that a ${object.noun} can show: ${unexplained}.`,
    ),
    operations: shown.map(({ index }) => index).sort((a, b) => a - b),
    culprits: culprit?.replica ? [culprit.replica] : [],
    cause: named?.cause ?? null,
  };
}

/** The judgement on a part that the limits left undecided: how far it came, and what it could not pass. */
export function undecided<State, Action>(
  object: SearchedObject<State, Action>,
  part: Part<Action>,
  { cause, furthest, configurations }: Undecided,
): Judgement {
  const blocking = part.calls[furthest.blocking];
  const limit = cause === 'deadline' ? 'the deadline' : 'the memory it may use';
  const beyond = blocking ? `, at best before ${toldWithStamps(object, blocking)}` : '';
  const reason =
    `the search came to ${limit} after ${configurations} configurations${placeOf(object, part)}, ` +
    `with ${furthest.prefix.length} of ${part.calls.length} operations in order${beyond}`;
  return {
    verdict: { status: 'unknown', reason },
    summary: `undecided${placeOf(object, part)}`,
    evidence: [furthestTable(object, part.calls, furthest)],
  };
}

const namedPart = <State, Action>({ noun }: SearchedObject<State, Action>, { key }: Part<Action>): string =>
  `${noun} ${shortened(JSON.stringify(key))}`;

const placeOf = <State, Action>(object: SearchedObject<State, Action>, part: Part<Action>): string =>
  part.key === '' ? '' : ` of ${namedPart(object, part)}`;

function toldWithStamps<State, Action>(
  { tell }: SearchedObject<State, Action>,
  { index, action, replica }: ObservedCall<Action>,
): string {
  return `operation ${index} (${shortened(tell(action))}${replica === null ? '' : ` at ${replica}`})`;
}

const capitalized = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
