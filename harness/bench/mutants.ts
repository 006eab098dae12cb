/**
 * Mutates the checkers, one condition at a time, and sees whether the tests of their folder notice (ADR 8): prints what
 * survived, and a score for each folder as a JSON line. `--only auth` takes one folder, `--sample 0.1` a tenth of the
 * lines, by `--seed`.
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { Command } from 'commander';
import { z } from 'zod';
import { randomFrom } from '../time/random.ts';
import { given } from './given.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Words and tables for people: a mutant there changes what is said, not what is decided. */
const NOT_DECIDING = /\/test\/|\.test\.ts$|evidence|wording|sentences|phrases/u;
/** A mutant that does not end was noticed, too. */
const KILLED = new Set(['Killed', 'Timeout', 'RuntimeError']);

const foldersOf = (only: string): string[] => globSync(`harness/checkers/${only}/`, { cwd: ROOT }).sort();
const SHARE = 'must be a share above 0, at most 1';

const { only, sample, seed } = given(
  new Command('mutants')
    .description(
      'Mutates the checkers, one condition at a time, and sees whether the tests of their folder notice.',
    )
    .option('--only <folder>', 'a folder of harness/checkers', '*')
    .option('--sample <share>', 'how much of the lines are mutated', '1')
    .option('--seed <text>', 'draws the lines', '1'),
  z.object({
    only: z.string().refine((name) => foldersOf(name).length > 0, 'must be a folder of harness/checkers'),
    sample: z.coerce.number({ error: SHARE }).gt(0, { error: SHARE }).lte(1, { error: SHARE }),
    seed: z.string(),
  }),
);
const random = randomFrom(seed);
const isDrawn = (): boolean => sample >= 1 || random.below(1000) < 1000 * sample;

/** The lines of a folder's checkers that are mutated. */
const linesOf = (folder: string): string[] =>
  globSync(`${folder}/**/*.ts`, { cwd: ROOT })
    .filter((file) => !NOT_DECIDING.test(`/${file}`))
    .sort()
    .flatMap((file) =>
      readFileSync(`${ROOT}/${file}`, 'utf8')
        .split('\n')
        .flatMap((_, at) => (isDrawn() ? [`${file}:${at + 1}-${at + 1}`] : [])),
    );

for (const folder of foldersOf(only)) {
  const mutate = linesOf(folder);
  if (mutate.length === 0) continue;
  // The test runner's config reads it, in processes of their own.
  process.env['MUTATED_FOLDER'] = folder;
  const results = await new Stryker({ configFile: `${ROOT}/stryker.config.json`, mutate }).runMutationTest();
  const judged = results.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError');
  const survivors = judged.filter(({ status }) => !KILLED.has(status));
  for (const { fileName, location, replacement, status } of survivors) {
    process.stdout.write(`${status} ${fileName}:${location.start.line} ${replacement}\n`);
  }
  const killed = judged.length - survivors.length;
  const score = judged.length === 0 ? null : Math.round((1000 * killed) / judged.length) / 10;
  process.stdout.write(`${JSON.stringify({ folder, mutants: judged.length, killed, score, sample })}\n`);
}
