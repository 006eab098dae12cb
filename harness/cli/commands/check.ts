import { join } from 'node:path';
import { EXIT, HarnessError } from '../../errors.ts';
import { renderConsole } from '../../report/console.ts';
import { readRun } from '../../report/read-run.ts';
import { readHistory } from '../../run/history-file.ts';
import { judgeHistory } from '../../run/judge.ts';
import { writeJson } from '../../run/run-folder.ts';
import { conclude } from '../../run/verify.ts';
import type { SavedRun } from '../../scenario/record.ts';
import type { CommandRow, Surroundings } from '../command.ts';

/** `lockstep check <run>`: judges the saved histories again, and writes the verdicts they get now. */
export const check: CommandRow = {
  name: 'check',
  summary: 'judge a saved run again, from its histories',
  words: ['<run>', 'a run folder'],
  options: ['json'],
  run: async ({ words: [folder = ''], options: { json }, surroundings }) => {
    const { stdout } = surroundings;
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
  },
};

type Saved = SavedRun['scenarios'][number];

async function judgeAgain(folder: string, saved: Saved, { scenarios }: Surroundings): Promise<Saved> {
  if (saved.verdict === null) return saved;
  const { name } = saved.outcome;
  const scenario = scenarios.find((known) => known.name === name);
  if (!scenario)
    throw new HarnessError(
      'BAD_RUN',
      `The run holds a scenario ${name} that this version does not know: check it with the version that made it.`,
    );
  const verdict = judgeHistory(scenario, await readHistory(join(folder, name, 'history.ndjson')));
  await writeJson(join(folder, name, 'verdict.json'), verdict);
  return { ...saved, verdict, outcome: { ...saved.outcome, status: verdict.status } };
}
