import * as fc from 'fast-check';
import { CHECK_KINDS } from '../../faults/fault-window.ts';
import type { FaultCheck, FaultWindow } from '../../faults/fault-window.ts';

/** A window by its four stamps: commanded, verified, healing begun, healing verified. */
const windowOf = (
  [commandedNs, downNs, healingNs, healedNs]: readonly [number, number, number, number],
  name = 'redis',
): FaultWindow => ({ name, index: 100, commandedNs, downNs, healingNs, healedNs });

const stamp = fc.nat({ max: 20 });

export const anyWindows = fc.array(
  fc.tuple(stamp, stamp, stamp, stamp, fc.nat({ max: 7 })).map(([a, b, c, d, never]) => {
    const [commanded, down, healing, healed] = [a, b, c, d].sort((x, y) => x - y) as [
      number,
      number,
      number,
      number,
    ];
    if (never === 0) return windowOf([commanded, Infinity, healing, healed]);
    if (never === 1) return windowOf([commanded, down, Infinity, Infinity]);
    return windowOf([commanded, down, healing, never === 2 ? Infinity : healed]);
  }),
  { minLength: 1, maxLength: 3 },
);

/** In order of invocation. */
export const anyChecks = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...CHECK_KINDS),
      replica: fc.constantFrom('b-1', 'b-2', null),
      session: fc.constantFrom('s', 't', null),
      isLive: fc.boolean(),
      isDependent: fc.boolean(),
      invokedNs: stamp,
      length: fc.nat({ max: 3 }),
    }),
    { maxLength: 8 },
  )
  .map((drawn) =>
    drawn
      .sort((a, b) => a.invokedNs - b.invokedNs)
      .map(({ length, ...one }, index): FaultCheck => ({
        ...one,
        index,
        completedNs: one.invokedNs + length,
      })),
  );
