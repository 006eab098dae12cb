import { expect, test } from 'vitest';
import { revocations } from './revocation.ts';

const kick = { index: 0, invokedNs: 100, completedNs: 110 };
const probe = (invokedNs: number, accepted: boolean, token = 't', replica = 'b-1') => ({
  index: invokedNs,
  token,
  replica,
  accepted,
  invokedNs,
  completedNs: invokedNs + 5,
});

test('bounds the time to revocation by the last accept and the first lasting refusal', () => {
  const [one] = revocations(kick, [
    probe(50, true),
    probe(120, true),
    probe(160, true),
    probe(200, false),
    probe(250, false),
  ]);
  expect(one).toMatchObject({ lowerNs: 50, upperNs: 105, acceptsBefore: 1, revived: false, partly: false });
  expect(one?.stale.map(({ index }) => index)).toEqual([120, 160]);
});
test('tells how long a check may have been remembered, from the first to the refusal that stood', () => {
  const [one] = revocations(kick, [probe(50, true), probe(120, true), probe(200, false), probe(250, false)]);
  expect(one?.rememberedNs).toBe(155);
  expect(revocations(kick, [probe(50, true), probe(120, true)])[0]?.rememberedNs).toBeNull();
});
test('is censored when the token was never refused', () => {
  expect(revocations(kick, [probe(120, true), probe(900, true)])[0]).toMatchObject({
    lowerNs: 790,
    upperNs: null,
  });
});
test('counts an accept that overlaps the kick as none after it', () => {
  expect(revocations(kick, [probe(110, true), probe(120, false)])[0]).toMatchObject({
    lowerNs: 0,
    upperNs: 25,
    stale: [],
  });
});
test('tells a token that lives again, and a kick that ends only some', () => {
  expect(revocations(kick, [probe(120, false), probe(200, true)])[0]).toMatchObject({
    revived: true,
    upperNs: null,
  });
  expect(revocations(kick, [probe(120, false, 'a'), probe(200, true, 'b')])[0]).toMatchObject({
    partly: true,
    revived: false,
  });
});
test('measures each replica by itself, and nothing without checks', () => {
  const both = revocations(kick, [probe(120, true), probe(120, false, 't', 'b-2')]);
  expect(both.map(({ replica, lowerNs }) => [replica, lowerNs])).toEqual([
    ['b-1', 10],
    ['b-2', 0],
  ]);
  expect(revocations(kick, [])).toEqual([]);
});
test('says whether a kick was obeyed in the end, before the next one began, by the tokens that lived before it', () => {
  const standing = (nextNs: number, ...probes: ReturnType<typeof probe>[]) =>
    revocations(kick, probes, nextNs).map((one) => one.standing)[0];
  expect(standing(Infinity, probe(50, true), probe(120, true), probe(200, false))).toBe('obeyed');
  expect(standing(Infinity, probe(50, true), probe(120, true))).toBe('ignored');
  expect(standing(150, probe(50, true), probe(120, true), probe(200, false))).toBe('ignored');
  expect(standing(Infinity, probe(50, false), probe(120, false))).toBe(null);
  expect(standing(Infinity, probe(50, false), probe(120, true))).toBe(null);
  expect(standing(Infinity, probe(50, true))).toBe(null);
});
