import { expect, test } from 'vitest';
import { linkName } from '../link/link-plan.ts';
import { planTopology, withReplicas } from '../topology.ts';
import { fits, findPlace } from './place.ts';
import { freeSubnets } from './subnet.ts';

const secrets = { jwtSecret: 'x'.repeat(32), seedPassword: 'test' };
const [subnet] = freeSubnets([], 7);

test('gives everything of the fullest topology an address of its own', () => {
  const full = planTopology({ replicas: 3, secrets, redis: 'sentinel', links: ['redis', 'proxy'] });
  const topology = withReplicas(full, ({ name }) => ({ ownRedis: name === 'b-2' }));
  const { addressOf, links, redis } = findPlace(topology, subnet!);
  const programs = ['nginx', 'link', ...redis.servers.map(({ name }) => name), ...redis.sentinels];
  const all = [...programs, 'b-1', 'b-2', 'b-3', ...links.ends.map(({ name }) => name)];
  const addresses = all.map((name) => `${addressOf(name).host}:${addressOf(name).port}`);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses.every((address) => /^10\.213\.7\.\d+:[1-9]\d+$/u.test(address))).toBe(true);
  expect(new Set(programs.map((name) => addressOf(name).host)).size).toBe(programs.length);
});

test('sends replicas to what they are to use', () => {
  const plain = findPlace(planTopology({ replicas: 2, secrets }), subnet!);
  expect(plain.links).toMatchObject({ ends: [] });
  expect(plain.links.redisOf('b-1')).toEqual(plain.addressOf('redis'));
  const linked = findPlace(planTopology({ replicas: 2, secrets, links: ['redis'] }), subnet!);
  expect(linked.links.redisOf('b-2')).toEqual(linked.addressOf(linkName('b-2', 'redis')));
  expect(linked.links.upstreamOf('b-2')).toEqual(linked.addressOf('b-2'));
});

test('knows how much fits into a network', () => {
  const many = (replicas: number) => planTopology({ replicas, secrets });
  expect([fits(many(244)), fits(many(245))]).toEqual([true, false]);
  expect(fits(withReplicas(many(244), (_, index) => ({ ownRedis: index === 0 })))).toBe(false);
});
