/**
 * Healthy runs, again and again, which must all be valid: `npm run campaign -- --runs 100 --stress`. Prints how often each
 * scenario was valid, why a run was not and where it is kept, and how much of a time bound was used up at the most.
 * `--stress` keeps every core busy meanwhile; `--only`, `--driver`, `--seed` and `--out` are as `lockstep verify` has them.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { OPTIONS } from '../cli/options.ts';
import { EXIT } from '../errors.ts';
import type { SavedRun } from '../scenario/record.ts';
import { readHistory } from '../run/history-file.ts';
import { randomFrom } from '../time/random.ts';
import { boundsOf } from './campaign/bounds.ts';
import { stressEveryCore } from './campaign/stress.ts';
import { count, reasonsOf, type ScenarioTally, tallyText } from './campaign/tally.ts';
import { verifyOnce } from './campaign/verify-once.ts';
import { given } from './given.ts';

const SEEDS = 0x1_00_00_00;
const { only, driver, seed, runs, out } = OPTIONS;

const asked = given(
  new Command('campaign')
    .description('Runs the healthy system again and again: each run must be valid.')
    .option('--runs <n>', 'how many runs', '100')
    .option('--stress', 'keep every core busy meanwhile', false)
    .option(only.flag, only.help)
    .option(driver.flag, driver.help)
    .option(seed.flag, 'draws the seed of each run')
    .option(out.flag, 'where runs that are not valid are kept', 'reports/campaign'),
  z.object({
    runs: runs.schema,
    stress: z.boolean(),
    only: only.schema,
    driver: driver.schema,
    seed: seed.schema,
    out: out.schema,
  }),
);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const drawnBy = asked.seed ?? randomBytes(3).toString('hex');
const random = randomFrom(drawnBy);
const tallies = new Map<string, ScenarioTally>();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
let bad = 0;

say(`${asked.runs} runs · ${asked.stress ? 'every core busy' : 'no stress'} · seed ${drawnBy}`);
process.exitCode = await campaign();

async function campaign(): Promise<number> {
  await using load = new AsyncDisposableStack();
  if (asked.stress) load.use(stressEveryCore());
  for (let number = 1; number <= asked.runs && !stop.signal.aborted; number += 1) {
    const runSeed = random.below(SEEDS).toString(16);
    const named = asked.only.flatMap((name) => ['--only', name]);
    const args = ['--driver', asked.driver, '--out', asked.out, '--seed', runSeed, ...named];
    const { exitCode, folder, run, lastWords } = await verifyOnce(args);
    if (stop.signal.aborted) break;
    const turn = `run ${number} of ${asked.runs}, seed ${runSeed}:`;
    if (run === null || folder === null) {
      bad += 1;
      say(`${turn} no result (exit ${exitCode}): ${lastWords.trim()}`);
      if (number === 1) return exitCode ?? EXIT.harnessFailed;
      continue;
    }
    await countRun(folder, run, runSeed);
    const isValid = exitCode === EXIT.valid;
    if (isValid) await rm(folder, { recursive: true });
    else bad += 1;
    say(`${turn} ${isValid ? 'valid' : `NOT VALID, kept in ${folder}`}`);
    for (const reason of isValid ? [] : reasonsOf(run)) say(`  ${reason}`);
  }
  // What it points at is gone, unless the last run was kept.
  if (!existsSync(join(asked.out, 'latest'))) await rm(join(asked.out, 'latest'), { force: true });
  for (const line of tallyText([...tallies.values()])) say(line);
  if (stop.signal.aborted) return EXIT.interrupted;
  return bad === 0 ? EXIT.valid : EXIT.invalid;
}

async function countRun(folder: string, run: SavedRun, seed: string): Promise<void> {
  for (const scenario of run.scenarios) {
    const { name } = scenario.outcome;
    const history = scenario.verdict ? await readHistory(join(folder, name, 'history.ndjson')) : null;
    const bounds = history ? boundsOf(scenario, history) : [];
    tallies.set(name, count(tallies.get(name), { scenario, bounds, seed }));
  }
}
