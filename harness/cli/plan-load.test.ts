import { expect, test } from 'vitest';
import { planLoad } from './plan-load.ts';
import { resolveOptions } from './resolve-options.ts';

const planned = async (flags: Readonly<Record<string, unknown>>) =>
  planLoad(await resolveOptions({ config: null, environment: {}, flags }));

test('a load is planned as it is asked for, and must not fail where nothing else is asked', async () => {
  expect(await planned({ rate: '5..9', duration: '3s', warmUp: '500ms', mix: 'me=1,health=0.5' })).toEqual({
    profile: { kind: 'ramp', fromPerSecond: 5, toPerSecond: 9 },
    durationMs: 3000,
    warmUpMs: 500,
    spacing: 'poisson',
    mix: { me: 1, health: 0.5 },
    slos: ['errors<1%'],
    stopsWhenBroken: false,
    users: 20,
    connections: 64,
    threads: 1,
  });
  expect((await planned({ slo: ['p99<1s', 'p95(me)<1s'] })).slos).toEqual(['p99<1s', 'p95(me)<1s']);
});

test('as much as is answered is a closed loop, by the engine that is asked for', async () => {
  expect((await planned({ rate: 'max' })).profile).toEqual({ kind: 'closed', by: 'lockstep' });
  expect((await planned({ rate: 'max', engine: 'autocannon' })).profile).toEqual({
    kind: 'closed',
    by: 'autocannon',
  });
});

test.each([
  [
    { engine: 'autocannon' },
    '--engine autocannon offers closed loops only: give --rate max, or leave it out.',
  ],
  [
    { engine: 'autocannon', rate: 'max', target: 'https://staging.example', replica: [] },
    '--engine autocannon checks no certificate and bounds no answer: leave it out for --target https://staging.example.',
  ],
  [{ duration: '0', warmUp: '0' }, '--duration must be longer than 0: give it a time, as 30s.'],
  [{ duration: '0' }, '--duration must be longer than 0: give it a time, as 30s.'],
  [{ duration: '2s' }, '--warm-up must be shorter than --duration: it is a part of it.'],
  [
    { threads: '3', connections: '2' },
    '--threads 3 need 3 --connections at least, one for each: there are 2.',
  ],
  [
    { slo: ['p99(publish)<1s'], mix: 'me=1,health=1' },
    '--slo p99(publish)<1s is about publish, but --mix calls only me, health.',
  ],
])('%j cannot work, and is refused with the next step', async (flags, message) => {
  await expect(planned(flags)).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test('what fits only just is taken', async () => {
  expect(await planned({ threads: '2', connections: '2', duration: '2001ms' })).toMatchObject({ threads: 2 });
});

test('all that does not go together is told at once', async () => {
  await expect(planned({ duration: '1s', threads: '9', connections: '1' })).rejects.toThrow(
    /--warm-up.*; --threads/u,
  );
});
