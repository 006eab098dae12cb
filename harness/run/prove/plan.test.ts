import { expect, test } from 'vitest';
import type { Capability, Driver } from '../../cluster/cluster.ts';
import { type Ground, planProof } from './plan.ts';
import { claimOf, scenarioOf } from './test/planted.ts';

const ground = (capabilities: readonly Capability[], isReferenceBackend = true): Ground => ({
  driver: {
    name: 'process',
    capabilities,
    start: () => Promise.reject(new Error('not started on paper')),
  } satisfies Driver,
  replicas: 3,
  isReferenceBackend,
});
const ALL: readonly Capability[] = ['configure', 'inject', 'clock'];

test('claims of one sabotage are tested by one run', () => {
  const scenario = scenarioOf(
    claimOf(),
    claimOf({ caughtBy: 'another' }),
    claimOf({ name: 'token-version-cached', caughtBy: 'third' }),
  );
  const { plantings, notPlanted, skipped } = planProof(scenario, ground(ALL));
  expect(
    plantings.map(({ sabotage, claims }) => [sabotage, claims.map(({ claim }) => claim.caughtBy)]),
  ).toEqual([
    ['odd-jwt-secret', ['says', 'another']],
    ['token-version-cached', ['third']],
  ]);
  expect(plantings[0]?.claims[0]).toMatchObject({ atFault: ['b-2'], where: 'topology' });
  expect(notPlanted).toEqual([]);
  expect(skipped).toBeNull();
});

test('a variant of the reference backend is planted in no other backend; the rest is', () => {
  const scenario = scenarioOf(claimOf(), claimOf({ name: 'token-version-cached' }));
  const { plantings, notPlanted } = planProof(scenario, ground(ALL, false));
  expect(plantings.map(({ sabotage }) => sabotage)).toEqual(['odd-jwt-secret']);
  expect(notPlanted).toEqual([
    {
      sabotage: 'token-version-cached',
      scenario: 's',
      check: 'says',
      reason: 'it is a variant of the reference backend, and another one runs',
    },
  ]);
});

test('nothing is planted where nothing may be changed, and no clock where there is none to move', () => {
  const scenario = scenarioOf(claimOf(), claimOf({ name: 'clock-off' }));
  expect(planProof(scenario, ground([])).notPlanted.map(({ reason }) => reason)).toEqual([
    'the process driver cannot change what is up',
    'the process driver cannot change what is up and give a replica a clock of its own',
  ]);
  expect(planProof(scenario, ground(['configure'])).notPlanted.map(({ sabotage }) => sabotage)).toEqual([
    'clock-off',
  ]);
});

test('a scenario that the driver cannot run is skipped with all its claims', () => {
  const scenario = { ...scenarioOf(claimOf()), needs: ['inject' as const] };
  const { skipped, plantings, notPlanted } = planProof(scenario, ground(['configure']));
  expect(skipped).toBe('it must inject the cluster, which the process driver cannot');
  expect(plantings).toEqual([]);
  expect(notPlanted[0]?.reason).toBe(skipped);
});
