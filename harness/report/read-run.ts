import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import type { SavedRun, ScenarioOutcome } from '../scenario/record.ts';
import { runRecord, scenarioMetrics, scenarioVerdict } from '../scenario/record.ts';
import { plainText } from './plain-text.ts';

/** A scenario's name is a folder's name here: it must not lead out of the run folder. */
const FOLDER_NAME = /^[\w-][\w.-]*$/;

/** Reads and validates a run folder; throws `BAD_RUN` for a missing or broken file. */
export async function readRun(folder: string): Promise<SavedRun> {
  const record = await readNeeded(join(folder, 'run.json'), runRecord);
  const scenarios = await Promise.all(record.scenarios.map((outcome) => readScenario(folder, outcome)));
  return { record, scenarios };
}

async function readScenario(
  folder: string,
  outcome: ScenarioOutcome,
): Promise<SavedRun['scenarios'][number]> {
  if (!FOLDER_NAME.test(outcome.name)) {
    throw badRun(
      join(folder, 'run.json'),
      `the scenario name ${JSON.stringify(outcome.name)} is no folder name`,
    );
  }
  // A scenario that was skipped or broke off leaves no files; one that was judged must have them.
  const read = outcome.status === 'valid' || outcome.status === 'invalid' ? readNeeded : readIfThere;
  const at = (file: string): string => join(folder, outcome.name, file);
  const [verdict, metrics] = await Promise.all([
    read(at('verdict.json'), scenarioVerdict),
    read(at('metrics.json'), scenarioMetrics),
  ]);
  return { outcome, verdict, metrics };
}

/** Reads a file of a run folder by its schema; throws `BAD_RUN` when it is missing or broken. */
export async function readNeeded<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const found = await readIfThere(path, schema);
  if (found === null) throw badRun(path, 'the file is not there');
  return found;
}

async function readIfThere<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await textOf(path);
  return text === null ? null : parse(path, text, schema);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw badRun(path, messageOf(error), error);
  }
}

function parse<T>(path: string, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badRun(path, messageOf(error), error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badRun(path, problemsOf(parsed.error), parsed.error);
}

function problemsOf({ issues }: z.ZodError): string {
  const said = issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  const rest = issues.length - said.length;
  return rest > 0 ? `${said.join('; ')}; and ${rest} more` : said.join('; ');
}

function badRun(path: string, problem: string, cause?: unknown): HarnessError {
  const message =
    `Cannot read the saved run: ${path}: ${plainText(problem, 400)}. ` +
    'Name a folder that `lockstep verify` wrote (reports/latest is the newest), or run it again.';
  return new HarnessError('BAD_RUN', message, { cause });
}
