import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import loginSurvivesRoundRobin from '../../scenarios/login-survives-round-robin.ts';
import mismatchedSecretsAreRejected from '../../scenarios/mismatched-secrets-are-rejected.ts';
import { processDriver } from '../cluster/process/driver.ts';
import { SERVER_FOLDERS } from '../cluster/process/programs.ts';
import { openSession } from '../cluster/session/session.ts';
import type { RunEvent } from '../run/events.ts';
import { prove } from '../run/prove/prove.ts';
import { proofRecord } from '../scenario/proof.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { leftovers, run, start, temporaryFolder } from './lockstep.ts';

const NAME = 'login-survives-round-robin';
const SHORT = 'mismatched-secrets-are-rejected';
const readProof = async (folder: string) =>
  proofRecord.parse(JSON.parse(await readFile(join(folder, 'prove.json'), 'utf8')));

test('a planted fault is found, its healthy twin is valid, and all of it is in one folder', async () => {
  await using folder = await temporaryFolder();
  const args = ['prove', NAME, '--driver', 'process', '--seed', '7f3a91', '--out', folder.path];
  const { exitCode, stdout, stderr } = await run(args);
  const found = loginSurvivesRoundRobin.sabotage.length;
  expect(stdout).toMatch(
    /^✔ odd-jwt-secret +1\/1 .* login-survives-round-robin · accepted-on-every-replica/mu,
  );
  expect(stdout).toMatch(new RegExp(`^PROVED · ${found} of ${found} planted faults? found`, 'mu'));
  expect(stderr).toMatch(/login-survives-round-robin × odd-jwt-secret: accepted-on-every-replica 1 of 1/u);
  expect(exitCode).toBe(0);
  expect(leftovers()).toEqual([]);

  const latest = join(folder.path, 'latest');
  expect(await readProof(latest)).toMatchObject({
    seed: '7f3a91',
    status: 'valid',
    healthy: [{ scenario: NAME, runs: 1, valid: 1 }],
    detection: { runs: found, detected: found },
    falseAlarms: 0,
    command: `lockstep prove --driver process --seed 7f3a91 --only ${NAME}`,
  });
  expect((await readdir(latest)).toSorted()).toEqual(['junit.xml', NAME, 'prove.json', 'report.html']);
  const healthy = await readdir(join(latest, NAME, 'healthy-1', NAME));
  expect(healthy.toSorted()).toEqual(['history.ndjson', 'logs', 'metrics.json', 'verdict.json']);
  const planted = await readdir(join(latest, NAME, 'odd-jwt-secret-1', NAME));
  expect(planted.toSorted()).toEqual(['history.ndjson', 'metrics.json', 'verdict.json']);

  expect((await run(['check', join(latest, NAME, 'healthy-1')])).exitCode).toBe(0);
  expect((await run(['check', join(latest, NAME, 'odd-jwt-secret-1')])).exitCode).toBe(1);
  const whole = await run(['check', latest]);
  expect(whole.stderr).toMatch(/is a proof: give one of its runs/u);
  expect(whole.exitCode).toBe(254);
  const page = await readFile(join(latest, 'report.html'), 'utf8');
  expect((await run(['report', latest])).exitCode).toBe(0);
  expect(await readFile(join(latest, 'report.html'), 'utf8')).toBe(page);
});

test('a claim that is wrong is a miss that says what was found instead', async () => {
  await using folder = await temporaryFolder();
  const wrong: Scenario = {
    ...mismatchedSecretsAreRejected,
    sabotage: [{ name: 'odd-jwt-secret', stage: 'equal', caughtBy: 'rig-held-up', cause: /no connections/u }],
  };
  const events: RunEvent[] = [];
  const proof = await proveHere(wrong, folder.path, events);
  expect(proof).toMatchObject({ status: 'invalid', exitCode: 1, detection: { runs: 1, detected: 0 } });
  expect(proof.rows[0]?.missed[0]?.reason).toMatch(
    /^rig-held-up is valid; instead accepted-on-every-replica found token-refused \[b-2\]/u,
  );
  const kept = await readdir(join(folder.path, 'latest', SHORT, 'odd-jwt-secret-1', SHORT));
  expect(kept).toEqual(expect.arrayContaining(['history.ndjson', 'logs']));
  expect(events.at(-1)).toMatchObject({ kind: 'row-ended', status: 'invalid', text: 'rig-held-up 0 of 1' });
});

async function proveHere(scenario: Scenario, reports: string, events: RunEvent[]) {
  await using session = await openSession();
  const environment = { PATH: [process.env['PATH'] ?? '', ...SERVER_FOLDERS].join(':') };
  const projectRoot = new URL('../..', import.meta.url).pathname;
  const driver = await processDriver({
    session,
    backendCommand: null,
    environment,
    directory: projectRoot,
    projectRoot,
  });
  const folder = await prove(
    {
      scenarios: [scenario],
      driver,
      driverReason: 'in a test',
      replicas: 3,
      runs: 1,
      seed: '7f3a91',
      isReferenceBackend: true,
      entryPort: null,
      lanes: 1,
      reports,
      settings: {},
      streamReadTimeoutS: null,
      password: null,
      told: {},
      command: 'lockstep prove',
      commandOf: () => 'lockstep verify',
      version: '0',
      signal: new AbortController().signal,
    },
    (event) => events.push(event),
  );
  return await readProof(folder);
}

test('a backend that is not the reference backend leaves its variants unplanted, with the reason', async () => {
  await using folder = await temporaryFolder();
  const backend = `${process.execPath} compose/backend/main.ts`;
  const args = ['prove', 'rate-limit-is-global', '--backend', backend, '--json', '--out', folder.path];
  const { exitCode, stdout } = await run(args);
  const { healthy, rows, notPlanted } = proofRecord.parse(JSON.parse(stdout));
  expect(healthy).toMatchObject([{ valid: 1 }]);
  expect(rows.filter(({ where }) => where === 'backend')).toEqual([]);
  expect(notPlanted).toContainEqual(
    expect.objectContaining({
      sabotage: 'rate-limit-in-memory',
      reason: 'it is a variant of the reference backend, and another one runs',
    }),
  );
  expect(exitCode).toBe(rows.length === 0 ? 2 : 0);
});

test('Ctrl-C ends a proof with 130, and leaves nothing', async () => {
  await using folder = await temporaryFolder();
  const running = start(['prove', SHORT, '--driver', 'process', '--out', folder.path]);
  await running.says(/… mismatched-secrets-are-rejected × odd-jwt-secret/u);
  await new Promise((resolve) => setTimeout(resolve, randomInt(1800)));
  running.kill('SIGINT');
  const { exitCode, stderr } = await running.ended;
  expect(stderr).toMatch(/cleaning up/u);
  expect(exitCode).toBe(130);
  expect(leftovers()).toEqual([]);
  const { status, finishedAt } = await readProof(join(folder.path, 'latest'));
  expect({ status, finishedAt }).toEqual({ status: null, finishedAt: null });
});
