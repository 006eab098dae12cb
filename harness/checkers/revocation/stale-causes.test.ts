import { expect, test } from 'vitest';
import { msToNs } from '../../time/clock.ts';
import { type ExplicableRevocation, explainStaleness } from './stale-causes.ts';

const kick = { index: 1, invokedNs: 0, completedNs: 0, replica: 'b-1' };
const probe = { index: 2, token: 't', replica: 'b-2', accepted: true, invokedNs: 1, completedNs: 2 };

/** A kick that b-2 learned of so late, of a token that it had first seen so long before. */
const late = (lowerMs: number, rememberedMs: number | null): ExplicableRevocation => ({
  kick,
  replica: 'b-2',
  lowerNs: msToNs(lowerMs),
  upperNs: msToNs(lowerMs + 20),
  rememberedNs: rememberedMs === null ? null : msToNs(rememberedMs),
  acceptsBefore: 1,
  probesAfter: [probe],
  stale: [probe],
  revived: false,
  partly: false,
  standing: 'obeyed',
  unwritten: false,
});
const causeOf = (...all: ExplicableRevocation[]) => explainStaleness(all, ['b-1', 'b-2'])[0]?.cause;

test('kicks soon after the first check tell how long a version is cached by the tokens that lived longest after them', () => {
  expect(causeOf(late(1950, 2040), late(1900, 2030))).toBe('b-2 caches the token version for about 2 s');
});

test('kicks long after the first check tell it by the time since that check, though no token lived on so long', () => {
  expect(causeOf(late(1400, 2050), late(1200, 1980), late(1300, 2010))).toContain('about 2 s');
});

test('a cache that other calls filled, or that checks had renewed, does not mislead', () => {
  expect(causeOf(late(1400, 2050), late(200, 1300), late(1300, 2010), late(900, 4200))).toContain(
    'about 2 s',
  );
  expect(causeOf(late(1980, 6100), late(1900, 7900))).toContain('about 2 s');
  expect(causeOf(late(1980, null))).toContain('about 2 s');
});
