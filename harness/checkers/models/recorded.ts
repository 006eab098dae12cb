import { messageOf } from '../../errors.ts';
import { HistoryDefect } from '../../history/pair.ts';
import type { RecordedOperation } from '../../history/recorded.ts';
import { eventOf, type RecordedEvent } from '../../history/recorded/event.ts';
import { Pairing } from '../../history/recorded/pairing.ts';
import type { Limits, Model } from '../model.ts';
import { modelNamed, type ModelName } from './models.ts';
import type { Judgement } from '../verdict.ts';

/** What a search may remember when nobody says: enough for some 25 million configurations. */
export const MEMORY_BYTES = 2 ** 30;

/** A recorded history on its way to a verdict. */
export interface Reading {
  /** Takes the next event. Throws a HistoryDefect when it does not fit the ones before it, or the model. */
  readonly take: (event: RecordedEvent) => void;
  /** What the events show. A checker that fails says so, and the verdict is unknown. */
  readonly conclude: (limits: Limits) => Judgement;
}

/** Begins to read a history by a model. */
export function beginReading(model: Model): Reading {
  const judging = model.begin();
  const pairing = new Pairing(model.observations ?? []);
  const judge = (op: RecordedOperation): void => {
    try {
      judging.take(op);
    } catch (cause) {
      if (cause instanceof HistoryDefect) throw cause;
      throw new HistoryDefect(`operation ${op.index} (${op.f}) cannot be read: ${messageOf(cause)}`, {
        cause,
      });
    }
  };
  return {
    take: (event) => {
      const op = pairing.take(event);
      if (op !== null) judge(op);
    },
    conclude: (limits) => {
      for (const op of pairing.rest()) judge(op);
      try {
        return judging.conclude(limits);
      } catch (cause) {
        const reason = `the checker failed: ${messageOf(cause)}`;
        return { verdict: { status: 'unknown', reason }, summary: reason, evidence: [] };
      }
    },
  };
}

/**
 * Judges a history that another program recorded. `history` are its events, in order: maps with `process`, `type` (invoke, ok,
 * fail or info), `f` and `value`, and if known `key`, `tNs` (nanoseconds) and `replica`; `model` is one of MODELS by name, or made of
 * it. Throws a HistoryDefect when it is no history, or none of the model's. Pure: the same history, the same verdict,
 * unless the limits end the search by time.
 */
export function check(
  history: Iterable<unknown>,
  model: Model | ModelName,
  limits: Limits = { isOver: () => false, memoryBytes: MEMORY_BYTES },
): Judgement {
  const reading = beginReading(typeof model === 'string' ? modelNamed(model) : model);
  let number = 0;
  for (const item of history) {
    number += 1;
    const event = eventOf(item);
    if (typeof event === 'string') throw new HistoryDefect(`event ${number} ${event}`);
    reading.take(event);
  }
  return reading.conclude(limits);
}
