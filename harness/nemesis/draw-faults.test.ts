import { expect, test } from 'vitest';
import { randomFrom } from '../time/random.ts';
import { drawFaults } from './draw-faults.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed.toString(16));
const drawn = (seed: string, links: readonly ('redis' | 'proxy')[] = ['redis', 'proxy']) =>
  drawFaults(randomFrom(seed), { replicas: 3, links });
const kinds = (links?: readonly ('redis' | 'proxy')[]) =>
  new Set(SEEDS.flatMap((seed) => drawn(seed, links)).map(({ fault }) => fault.kind));

test('the same seed draws the same faults, and another one others', () => {
  expect(drawn('7f3a91')).toEqual(drawn('7f3a91'));
  expect(drawn('7f3a91')).not.toEqual(drawn('7f3a92'));
});

test('three or four faults, each after some quiet and over after a while', () => {
  for (const plans of SEEDS.map((seed) => drawn(seed))) {
    expect([3, 4]).toContain(plans.length);
    for (const { afterMs, forMs } of plans) {
      expect(afterMs).toBeGreaterThanOrEqual(500);
      expect(forMs).toBeGreaterThanOrEqual(300);
      expect(forMs).toBeLessThanOrEqual(1500);
    }
  }
});

test('every kind is drawn that Redis forgets nothing in, and every share of the replicas', () => {
  const all = ['kill', 'partition', 'pause', 'reload-proxy', 'rolling-restart', 'slow-link', 'stop'];
  expect([...kinds()].sort()).toEqual(all);
  const targets = SEEDS.flatMap((seed) => drawn(seed)).flatMap(({ fault }) =>
    'target' in fault ? [fault] : [],
  );
  const shares = new Set(targets.map(({ target }) => ('part' in target ? target.part : target.replicas)));
  expect([...shares].map(String).sort()).toEqual(['all', 'majority', 'minority', 'one', 'redis']);
  for (const { kind, target } of targets) if ('part' in target) expect(kind).toBe('pause');
});

test('without links nothing is done to them', () => {
  expect(kinds([]).has('partition')).toBe(false);
  expect(kinds([]).has('slow-link')).toBe(false);
});
