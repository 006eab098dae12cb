import { expect, test } from 'vitest';
import { planTopology, withReplicas } from '../topology.ts';
import { findPlace } from './place.ts';
import { planLink, planReplica } from './service-plan.ts';
import { freeSubnets } from './subnet.ts';

const secrets = { jwtSecret: 'x'.repeat(32), seedPassword: 'test' };
const [subnet] = freeSubnets([], 7);
const topology = withReplicas(
  planTopology({ replicas: 2, secrets, links: ['redis'], clocks: true }),
  (_, index) => (index === 1 ? { clockOffsetS: -90 } : {}),
);
const place = findPlace(topology, subnet!);
const setting = { image: 'any', place, projectRoot: '/here', clockLibrary: '/lib/faketime.so', port: 20_001 };

test('a replica is told what only the place knows, and keeps its port', () => {
  const plan = planReplica(topology.replicas[0]!, setting);
  expect(plan.environment).toMatchObject({
    PORT: '8080',
    HOST: '0.0.0.0',
    REDIS_URL: 'redis://10.213.7.10:7001',
  });
  expect(plan).toMatchObject({ address: '10.213.7.11', publish: { container: 8080, host: 20_001 } });
});

test('a replica’s clock starts where the topology puts it', () => {
  const { file, environment } = planReplica(topology.replicas[1]!, setting);
  expect(file?.text).toBe('-90');
  expect(environment).toMatchObject({
    LD_PRELOAD: '/lib/faketime.so',
    FAKETIME_TIMESTAMP_FILE: `/${file?.path}`,
  });
});

test('a replica runs by the machine’s clock where the topology or the image has no other', () => {
  const plans = [
    planReplica({ ...topology.replicas[0]!, clockOffsetS: null }, setting),
    planReplica(topology.replicas[0]!, { ...setting, clockLibrary: null }),
  ];
  expect(plans.map(({ file, environment }) => [file, environment['LD_PRELOAD']])).toEqual([
    [null, undefined],
    [null, undefined],
  ]);
});

test('an image of somebody else is run as it is, with nothing mounted', () => {
  const plan = planReplica(topology.replicas[0]!, { ...setting, projectRoot: null });
  expect([plan.command, plan.mount, plan.environment['NODE_COMPILE_CACHE']]).toEqual([null, null, undefined]);
});

test('the link program is told every link, and takes orders at a published port', () => {
  const { command, publish } = planLink({ image: 'node', place }, { projectRoot: '/here', port: 20_002 });
  const told: unknown = JSON.parse(command?.at(-1) ?? '');
  expect(told).toEqual({ control: { host: '10.213.7.10', port: 7000 }, ends: place.links.ends });
  expect(publish).toMatchObject({ container: 7000, host: 20_002 });
});
