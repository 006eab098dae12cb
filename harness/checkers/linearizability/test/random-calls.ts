import { array, constant, nat, oneof, record, tuple, type Arbitrary } from 'fast-check';
import type { Call } from '../specification.ts';

/** When a call ran: small whole numbers, so that ends and begins touch often; about one in four never ends. */
const interval = record({
  invokedNs: nat({ max: 9 }),
  lengthNs: oneof({ weight: 3, arbitrary: nat({ max: 5 }) }, { weight: 1, arbitrary: constant(Infinity) }),
});

/**
 * Histories of at most seven calls. `answered` draws the action of a call that ended; `unanswered` is what it leaves
 * when it never did, null when nothing.
 */
export function randomCalls<Action>(
  answered: Arbitrary<Action>,
  unanswered: (action: Action) => Action | null,
): Arbitrary<Call<Action>[]> {
  const drawn = array(tuple(interval, answered), { minLength: 1, maxLength: 7 });
  return drawn.map((calls) =>
    calls.flatMap(([{ invokedNs, lengthNs }, action], index) => {
      const completedNs = invokedNs + lengthNs;
      const known = completedNs === Infinity ? unanswered(action) : action;
      return known === null ? [] : [{ index, invokedNs, completedNs, action: known }];
    }),
  );
}
