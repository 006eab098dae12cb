import { expect, test } from 'vitest';
import { freeSubnets } from './subnet.ts';

const firstFree = (taken: readonly string[], first: number): string | undefined =>
  freeSubnets(taken, first)[0]?.cidr;

test('begins where it is told and goes round', () => {
  const free = freeSubnets([], 255);
  expect(free.map(({ cidr }) => cidr).slice(0, 2)).toEqual(['10.213.255.0/24', '10.213.0.0/24']);
  expect(free).toHaveLength(256);
});

test('steps over equal, smaller and larger networks that overlap', () => {
  expect(firstFree(['10.213.7.0/24'], 7)).toBe('10.213.8.0/24');
  expect(firstFree(['10.213.7.128/25'], 7)).toBe('10.213.8.0/24');
  expect(firstFree(['10.213.6.0/23', '10.213.8.77/22'], 7)).toBe('10.213.12.0/24');
});

test('has none left when somebody uses all of 10.0.0.0/8', () => {
  expect(freeSubnets(['10.0.0.0/8'], 0)).toEqual([]);
});

test('does not mind IPv6 networks and nonsense', () => {
  expect(firstFree(['fd00::/64', 'nonsense', ''], 3)).toBe('10.213.3.0/24');
});

test('writes addresses and the gateway', () => {
  const [subnet] = freeSubnets([], 9);
  expect([subnet?.gateway, subnet?.address(11)]).toEqual(['10.213.9.1', '10.213.9.11']);
});
