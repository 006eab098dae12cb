import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { constant } from '../../load/arrivals/profile.ts';
import type { History } from '../../checkers/check.ts';
import { operationsNamed } from '../../history/operation.ts';
import { MODELS } from '../../checkers/models/models.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { renderConsole } from '../../report/console.ts';
import { isProof } from '../../report/proof/read-proof.ts';
import { readRun } from '../../report/read-run.ts';
import { readHistory } from '../../run/history-file.ts';
import { judgeHistory } from '../../run/judge.ts';
import { writeJson } from '../../run/run-folder.ts';
import { conclude } from '../../run/verify.ts';
import { DEFAULT_CAPACITY } from '../../scenario/load/capacity-plan.ts';
import { capacityScenario } from '../../scenario/load/capacity-scenario.ts';
import { feedScenario } from '../../scenario/feed/feed-scenario.ts';
import { loadScenario } from '../../scenario/load/load-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { SavedRun } from '../../scenario/record.ts';
import type { CommandRow, Invocation, Surroundings } from '../command.ts';
import { MODEL_OPTIONS } from '../options.ts';
import { checkHistory } from './check-history.ts';

/** `lockstep check <run|history>`: judges a saved run again, or a history that another program recorded. */
export const check: CommandRow = {
  name: 'check',
  summary:
    'judge a saved run again, from its histories; with --model, a history that another program recorded',
  words: ['<run|history>', 'a run folder, or a history file'],
  options: ['json', ...MODEL_OPTIONS],
  notes: modelNotes,
  endsAtOnce: true,
  run: async (invocation) => {
    const {
      words: [path = ''],
      options: { model },
    } = invocation;
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => null,
    );
    if (isFolder === null)
      throw new HarnessError(
        'BAD_RUN',
        `${path} cannot be read: give the folder of a saved run, or a history file.`,
      );
    if (isFolder && model === null) return checkRun(path, invocation);
    if (!isFolder && model !== null) return checkHistory(path, model, invocation);
    throw new HarnessError(
      'BAD_INPUT',
      isFolder
        ? `${path} is a folder: --model judges a history file.`
        : `${path} is a file: say with --model what its system is held to be (${Object.keys(MODELS).join(', ')}), or give the folder of a saved run.`,
    );
  },
};

/** Judges the saved histories again, and writes the verdicts they get now. */
async function checkRun(folder: string, { options: { json }, surroundings }: Invocation): Promise<number> {
  const { stdout } = surroundings;
  if (await isProof(folder)) {
    throw new HarnessError(
      'BAD_INPUT',
      `${folder} is a proof: give one of its runs, as ${join(folder, '<scenario>', 'healthy-1')}.`,
    );
  }
  const saved = await readRun(folder);
  const scenarios = await Promise.all(
    saved.scenarios.map((scenario) => judgeAgain(folder, scenario, surroundings)),
  );
  const outcomes = scenarios.map(({ outcome }) => outcome);
  const run: SavedRun = {
    record: { ...saved.record, scenarios: outcomes, ...conclude(outcomes) },
    scenarios,
  };
  if (json) stdout.write(`${JSON.stringify(run, null, 2)}\n`);
  else
    stdout.write(
      renderConsole(run, { colour: surroundings.colour, reportPath: join(folder, 'report.html') }),
    );
  return run.record.exitCode ?? EXIT.harnessFailed;
}

/** The models and their operations, for the help. */
function modelNotes(): string {
  const rows = Object.entries(MODELS).flatMap(([name, { summary, operations }]) => [
    `  ${name}`,
    `      ${summary}`,
    `      ${operations}`,
  ]);
  return ['', 'Models, and the operations (f and value) of their histories:', ...rows].join('\n');
}

type Saved = SavedRun['scenarios'][number];

/** What was offered is in the history; the checks are the same for every load, every search, and every feed with or without mirrors. */
const ANY_LOAD = loadScenario({ profile: constant(1), durationMs: 1 });
const ANY_CAPACITY = capacityScenario(DEFAULT_CAPACITY);

/** The scenario of the feed that was asked, with the mirrors that were. */
function feedOf({ operations }: History): Scenario {
  const fetched = operationsNamed(operations, 'feed-fetch').flatMap(({ input }) => input.mirror ?? []);
  const question = { endpoints: [], pubkey: null, clients: [], currentVersion: null } as const;
  return feedScenario({
    question: { ...question, requireSignedVersion: false, insecureTransport: false },
    listing: null,
    folder: null,
    mirrors: [...new Set(fetched)],
    watchMs: 0,
  });
}

async function judgeAgain(folder: string, saved: Saved, { scenarios }: Surroundings): Promise<Saved> {
  if (saved.verdict === null) return saved;
  const { name } = saved.outcome;
  const history = await readHistory(join(folder, name, 'history.ndjson'));
  const scenario = [...scenarios, ANY_LOAD, ANY_CAPACITY, feedOf(history)].find(
    (known) => known.name === name,
  );
  if (!scenario)
    throw new HarnessError(
      'BAD_RUN',
      `The run holds a scenario ${name} that this version does not know: check it with the version that made it.`,
    );
  const verdict = judgeHistory(scenario, history);
  await writeJson(join(folder, name, 'verdict.json'), verdict);
  return { ...saved, verdict, outcome: { ...saved.outcome, status: verdict.status } };
}
