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

test.each([
  [['--rate', '0'], /^lockstep: --rate must be rates from 0 to 1000000 per second, and not all 0/u],
  [['--rate', '1e9'], /^lockstep: --rate must be a rate per second, as 500/u],
  [['--duration', '0'], /^lockstep: --duration must be longer than 0: give it a time/u],
  [['--duration', '1s'], /^lockstep: --warm-up must be shorter than --duration/u],
  [['--arrivals', 'odd'], /^lockstep: --arrivals must be poisson or even/u],
  [['--mix', 'me=1,me=2'], /^lockstep: --mix must be shares of me.*each named once/u],
  [['--mix', 'me=1', '--slo', 'p99(publish)<1s'], /^lockstep: --slo .*publish, but --mix calls only me/u],
  [['--slo', 'fast'], /^lockstep: --slo 'fast' is no objective: write/u],
  [['--users', '101'], /^lockstep: --users must be a whole number from 1 to 100/u],
  [['--connections', '0'], /^lockstep: --connections must be a whole number from 1 to 10000/u],
  [['--threads', '9', '--connections', '8'], /^lockstep: --threads 9 need 9 --connections at least/u],
  [['--sabotage', 'odd-jwt-secret'], /does not plant --sabotage odd-jwt-secret: give slow-replica or/u],
  [['--sabotage', 'slow-replica', '--backend', 'true'], /slow-replica is a variant of the reference/u],
  [['now'], /too many arguments for 'load'/u],
])('load %j is refused', (args, message) => refuses(['load', ...args], message));

test.each([
  [['--replicas', '0..3'], /--replicas must be numbers of replicas from 1 to 16, as 1\.\.4/u],
  [['--replicas', 'all'], /--replicas must be numbers/u],
  [['--trial', '5s'], /--trial must be 10 s longer than --warm-up at the least/u],
  [['--max-rate', '20'], /--max-rate 20 is too low to judge.*raise it to 45, or --trial/u],
  [['--slo', 'rate>100'], /--slo rate>… is what a capacity searches/u],
  [['--slo', 'p99(publish)<1s'], /about publish, but --mix calls only me/u],
  [['--for', 'plenty'], /--for must be a rate per second above 0, as 3000rps/u],
  [['--quota', '0'], /--quota must be a number of cores for each replica/u],
  [['--quota', '0.5', '--driver', 'process'], /process driver cannot give replicas a quota.*--quota none/u],
  [['--sabotage', 'odd-jwt-secret'], /lockstep capacity does not plant --sabotage odd-jwt-secret/u],
  [['--target', 'http://127.0.0.1:1'], /unknown option '--target'/u],
])('capacity %j is refused', (args, message) => refuses(['capacity', ...args], message));

test.each([
  [[], /missing required argument 'config\|endpoint'/u],
  [['/nowhere.json'], /\/nowhere\.json cannot be read: .*Give the path of a tauri\.conf\.json/u],
  [['package.json'], /package\.json: It is JSON, but no Tauri configuration/u],
  [['README.md'], /README\.md: .*JSON/u],
  [['.'], /\. cannot be read: it is no file/u],
  [['https://a.example/latest.json', 'tauri.conf.json'], /Give one tauri\.conf\.json, or the endpoints/u],
  [['https://a.example/latest.json', '--targets', 'beos-x86'], /--targets .*'beos-x86' is no target/u],
  [['https://a.example/latest.json', '--current', 'newest'], /--current must be a version, as 1\.2\.2/u],
  [['https://a.example/latest.json', '--pubkey', 'README.md'], /--pubkey .*not base64/u],
  [['https://a.example/latest.json', '--pubkey', '/nowhere.pub'], /\/nowhere\.pub cannot be read/u],
  [['https://a.example/latest.json', '--assets', '/nowhere'], /\/nowhere cannot be read/u],
  [['https://a.example/latest.json', '--assets', 'package.json'], /no .*release/iu],
  [['https://a.example/latest.json', '--mirror', 'elsewhere'], /--mirror must be an http/u],
])('updater %j is refused', (args, message) => refuses(['updater', ...args], message));
test('a feed that nobody named cannot be verified', () =>
  refuses(['verify', 'update-feed-is-installable'], /needs a feed: name it with --feed/u));

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
