import { createReadStream } from 'node:fs';
import type { Limits, Model } from '../checkers/model.ts';
import { beginReading } from '../checkers/models/recorded.ts';
import type { Judgement } from '../checkers/verdict.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { HistoryDefect } from '../history/pair.ts';
import { FORMATS, type FormatName } from '../history/recorded/formats.ts';

const CHUNK_BYTES = 1 << 20;
/** A longer line is none, and must not fill the memory. */
const LONGEST_LINE = 1 << 26;

interface RecordedFile {
  readonly path: string;
  readonly format: FormatName;
}

/**
 * Judges a history that another program recorded, by a model. The file is read once, line by line, and not held; what the
 * model keeps of it is all that stays.
 */
export async function judgeRecorded(
  { path, format }: RecordedFile,
  model: Model,
  limits: Limits,
): Promise<Judgement> {
  const reading = beginReading(model);
  const read = FORMATS[format]();
  try {
    for await (const lines of linesOf({ path, format })) {
      for (const line of lines) {
        read(line, reading.take);
      }
    }
    return reading.conclude(limits);
  } catch (cause) {
    throw new HarnessError(
      'BAD_RUN',
      `${path} is no ${format} history for ${model.name}: ${messageOf(cause)}.`,
      { cause },
    );
  }
}

/** The lines of a file, many at a time; a last one that a crash cut short is left out, as in our own histories. */
async function* linesOf({ path, format }: RecordedFile): AsyncGenerator<string[]> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
    const lines = (rest + String(chunk)).split(/\r?\n/u);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throw new HistoryDefect(`a line is longer than ${LONGEST_LINE} characters`);
    isFirst &&= lines.length === 0;
    yield lines;
  }
  const isCut = format === 'ndjson' && !isFirst && !rest.endsWith('}');
  if (!isCut) yield [rest];
}
