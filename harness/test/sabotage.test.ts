import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioVerdict } from '../scenario/record.ts';
import { leftovers, run, temporaryFolder } from './lockstep.ts';

interface Planted {
  readonly sabotage: string;
  readonly scenario: string;
  readonly check: string;
  readonly anomaly: string;
  readonly culprits: readonly string[];
  readonly cause: RegExp;
}

const ALL = ['b-1', 'b-2', 'b-3'];

const PLANTED: readonly Planted[] = [
  {
    sabotage: 'odd-jwt-secret',
    scenario: 'login-survives-round-robin',
    check: 'accepted-on-every-replica',
    anomaly: 'token-refused',
    culprits: ['b-2'],
    cause: /b-2 signs and verifies with another JWT_SECRET/u,
  },
  {
    sabotage: 'odd-jwt-secret',
    scenario: 'mismatched-secrets-are-rejected',
    check: 'accepted-on-every-replica',
    anomaly: 'token-refused',
    culprits: ['b-2'],
    cause: /b-2 signs and verifies with another JWT_SECRET/u,
  },
  {
    sabotage: 'odd-jwt-secret',
    scenario: 'login-survives-round-robin',
    check: 'refresh-works-on-another-replica',
    anomaly: 'lost-session',
    culprits: ['b-2'],
    cause: /b-2 signs and verifies with another JWT_SECRET/u,
  },
  {
    sabotage: 'token-version-cached',
    scenario: 'kick-offline-propagates',
    check: 'revoked-everywhere-when-kick-returns',
    anomaly: 'stale-accept',
    culprits: ALL,
    cause: /cache the token version for about 2 s/u,
  },
  {
    sabotage: 'rate-limit-in-memory',
    scenario: 'rate-limit-is-global',
    check: 'admitted-within-limit',
    anomaly: 'over-admission',
    culprits: ALL,
    cause: /each replica counts for itself/u,
  },
  {
    sabotage: 'proxy-buffers-stream',
    scenario: 'sse-stays-up',
    check: 'stream-timely',
    anomaly: 'buffered',
    culprits: ['proxy'],
    cause: /the proxy buffers the stream/u,
  },
  {
    sabotage: 'stream-local-only',
    scenario: 'sse-stays-up',
    check: 'stream-delivery',
    anomaly: 'lost',
    culprits: ALL,
    cause: /events only reach streams of the replica that published them/u,
  },
];

test.each(PLANTED)('$sabotage is found by $check in $scenario', async (planted) => {
  await using folder = await temporaryFolder();
  const args = ['verify', '--driver', 'process', '--only', planted.scenario, '--sabotage', planted.sabotage];
  const { exitCode, stdout } = await run([...args, '--out', folder.path]);
  expect(stdout).toMatch(/^INVALID · 1 of 1 invalid · exit 1/mu);
  expect(exitCode).toBe(1);
  const path = join(folder.path, 'latest', planted.scenario, 'verdict.json');
  const { checks } = scenarioVerdict.parse(JSON.parse(await readFile(path, 'utf8')));
  const { verdict } = checks.find(({ name }) => name === planted.check) ?? {};
  const [found] = verdict?.status === 'invalid' ? verdict.violations : [];
  expect(found).toMatchObject({ anomaly: planted.anomaly, cause: expect.stringMatching(planted.cause) });
  expect(found?.culprits.toSorted((a, b) => a.localeCompare(b))).toEqual(planted.culprits);
  expect(found?.operations.length).toBeGreaterThan(0);
});

test('events that a replica sends to nobody are lost, and the proxy is not blamed for them', async () => {
  await using folder = await temporaryFolder();
  await run(['verify', '--driver', 'process', '--sabotage', 'stream-local-only', '--out', folder.path]);
  const path = join(folder.path, 'latest', 'sse-stays-up', 'verdict.json');
  const { checks } = scenarioVerdict.parse(JSON.parse(await readFile(path, 'utf8')));
  expect(checks.find(({ name }) => name === 'stream-delivery')?.verdict.status).toBe('invalid');
  expect(checks.find(({ name }) => name === 'stream-timely')?.verdict.status).toBe('valid');
});

test('a version cached for 2 s lives on for about 2 s on each replica', async () => {
  await using folder = await temporaryFolder();
  const args = [
    'verify',
    '--driver',
    'process',
    '--only',
    'kick-offline-propagates',
    '--sabotage',
    'token-version-cached',
  ];
  await run([...args, '--out', folder.path]);
  const path = join(folder.path, 'latest', 'kick-offline-propagates', 'verdict.json');
  const { checks } = scenarioVerdict.parse(JSON.parse(await readFile(path, 'utf8')));
  const [table] = checks.find(({ name }) => name === 'revoked-everywhere-when-kick-returns')?.evidence ?? [];
  const rows = table?.kind === 'table' ? table.rows : [];
  const longestMs = rows.map((row) =>
    /\[(\d+), (\d+)\]/u
      .exec(String(row.at(-1)))
      ?.slice(1)
      .map(Number),
  );
  expect(longestMs).toHaveLength(3);
  for (const [lower = 0, upper = 0] of longestMs.map((found) => found ?? [])) {
    expect(lower).toBeGreaterThan(1500);
    expect(upper).toBeLessThan(3000);
  }
});

test('nothing is left behind', () => {
  expect(leftovers()).toEqual([]);
});
