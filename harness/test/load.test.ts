import { readdir, readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, leftovers, run, start, temporaryFolder } from './lockstep.ts';

const PASSWORD = 'not-to-be-written-7Q';
const SECRET = { LOCKSTEP_PASSWORD: PASSWORD };
/** A ramp need not settle: what runs beside it on a small machine does not leave it undecided. */
const RAMP = ['--rate', '50..70', '--duration', '13s', '--warm-up', '1s'];
const WIDE = ['--slo', 'p50<1s', '--slo', 'errors<5%', '--slo', 'p50@each<1s'];
const FAILING = ['--slo', 'errors@each<1.5%', '--sabotage', 'failing-replica'];
const PORT = '18182';
const DEPLOYMENT = `http://127.0.0.1:${PORT}`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const out = (name: string): string => join(folder.path, name);
const load = (name: string, ...more: readonly string[]): readonly string[] => [
  'load',
  '--driver',
  'process',
  '--out',
  out(name),
  ...more,
];
const latest = (name: string, file = ''): string => join(out(name), 'latest', file);
const read = (name: string, file: string): Promise<string> => readFile(latest(name, file), 'utf8');

let healthy: Ended;
let failing: Ended;
let short: Ended;
let interrupted: Ended;
let deployed: Ended;
let betrayed: Ended;
let closed: readonly Ended[];

const CLOSED = ['--rate', 'max', '--connections', '8', '--duration', '12s', '--warm-up', '1s'];
const ENGINES = ['lockstep', 'autocannon'];

