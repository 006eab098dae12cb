import { isAccepted, type Operation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';

export type SessionOperation = Operation<'session-read'> | Operation<'session-write'>;

/** One work session of a stage: all that was asked about one id. */
export interface WorkSession {
  readonly stage: Stage;
  readonly id: string;
  /** Who made it, by the first acknowledged write; null when nobody's was acknowledged. */
  readonly owner: string | null;
  /** What its owner asked, in order of invocation. */
  readonly own: readonly SessionOperation[];
  /** What others asked. */
  readonly foreign: readonly SessionOperation[];
  /** How long it lives untouched (SESSION_TTL_S). */
  readonly lifeNs: RunNs;
}

const CONTRACT_SESSION_TTL_S = 1800;

/** The work sessions of each stage. */
export function workSessionsOf({ operations, stages }: History): WorkSession[] {
  const asked = operations.filter((op) => op.f === 'session-read' || op.f === 'session-write');
  return stages.flatMap((stage) => {
    const here = asked.filter((op) => op.stage === stage.stage);
    return [...Map.groupBy(here, ({ input }) => input.id)].map(([id, all]) => workSession(stage, id, all));
  });
}

function workSession(stage: Stage, id: string, all: readonly SessionOperation[]): WorkSession {
  const [made] = all
    .filter((op) => op.f === 'session-write' && isAccepted(op))
    .toSorted((a, b) => a.completedNs - b.completedNs);
  const owner = made?.input.user ?? null;
  return {
    stage,
    id,
    owner,
    own: all.filter(({ input }) => owner === null || input.user === owner),
    foreign: all.filter(({ input }) => owner !== null && input.user !== owner),
    lifeNs: (stage.settings['SESSION_TTL_S'] ?? CONTRACT_SESSION_TTL_S) * NS_PER_S,
  };
}

/** Who answered a call; null when nobody told. */
export const answererIn = (op: SessionOperation, { stage }: WorkSession): string | null =>
  answererOf(op, stage);

/** A definite answer that there is no such session. */
export const isMissing = (op: SessionOperation): boolean => op.outcome === 'ok' && op.status === 404;
