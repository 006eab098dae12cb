import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { leftovers, run, temporaryFolder } from './lockstep.ts';

/** The whole of stderr is one clear sentence (or two): no stack, no noise. */
async function refuses(
  args: readonly string[],
  message: RegExp,
  environment: Record<string, string> = {},
): Promise<void> {
  await using folder = await temporaryFolder();
  const { exitCode, stderr, stdout } = await run(
    [...args, ...(args[0] === 'verify' ? ['--out', folder.path] : [])],
    environment,
  );
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /u);
  expect(stdout).toBe('');
  expect(exitCode).toBe(254);
}

test('an unknown scenario is refused with the names of those there are', () =>
  refuses(['verify', '--only', 'no-such'], /There is no scenario no-such.*login-survives-round-robin/u));
test('an unknown sabotage is refused with the names of those there are', () =>
  refuses(['verify', '--sabotage', 'no-such'], /There is no sabotage no-such.*odd-jwt-secret/u));
test('a sabotage that the chosen scenario does not claim is refused', () =>
  refuses(
    ['verify', '--only', 'sse-stays-up', '--sabotage', 'odd-jwt-secret'],
    /No scenario of --only claims.*login-survives/u,
  ));
test('no replicas are refused', () =>
  refuses(['verify', '--replicas', '0'], /--replicas must be a whole number from 2 to 16/u));
test('an unknown option is refused', () =>
  refuses(['verify', '--replica-count', '3'], /unknown option '--replica-count'/u));
test('an unknown command is refused', () => refuses(['veryfi'], /unknown command 'veryfi'/u));
test('contradictory options are refused', () =>
  refuses(['verify', '--driver', 'docker', '--backend', 'true'], /--backend needs the process driver/u));
test('a missing config file is refused', () =>
  refuses(['--config', 'none.json', 'verify'], /none\.json cannot be read/u));
test('a target without a password is refused before anything is asked of it', () =>
  refuses(['verify', '--target', 'http://127.0.0.1:1'], /needs the password.*LOCKSTEP_PASSWORD/u));
test('a target that does not answer is refused', () =>
  refuses(['verify', '--target', 'http://127.0.0.1:1'], /does not answer GET \/health/u, {
    LOCKSTEP_PASSWORD: 'x',
  }));
test('a run folder that is none is refused', () => refuses(['check', '/nowhere'], /nowhere/u));
test('a command that is no backend is refused with its last words', () =>
  refuses(
    ['verify', '--driver', 'process', '--backend', 'echo no such thing; exit 3'],
    /b-\d did not start.*ended with 3.*no such thing/u,
  ));

test('a port that is taken is refused by its number', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  await refuses(
    ['verify', '--driver', 'process', '--port', port],
    new RegExp(`Port ${port} on 127.0.0.1 is taken`, 'u'),
  );
  server.close();
});

test('nothing is left behind', () => {
  expect(leftovers()).toEqual([]);
});
