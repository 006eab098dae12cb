import type { FeedRecord } from '../../feed/record.ts';
import { operationsNamed } from '../../history/operation.ts';
import type { History } from '../check.ts';

/** What was asked of a feed in a stage of a history, and what came. */
export interface RecordedFeed {
  readonly stage: string;
  readonly record: FeedRecord;
  /** For each fetch of the record its index in the history. */
  readonly operations: readonly number[];
  /** Of the question in the history. */
  readonly asked: number;
}

/** The feeds of a history, one for each question; fetches are of the last question before them in their stage. */
export function recordedFeeds({ operations }: History): RecordedFeed[] {
  const questions = operationsNamed(operations, 'feed');
  const fetches = operationsNamed(operations, 'feed-fetch');
  return questions.map(({ stage, input, index }) => {
    const next = questions.find((one) => one.stage === stage && one.index > index)?.index ?? Infinity;
    const own = fetches.filter((one) => one.stage === stage && one.index > index && one.index < next);
    return {
      stage,
      asked: index,
      record: {
        ...input,
        fetches: own.map((one) => ({ ...one.input, atNs: one.completedNs })),
      },
      operations: own.map((one) => one.index),
    };
  });
}
