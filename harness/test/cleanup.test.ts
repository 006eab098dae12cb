import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { leftAfter, leftovers, run, start, temporaryFolder } from './lockstep.ts';

const verify = (out: string, scenario = 'login-survives-round-robin') => [
  'verify',
  '--driver',
  'process',
  '--only',
  scenario,
  '--out',
  out,
];

test('nothing was left behind by whoever ran before', () => {
  expect(leftovers()).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a run with 130, and leaves nothing',
  async (signal) => {
    await using folder = await temporaryFolder();
    const running = start(verify(folder.path));
    await running.says(/… login-survives-round-robin/u);
    await new Promise((resolve) => setTimeout(resolve, randomInt(2500)));
    running.kill(signal);
    // A second one does not skip the cleaning.
    running.kill(signal);
    const { exitCode, stderr } = await running.ended;
    expect(stderr).toMatch(/cleaning up/u);
    expect(exitCode).toBe(130);
    expect(leftovers()).toEqual([]);
  },
);

test('kill -9 at any moment leaves nothing after 5 s', async () => {
  for (let kill = 0; kill < 5; kill += 1) {
    await using folder = await temporaryFolder();
    const running = start(verify(folder.path, 'clock-skew-is-named'));
    const momentMs = randomInt(3500);
    await new Promise((resolve) => setTimeout(resolve, momentMs));
    running.kill('SIGKILL');
    await running.ended;
    expect(await leftAfter(5000), `killed after ${momentMs} ms`).toEqual([]);
  }
});

test('a cluster that does not come up leaves nothing', async () => {
  await using folder = await temporaryFolder();
  const { exitCode } = await run([...verify(folder.path), '--backend', 'sleep 0.3; exit 1']);
  expect(exitCode).toBe(254);
  expect(leftovers()).toEqual([]);
});

test('clean finds nothing to do after all that', async () => {
  const { stdout, exitCode } = await run(['clean']);
  expect(stdout).toBe('Nothing was left behind.\n');
  expect(exitCode).toBe(0);
});