beforeAll(async () => {
  folder = await temporaryFolder();
  [healthy, failing, short, interrupted, [deployed, betrayed]] = await Promise.all([
    run(load('healthy', '--json', ...RAMP, ...WIDE), SECRET),
    run(load('failing', ...RAMP, '--rate', '120..160', ...FAILING), SECRET),
    run(load('short', '--duration', '3s', '--warm-up', '1s', '--slo', 'p99<1s'), SECRET),
    interruptedMidLoad(),
    onDeployment(),
  ]);
  // By themselves: they take all that there is.
  closed = await Promise.all(
    ENGINES.map((engine) => run(load(engine, ...CLOSED, '--engine', engine), SECRET)),
  );
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Interrupted once the first second of the load is in the history. */
async function interruptedMidLoad(): Promise<Ended> {
  const running = start(load('interrupted', '--seed', '51', '--duration', '10m', ...WIDE), SECRET);
  await running.says(/… load/u);
  const history = (): Promise<string> => read('interrupted', 'load/history.ndjson').catch(() => '');
  while (!(await history()).includes('"load-offer"')) await pause(100);
  running.kill('SIGINT');
  return running.ended;
}

/** Two loads on one deployment: as it is, and through what answers everything with the token that asked. */
async function onDeployment(): Promise<[Ended, Ended]> {
  const cluster = start(['up', '--driver', 'process', '--replicas', '2', '--port', PORT], SECRET);
  await cluster.says(/Ctrl-C ends it/u);
  const { url, server } = await betrayer();
  const loads = await Promise.all([
    run(['load', '--target', DEPLOYMENT, '--out', out('deployed'), ...RAMP, ...WIDE], SECRET),
    run(['load', '--target', url, '--out', out('betrayed'), ...RAMP, '--mix', 'me=1'], SECRET),
  ]);
  server.closeAllConnections();
  server.close();
  cluster.kill('SIGINT');
  await cluster.ended;
  return loads;
}

/** Passes everything on but `me`, to which it answers with the request's headers. */
async function betrayer(): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    if (url.endsWith('/me'))
      return outgoing.writeHead(500, { 'x-instance-id': 'b-1' }).end(JSON.stringify(headers));
    const passed = request(DEPLOYMENT + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    return incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, server };
}

test('a load whose objectives are kept is valid, and says so with their intervals wherever it is told', async () => {
  expect(healthy.exitCode, healthy.stderr).toBe(0);
  const interval = /p50<1s holds at [\d.]+ m?s \([\d.]+(?: ms)?–[\d.]+ m?s\)/u;
  expect(await read('healthy', 'junit.xml')).toMatch(
    new RegExp(interval.source.replace('<', '(?:<|&lt;)'), 'u'),
  );
  expect(await read('healthy', 'summary.md')).toMatch(new RegExp(interval.source.replace('<', '&lt;'), 'u'));
  expect(await read('healthy', 'report.html')).toMatch(/95 % interval[\s\S]*p50@b-3/u);
  const [judged] = JSON.parse(healthy.stdout).scenarios;
  const [slo] = judged.verdict.checks;
  expect(slo).toMatchObject({ name: 'slo-holds', verdict: { status: 'valid', examined: 5 } });
  expect(slo.summary).toMatch(interval);
  const { columns, rows } = slo.evidence[0];
  const intervals = rows.map((row: string[]) => row[columns.indexOf('95 % interval')]);
  expect(intervals).toHaveLength(5);
  for (const written of intervals) expect(written).toMatch(/^\d[^…]*–\d/u);
});

test('a failing replica breaks the objective of each replica, and is named', async () => {
  expect(failing.exitCode, failing.stdout + failing.stderr).toBe(1);
  expect(failing.stdout).toMatch(/errors@b-2<1\.5% is broken: [\d.]+ % \(95 % interval/u);
  expect(failing.stdout).not.toMatch(/errors@b-[13]<1\.5% is broken/u);
  const [slo] = JSON.parse(await read('failing', 'load/verdict.json')).checks;
  expect(slo.verdict.violations).toMatchObject([
    { anomaly: 'slo-broken', culprits: ['b-2'], cause: expect.stringMatching(/b-2 alone/u) },
  ]);
  expect(await read('failing', 'junit.xml')).toMatch(/<failure[^>]*95 % interval/u);
});

test('a load too short to decide is unknown, and says what would decide it', () => {
  expect(short.exitCode, short.stderr).toBe(2);
  expect(short.stdout).toMatch(/p99 needs \d+ more seconds: there are \d/u);
});

test('a closed loop tells how much is answered, by whichever engine', async () => {
  for (const [at, engine] of ENGINES.entries()) {
    expect(closed[at]?.exitCode, closed[at]?.stderr).toBe(0);
    const { checks } = JSON.parse(await read(engine, 'load/verdict.json'));
    const { summary } = checks.find(({ name }: { name: string }) => name === 'load-was-offered');
    const [, perSecond = ''] = /([\d,]+) a second were answered on 8 connections/u.exec(summary) ?? [];
    expect(Number(perSecond.replaceAll(',', ''))).toBeGreaterThan(50);
  }
});

test('a load on a deployment that runs already is judged like any other', () => {
  expect(deployed.exitCode, deployed.stdout + deployed.stderr).toBe(0);
  expect(deployed.stdout).toMatch(/^VALID · 1 of 1 valid/mu);
  expect(deployed.stdout).toMatch(/p50@b-2<1s holds/u);
});

test('an interrupted load ends with 130, and says how to do it again', () => {
  expect(interrupted.exitCode, interrupted.stderr).toBe(130);
  expect(interrupted.stderr).toMatch(
    /^again: lockstep load --driver process --seed 51 --duration 600000ms --slo 'p50<1s'/mu,
  );
  expect(interrupted.stderr).toMatch(/nothing was left behind/u);
  expect(leftovers()).toEqual([]);
});

test('saved loads have the same verdicts when they are judged again', async () => {
  const names = ['healthy', 'failing', 'short', 'deployed', 'betrayed', ...ENGINES];
  const verdicts = () => Promise.all(names.map((name) => read(name, 'load/verdict.json')));
  const before = await verdicts();
  const again = await Promise.all(names.map((name) => run(['check', latest(name)])));
  expect(again.map(({ exitCode }) => exitCode)).toEqual([0, 1, 2, 0, 1, 0, 0]);
  expect(await verdicts()).toEqual(before);
});

test('no token and no password is in any file, though a failing target answers with the token', async () => {
  expect(betrayed.exitCode, betrayed.stdout + betrayed.stderr).toBe(1);
  expect(await read('betrayed', 'load/history.ndjson')).toMatch(/"f":"load-failure".*authorization/iu);
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(40);
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), 'utf8');
    expect(text, name).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}/u);
    expect(text.includes(PASSWORD), name).toBe(false);
  }
});
