import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, temporaryFolder } from './lockstep.ts';

type Event = readonly [process: number, type: string, f: string, value?: unknown, more?: object];

const ndjson = (events: readonly Event[]): string =>
  events
    .map(([process, type, f, value, more]) => `${JSON.stringify({ process, type, f, value, ...more })}\n`)
    .join('');

async function checked(text: string, ...flags: string[]) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'history');
  await writeFile(path, text);
  return await run(['check', path, ...flags]);
}

const STALE: readonly Event[] = [
  [0, 'invoke', 'write', 1],
  [0, 'ok', 'write', 1],
  [0, 'invoke', 'write', 2],
  [0, 'ok', 'write', 2],
  [1, 'invoke', 'read'],
  [1, 'ok', 'read', 1, { replica: 'b-2' }],
];

test('a stale read is named with its replica, its operations and its cause, and ends with 1', async () => {
  const { exitCode, stdout, stderr } = await checked(ndjson(STALE), '--model', 'cas-register');
  expect(stdout).toMatch(/✘ cas-register {3}INVALID {3}stale-read, shown by 3 of 3 operations/u);
  expect(stdout).toMatch(/Culprit: b-2\. Likely: the answer came from a replica or a cache/u);
  expect(stdout).toMatch(/Operations: 0, 1, 2\./u);
  expect(stderr).toBe('');
  expect(exitCode).toBe(1);
});

test('a valid history ends with 0, and one of nothing with 2', async () => {
  expect((await checked(ndjson(STALE.slice(0, 4)), '--model', 'cas-register')).exitCode).toBe(2);
  expect((await checked('', '--model', 'kv')).exitCode).toBe(2);
  const { exitCode, stdout } = await checked(
    ndjson([
      [0, 'invoke', 'read'],
      [0, 'ok', 'read', null],
    ]),
    '--model',
    'cas-register',
  );
  expect(stdout).toMatch(/VALID · .* · exit 0/u);
  expect(exitCode).toBe(0);
});

test('the whole judgement is JSON with --json', async () => {
  const { exitCode, stdout } = await checked(ndjson(STALE), '--model', 'cas-register', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    model: 'cas-register',
    status: 'invalid',
    exitCode: 1,
    verdict: { violations: [{ anomaly: 'stale-read', operations: [0, 1, 2], culprits: ['b-2'] }] },
  });
  expect(exitCode).toBe(1);
});

test('Jepsen’s log and EDN are read', async () => {
  const log = 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\t:read\t3\n';
  expect((await checked(log, '--model', 'cas-register', '--format', 'jepsen-log')).exitCode).toBe(1);
  const edn =
    '[{:process 0, :type :invoke, :f :get, :key "x", :value nil}\n {:process 0, :type :ok, :f :get, :key "x", :value ""}]';
  expect((await checked(edn, '--model', 'kv', '--format', 'edn')).exitCode).toBe(0);
});

test('a limiter that admits more than its limit is refuted by what it is said to promise', async () => {
  const burst = Array.from({ length: 12 }, (_, at): Event[] => [
    [at, 'invoke', 'request', null, { tNs: at * 1e6 }],
    [at, 'ok', 'request', at < 10, { tNs: at * 1e6 + 1000 }],
  ]).flat();
  const flags = ['--model', 'rate-limit', '--kind', 'sliding-log', '--window', '1s', '--limit'];
  const over = await checked(ndjson(burst), ...flags, '5');
  expect(over.stdout).toMatch(/over-admission/u);
  expect(over.exitCode).toBe(1);
  expect((await checked(ndjson(burst), ...flags, '10')).exitCode).toBe(0);
});

test('a search that the deadline ends is unknown, and says how far it came', async () => {
  const writes = Array.from({ length: 22 }, (_, at): Event => [at, 'invoke', 'write', at]);
  const done = Array.from({ length: 22 }, (_, at): Event => [at, 'ok', 'write', at]);
  const reads: Event[] = [
    [50, 'invoke', 'read'],
    [50, 'ok', 'read', 'none'],
    [51, 'invoke', 'write', 'none'],
  ];
  const { exitCode, stdout } = await checked(
    ndjson([...writes, ...done, ...reads]),
    '--model',
    'cas-register',
    '--deadline',
    '500ms',
  );
  expect(stdout).toMatch(
    /the search came to the deadline after \d+ configurations, with \d+ of 24 operations in order/u,
  );
  expect(exitCode).toBe(2);
});

test.for<[string, string, readonly string[], RegExp]>([
  ['a file without a model', '{}', [], /say with --model what its system is held to be \(cas-register, kv/u],
  ['an unknown model', '{}', ['--model', 'queue'], /--model must be one of cas-register, kv/u],
  [
    'an unknown format',
    '{}',
    ['--model', 'kv', '--format', 'xml'],
    /--format must be one of ndjson, jepsen-log, edn/u,
  ],
  [
    'a limiter without a limit',
    '{}',
    ['--model', 'rate-limit', '--kind', 'sliding-log'],
    /needs --limit and --window/u,
  ],
  ['a time that is none', '{}', ['--model', 'kv', '--deadline', 'soon'], /--deadline must be a time, as 60/u],
  [
    'what is no JSON',
    'hello\nworld\n',
    ['--model', 'kv'],
    /is no ndjson history for kv: line 1 is not a map/u,
  ],
  [
    'an operation of another model',
    ndjson([
      [0, 'invoke', 'dance'],
      [0, 'ok', 'dance'],
    ]),
    ['--model', 'kv'],
    /"dance" is no operation of this model, which has get, put and append/u,
  ],
])('%s is refused in a sentence, with 254', async ([, text, flags, message]) => {
  const { exitCode, stdout, stderr } = await checked(text, ...flags);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /u);
  expect(stdout).toBe('');
  expect(exitCode).toBe(254);
});

test('hostile values reach the terminal as plain text', async () => {
  const hostile = '\u001B[31m<script>\u0007\u202E';
  const { stdout } = await checked(
    ndjson([
      [0, 'invoke', 'read'],
      [0, 'ok', 'read', hostile, { replica: hostile }],
    ]),
    '--model',
    'cas-register',
  );
  for (const control of ['\u001B', '\u0007', '\u202E']) expect(stdout).not.toContain(control);
  expect(stdout).toMatch(/read-from-nowhere/u);
});

test.for([
  ['stale-read.ndjson', '--model cas-register', 1],
  ['register.log', '--model cas-register --format jepsen-log', 0],
  ['appends.edn', '--model kv --format edn --deadline 2m', 0],
  ['decisions.ndjson', '--model rate-limit --kind sliding-log --limit 4 --window 1s', 1],
] as const)('the example %s is judged as the README says', async ([file, flags, code]) => {
  const ended = await run(['check', `reports/examples/histories/${file}`, ...flags.split(' ')]);
  expect(ended.exitCode).toBe(code);
});
