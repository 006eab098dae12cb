import type { Call, Specification } from '../specification.ts';

/** Linearizability by its definition: tries every order of every choice of the optional operations. */
export function bruteForce<State, Action>(
  { initial, step }: Specification<State, Action>,
  calls: readonly Call<Action>[],
): boolean {
  const goOn = (state: State, left: readonly Call<Action>[]): boolean =>
    left.every((call) => call.completedNs === Infinity) ||
    left.some((call) => {
      if (left.some((other) => other.completedNs < call.invokedNs)) return false;
      const next = step(state, call.action);
      return (
        next !== undefined &&
        goOn(
          next,
          left.filter((other) => other !== call),
        )
      );
    });
  return goOn(initial, calls);
}
