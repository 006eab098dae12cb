import { expect, test } from 'vitest';
import { planTopology, withEnvironment } from './topology.ts';

const secrets = { jwtSecret: 's'.repeat(32), seedPassword: 'p' };

test('replicas are equal but for their names', () => {
  const { replicas } = planTopology({ replicas: 3, secrets, settings: { RATE_LIMIT: 30 } });
  expect(replicas.map(({ name }) => name)).toEqual(['b-1', 'b-2', 'b-3']);
  const [first, ...others] = replicas.map(({ environment: { INSTANCE_ID: _name, ...shared } }) => shared);
  expect(first).toMatchObject({ RATE_LIMIT: '30', RATE_WINDOW_S: '10', JWT_SECRET: 's'.repeat(32) });
  for (const other of others) expect(other).toEqual(first);
});

test('a change of one replica leaves the others and the original alone', () => {
  const healthy = planTopology({ replicas: 3, secrets });
  const odd = withEnvironment(healthy, (_, index): Record<string, string> =>
    index === 1 ? { JWT_SECRET: 'other' } : {},
  );
  expect(odd.replicas.map(({ environment }) => environment['JWT_SECRET'] === 'other')).toEqual([
    false,
    true,
    false,
  ]);
  expect(healthy.replicas[1]?.environment['JWT_SECRET']).toBe('s'.repeat(32));
});
