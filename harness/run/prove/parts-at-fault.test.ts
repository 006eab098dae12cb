import { expect, test } from 'vitest';
import { planTopology } from '../../cluster/topology.ts';
import { SABOTAGES } from '../../scenario/sabotage/sabotage.ts';
import { partsAtFault, placeOf } from './parts-at-fault.ts';

const healthy = planTopology({ replicas: 3, secrets: { jwtSecret: 'j', seedPassword: 'p' } });

test.each([
  ['odd-jwt-secret', ['b-2'], 'topology'],
  ['split-redis', ['b-2'], 'topology'],
  ['clock-off', ['b-2'], 'topology'],
  ['token-version-cached', ['b-1', 'b-2', 'b-3'], 'backend'],
  ['proxy-buffers-stream', ['proxy'], 'proxy'],
  ['failover-loses-kick', ['redis'], 'topology'],
] as const)('%s is the fault of %j, planted in the %s/%s', (name, parts, place) => {
  const sabotage = SABOTAGES[name];
  const atFault = partsAtFault(healthy, sabotage.plant(healthy));
  expect(atFault).toEqual(parts);
  expect(placeOf(sabotage, atFault)).toBe(place);
});

test('nobody is at fault where nothing was changed', () => {
  expect(partsAtFault(healthy, healthy)).toEqual([]);
});
