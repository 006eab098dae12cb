import { expect, test } from 'vitest';
import { type Configuration, Configurations } from './configurations.ts';

const at = (more: Partial<Configuration> = {}): Configuration => ({
  state: 1,
  hash: 7,
  required: Int32Array.of(0b11, 0b01),
  from: 0,
  to: 2,
  optional: Int32Array.of(0),
  ...more,
});
const PLENTY = 1e9;

test('a configuration is new once', () => {
  const seen = new Configurations(1);
  expect(seen.add(at(), PLENTY)).toBe('new');
  expect(seen.add(at(), PLENTY)).toBe('covered');
  expect(seen.count).toBe(1);
});

test.for<[string, Partial<Configuration>]>([
  ['state', { state: 2 }],
  ['hash', { hash: 8 }],
  ['first word', { required: Int32Array.of(0b10, 0b01) }],
  ['last word', { required: Int32Array.of(0b11, 0b11) }],
  ['begin of the window', { from: 1 }],
  ['end of the window', { to: 1 }],
])('another %s is another configuration, whatever the hash', ([, more]) => {
  const seen = new Configurations(1);
  seen.add(at(), PLENTY);
  expect(seen.add(at(more), PLENTY)).toBe('new');
  expect(seen.add(at(more), PLENTY)).toBe('covered');
  expect(seen.add(at(), PLENTY)).toBe('covered');
});

test('the same bits in another window are another set', () => {
  const seen = new Configurations(1);
  const word = Int32Array.of(5, 5, 5);
  seen.add(at({ required: word, from: 0, to: 1 }), PLENTY);
  expect(seen.add(at({ required: word, from: 1, to: 2 }), PLENTY)).toBe('new');
  expect(seen.add(at({ required: word, from: 0, to: 0 }), PLENTY)).toBe('new');
  expect(seen.add(at({ required: word, from: 0, to: 2 }), PLENTY)).toBe('new');
});

test('bits outside the window are not looked at', () => {
  const seen = new Configurations(1);
  seen.add(at({ from: 1, to: 2 }), PLENTY);
  expect(seen.add(at({ from: 1, to: 2, required: Int32Array.of(0, 0b01) }), PLENTY)).toBe('covered');
});

test('having used fewer optional operations covers having used more, and not the reverse', () => {
  const seen = new Configurations(2);
  seen.add(at({ optional: Int32Array.of(0b010, 0b1) }), PLENTY);
  expect(seen.add(at({ optional: Int32Array.of(0b110, 0b1) }), PLENTY)).toBe('covered');
  expect(seen.add(at({ optional: Int32Array.of(0b101, 0b1) }), PLENTY)).toBe('new');
  expect(seen.add(at({ optional: Int32Array.of(0b010, 0b0) }), PLENTY)).toBe('new');
  expect(seen.add(at({ optional: Int32Array.of(0b011, 0b0) }), PLENTY)).toBe('covered');
});

test('thousands are told apart, also where their hashes are the same, and it takes some forty bytes each', () => {
  const seen = new Configurations(1);
  const many = Array.from({ length: 20_000 }, (_, number) =>
    at({ hash: number % 5000, state: number, required: Int32Array.of(number, 1) }),
  );
  expect(many.every((configuration) => seen.add(configuration, PLENTY) === 'new')).toBe(true);
  expect(many.every((configuration) => seen.add(configuration, PLENTY) === 'covered')).toBe(true);
  expect(seen.count).toBe(20_000);
  expect(seen.bytes / seen.count).toBeLessThan(80);
});

test('no more is remembered than the memory allows, and what is there stays', () => {
  const seen = new Configurations(1);
  const limit = seen.bytes;
  let number = 0;
  while (seen.add(at({ state: number }), limit) === 'new') number += 1;
  expect(number).toBeGreaterThan(50);
  expect(seen.bytes).toBe(limit);
  expect(seen.add(at({ state: number }), limit)).toBe('full');
  expect(seen.add(at({ state: 0 }), limit)).toBe('covered');
  expect(seen.add(at({ state: number }), 4 * limit)).toBe('new');
});
