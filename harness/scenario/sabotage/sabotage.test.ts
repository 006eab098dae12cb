import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planTopology } from '../../cluster/topology.ts';
import { BACKEND_SABOTAGES } from './backend.ts';
import { SABOTAGES } from './sabotage.ts';

const VARIANTS = new URL('../../../compose/backend/sabotage/', import.meta.url);

const healthy = planTopology({ replicas: 3, secrets: { jwtSecret: 'secret', seedPassword: 'password' } });

/** The variant of each replica, with what is planted beside it left out. */
const planted = (name: keyof typeof BACKEND_SABOTAGES): (string | undefined)[] =>
  BACKEND_SABOTAGES[name].plant(healthy).replicas.map(({ environment }) => environment['LOCKSTEP_SABOTAGE']);

const names = Object.keys(BACKEND_SABOTAGES) as (keyof typeof BACKEND_SABOTAGES)[];

test('there is a sabotage for each variant of the reference backend, and for no other', () => {
  const files = readdirSync(VARIANTS).filter((file) => file !== 'variants.ts');
  expect(names.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
});

test.each(names)('%s plants the variant of its name, and changes nothing else', (name) => {
  const isOfOne = ['slow-replica', 'failing-replica', 'overload-lingers'].includes(name);
  expect(planted(name)).toEqual(isOfOne ? [undefined, name, undefined] : [name, name, name]);
  expect({ ...BACKEND_SABOTAGES[name].plant(healthy), replicas: [] }).toEqual({ ...healthy, replicas: [] });
});

test('what needs two faults plants both', () => {
  const { proxy, replicas } = SABOTAGES['keep-alive-race'].plant(healthy);
  expect(proxy.idleUpstreamS).toBe(60);
  expect(replicas[0]?.environment['LOCKSTEP_SABOTAGE']).toBe('keep-alive-race');
});

test('a sabotage of one replica finds it also where there is only one', () => {
  const [only] = healthy.replicas;
  const { replicas } = SABOTAGES['slow-replica'].plant({ ...healthy, replicas: [only!] });
  expect(replicas[0]?.environment['LOCKSTEP_SABOTAGE']).toBe('slow-replica');
});
