/**
 * How fast the checkers decide: one JSON line a case, the median of five runs after two that warm up. Recorded histories come
 * from `--histories` (with the times of Porcupine in its EXPECTED.json); `--porcupine <its source>` times Porcupine on the same
 * files and machine too, where Go is installed. A case of a million operations runs in processes of its own, and cold, as users
 * run it: the median of three, and the most memory that one of them had (`peakRssMb`, the generated history included).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { given } from '../given.ts';
import { timePorcupine, type PorcupineTime } from './porcupine.ts';
import { MILLION } from './model-case.ts';
import { type Case, recordedCase } from './recorded-cases.ts';
import { simulatedCases } from './simulated-cases.ts';

const RUNS = 5;
const WARM_UP = 2;
const COLD_RUNS = 3;
const RECORDED = fileURLToPath(new URL('../../../../shared/histories', import.meta.url));
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const asked = given(
  new Command('bench:checkers')
    .description('Measures how fast the checkers decide.')
    .option('--histories <folder>', 'recorded histories')
    .option('--porcupine <folder>', 'the source of Porcupine, to be timed on the same histories')
    .addOption(new Option('--alone <case>').hideHelp()),
  z.object({
    histories: z.string().refine(isFolder, 'must be a folder').default(RECORDED),
    porcupine: z.string().refine(isFolder, 'must be a folder').optional(),
    alone: z.string().optional(),
  }),
);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function medianMs({ run }: Case): number {
  for (let time = 0; time < WARM_UP; time += 1) run();
  return median(
    Array.from({ length: RUNS }, () => {
      const begunNs = process.hrtime.bigint();
      run();
      return Number(process.hrtime.bigint() - begunNs) / 1e6;
    }),
  );
}

/** One cold run of a case, as its process tells of it. */
const ranAlone = z.object({ verdict: z.string(), ms: z.number(), cpuMs: z.number(), peakRssMb: z.number() });

function runAlone({ run }: Case): z.infer<typeof ranAlone> {
  const begunNs = process.hrtime.bigint();
  const begun = process.cpuUsage();
  const verdict = run();
  const ms = Number(process.hrtime.bigint() - begunNs) / 1e6;
  const { user, system } = process.cpuUsage(begun);
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  return { verdict, ms, cpuMs: (user + system) / 1e3, peakRssMb };
}

function measureAlone({ name, operations }: Case): void {
  const self = fileURLToPath(import.meta.url);
  const runs = Array.from({ length: COLD_RUNS }, () =>
    ranAlone.parse(JSON.parse(execFileSync(process.execPath, [self, '--alone', name], { encoding: 'utf8' }))),
  );
  const ms = median(runs.map((run) => run.ms));
  print({
    case: name,
    operations,
    verdict: runs[0]?.verdict,
    medianMs: rounded(ms),
    operationsPerSecond: Math.round(operations / (ms / 1e3)),
    cpuMs: rounded(median(runs.map(({ cpuMs }) => cpuMs))),
    peakRssMb: Math.round(Math.max(...runs.map(({ peakRssMb }) => peakRssMb))),
  });
}

const rounded = (value: number): number => Number(value.toPrecision(3));
const ratio = (ms: number, thanUs: number | undefined): number | null =>
  thanUs === undefined ? null : rounded((1000 * ms) / thanUs);

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

if (asked.alone !== undefined) {
  for (const simulated of simulatedCases()) {
    if (simulated.name !== asked.alone) continue;
    print(runAlone(simulated));
    process.exit();
  }
}

/** The times that came with the histories, by file name. */
function knownTimes(): Map<string, number> {
  const path = join(asked.histories, 'EXPECTED.json');
  if (!existsSync(path)) return new Map();
  const rows = z.array(z.object({ file: z.string(), porcupineUs: z.number() }));
  return new Map(
    rows
      .parse(JSON.parse(readFileSync(path, 'utf8')))
      .map(({ file, porcupineUs }) => [basename(file), porcupineUs]),
  );
}

const paths = globSync('**/*.{log,txt}', { cwd: asked.histories })
  .sort()
  .map((file) => join(asked.histories, file));
const known = knownTimes();
const here = new Map(
  (asked.porcupine === undefined ? [] : await timePorcupine(asked.porcupine, paths)).map(
    (timed): [string, PorcupineTime] => [basename(timed.file), timed],
  ),
);
const measured = paths.map((path) => {
  const measuredCase = recordedCase(path);
  const ms = medianMs(measuredCase);
  return { name: basename(path), operations: measuredCase.operations, ms, verdict: measuredCase.run() };
});

const logs = measured.filter(({ name }) => name.endsWith('.log'));
const sum = (values: readonly (number | undefined)[]): number | undefined =>
  values.length === 0 || values.includes(undefined)
    ? undefined
    : values.reduce<number>((total, value) => total + (value ?? 0), 0);
const total = {
  name: `all ${logs.length} etcd logs`,
  operations: sum(logs.map(({ operations }) => operations)) ?? 0,
};
const totalMs = sum(logs.map(({ ms }) => ms));
if (totalMs !== undefined) {
  const slowest = logs.toSorted((a, b) => b.ms - a.ms)[0];
  print({
    case: total.name,
    operations: total.operations,
    medianMs: rounded(totalMs),
    slowest: slowest?.name,
    slowestMs: rounded(slowest?.ms ?? 0),
    toPorcupineAsRecorded: ratio(totalMs, sum(logs.map(({ name }) => known.get(name)))),
    toPorcupineHere: ratio(totalMs, sum(logs.map(({ name }) => here.get(name)?.us))),
  });
}
for (const { name, operations, ms, verdict } of measured.filter(({ name: file }) => !file.endsWith('.log'))) {
  print({
    case: name,
    operations,
    verdict,
    medianMs: rounded(ms),
    toPorcupineAsRecorded: ratio(ms, known.get(name)),
    toPorcupineHere: ratio(ms, here.get(name)?.us),
  });
}
for (const simulated of simulatedCases()) {
  if (simulated.operations >= MILLION) {
    measureAlone(simulated);
    continue;
  }
  const ms = medianMs(simulated);
  print({
    case: simulated.name,
    operations: simulated.operations,
    verdict: simulated.run(),
    medianMs: rounded(ms),
    operationsPerSecond: Math.round(simulated.operations / (ms / 1e3)),
  });
}
