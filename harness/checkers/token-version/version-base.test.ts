import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideTokenVersion } from './token-version.ts';
import { decideFromAnyBase } from './version-base.ts';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
  .map(([a, b]) => ({ invokedNs: Math.min(a, b), completedNs: Math.max(a, b) }));
const bumps = fc.array(
  fc
    .tuple(interval, fc.boolean(), fc.nat(99))
    .map(([at, dies, index]) => ({ ...at, completedNs: dies ? null : at.completedNs, index })),
  { maxLength: 4 },
);
const reads = fc.array(
  fc
    .tuple(
      interval,
      fc.constantFrom('accept' as const, 'reject' as const, 'login' as const),
      fc.nat(4),
      fc.nat(99),
    )
    .map(([at, kind, version, index]) => ({ ...at, kind, version, index })),
  { minLength: 1, maxLength: 5 },
);

test('finds a base exactly when one exists', () => {
  fc.assert(
    fc.property(bumps, reads, (bumps, reads) => {
      fc.pre(reads.some((read) => read.kind !== 'reject'));
      const bases = Array.from({ length: 20 }, (_, i) => i - 10);
      const exists = bases.some((base) => decideTokenVersion({ base, bumps, reads }).ok);
      expect(decideFromAnyBase({ bumps, reads }).ok).toBe(exists);
    }),
    { numRuns: 5_000 },
  );
});
