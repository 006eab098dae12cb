import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { connectEngine, missingImages, probeEngine } from '../cluster/docker/engine.ts';
import { chooseImages } from '../cluster/docker/image-names.ts';
import { LABEL } from '../cluster/docker/labels.ts';
import { leftAfter, leftovers, run, start, temporaryFolder } from './lockstep.ts';

const images = Object.values(chooseImages({ asked: {}, environment: process.env }));
const missing = await whatIsMissing();
if (missing !== null) process.stderr.write(`docker runs not tested: ${missing}\n`);

async function whatIsMissing(): Promise<string | null> {
  const engine = await probeEngine();
  if ('missing' in engine) return engine.missing;
  const absent = await missingImages(images);
  return absent.length === 0 ? null : `no image ${absent.join(', ')}`;
}

/** Also containers and networks. */
async function allLeftovers(): Promise<string[]> {
  const engine = await connectEngine();
  if (engine === null) return leftovers();
  const filters = { label: [LABEL.session] };
  const [containers, networks] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
  ]);
  return [...leftovers(), ...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)];
}

/** Twenty-three scenarios, two at a time, take about two minutes and a half. */
const PROFILE_TIMEOUT_MS = 300_000;

test.skipIf(missing !== null)(
  'three healthy replicas in containers are valid in every scenario',
  async () => {
    await using folder = await temporaryFolder();
    const { exitCode, stdout } = await run(['verify', '--driver', 'docker', '--out', folder.path]);
    expect(stdout).toMatch(/^VALID · 23 of 23 valid · exit 0/mu);
    expect(exitCode).toBe(0);
    expect(await allLeftovers()).toEqual([]);
  },
  PROFILE_TIMEOUT_MS,
);

test.skipIf(missing !== null)('a sabotage is found in containers too', async () => {
  await using folder = await temporaryFolder();
  const args = ['verify', '--driver', 'docker', '--sabotage', 'rate-limit-in-memory', '--out', folder.path];
  const { exitCode, stdout } = await run(args);
  expect(stdout).toMatch(/over-admission: 90 of/u);
  expect(exitCode).toBe(1);
});

test.skipIf(missing !== null)(
  'kill -9 at any moment leaves no container, network, process or folder after 5 s',
  async () => {
    for (let kill = 0; kill < 3; kill += 1) {
      await using folder = await temporaryFolder();
      const args = [
        'verify',
        '--driver',
        'docker',
        '--only',
        'mismatched-secrets-are-rejected',
        '--out',
        folder.path,
      ];
      const running = start(args);
      const momentMs = randomInt(6000);
      await new Promise((resolve) => setTimeout(resolve, momentMs));
      running.kill('SIGKILL');
      await running.ended;
      expect(await leftAfter(5000, allLeftovers), `killed after ${momentMs} ms`).toEqual([]);
    }
  },
);

test.skipIf(missing !== null)('Ctrl-C leaves nothing, and ends with 130', async () => {
  await using folder = await temporaryFolder();
  const running = start(['verify', '--driver', 'docker', '--out', folder.path]);
  await running.says(/… login-survives-round-robin/u);
  await new Promise((resolve) => setTimeout(resolve, randomInt(4000)));
  running.kill('SIGINT');
  expect((await running.ended).exitCode).toBe(130);
  expect(await allLeftovers()).toEqual([]);
});

test.skipIf(missing !== null)('an image that cannot be had is refused in one sentence', async () => {
  const { exitCode, stderr } = await run([
    'verify',
    '--driver',
    'docker',
    '--image-redis',
    'no/such-image:1',
  ]);
  expect(stderr).toMatch(/no\/such-image:1/u);
  expect(stderr).not.toMatch(/\n\s+at /u);
  expect(exitCode).toBe(254);
});
