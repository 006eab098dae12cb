import { MODELS, type ModelName, type ModelRow } from '../../checkers/models/models.ts';
import { MEMORY_BYTES } from '../../checkers/models/recorded.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { renderHistoryVerdict } from '../../report/history-text.ts';
import { judgeRecorded } from '../../run/recorded-file.ts';
import { msToNs } from '../../time/clock.ts';
import { startSystemClock } from '../../time/system-clock.ts';
import type { Invocation } from '../command.ts';
import { MODEL_FLAGS, modelOptions } from '../model-options.ts';

/** `lockstep check <history> --model …`: judges a history that another program recorded. */
export async function checkHistory(
  path: string,
  model: ModelName,
  { options, surroundings }: Invocation,
): Promise<number> {
  const row: ModelRow = MODELS[model];
  const given = modelOptions(options);
  const missing = row.needs.filter((name) => given[name] === undefined);
  if (missing.length > 0) {
    const flags = missing.map((name) => MODEL_FLAGS[name]).join(' and ');
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
