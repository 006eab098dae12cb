import { MODELS, type ModelName, type ModelOptions, type ModelRow } from '../../checkers/models.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { renderHistoryVerdict } from '../../report/history-text.ts';
import { judgeRecorded } from '../../run/recorded-file.ts';
import { msToNs } from '../../time/clock.ts';
import { startSystemClock } from '../../time/system-clock.ts';
import type { Invocation } from '../command.ts';

/** What a search may remember: enough for some 25 million configurations. */
const MEMORY_BYTES = 2 ** 30;
const FLAGS: Readonly<Record<keyof ModelOptions, string>> = { limit: '--limit', windowMs: '--window' };

/** `lockstep check <history> --model …`: judges a history that another program recorded. */
export async function checkHistory(
  path: string,
  model: ModelName,
  { options, surroundings }: Invocation,
): Promise<number> {
  const row: ModelRow = MODELS[model];
  const given = { limit: options.limit, windowMs: options.window };
  const missing = row.needs.filter((name) => given[name] === null);
  if (missing.length > 0) {
    const flags = missing.map((name) => FLAGS[name]).join(' and ');
    throw new HarnessError('BAD_INPUT', `The model ${model} needs ${flags}: give it, as in the README.`);
  }
  const clock = startSystemClock();
  const untilNs = clock.nowNs() + msToNs(options.deadline);
  const limits = { isOver: () => clock.nowNs() > untilNs, memoryBytes: MEMORY_BYTES };
  const judgement = await judgeRecorded({ path, format: options.format }, row.make(given), limits);
  const { status } = judgement.verdict;
  const text = options.json
    ? `${JSON.stringify({ path, model, status, exitCode: EXIT[status], ...judgement }, null, 2)}\n`
    : renderHistoryVerdict({ path, model, judgement }, surroundings.colour);
  surroundings.stdout.write(text);
  return EXIT[status];
}
