import { isAccepted } from '../../history/operation.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { counted, named } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import {
  answererIn,
  isMissing,
  type SessionOperation,
  type WorkSession,
  workSessionsOf,
} from './work-sessions.ts';

/** Another user's session is none: 404, and no write changes it (CONTRACT.md, sessions). */
export const sessionsBelongToTheirUser = (): Check => ({
  name: 'sessions-belong-to-their-user',
  claim: 'A work session is found and written by the user who made it, and by no other, on every replica.',
  judge: (history) => judge(history),
});

interface Trial {
  readonly session: WorkSession;
  readonly op: SessionOperation;
  readonly replica: string | null;
}

function judge(history: History): Judgement {
  const sessions = workSessionsOf(history);
  const trials = sessions.flatMap((session) =>
    session.foreign
      .filter((op) => op.outcome === 'ok' && op.status !== 401)
      .map((op): Trial => ({ session, op, replica: answererIn(op, session) }))
      .filter(isFoundBefore),
  );
  const passed = trials.filter(({ op }) => isAccepted(op));
  const findings = passed.map(({ session, op, replica }) => ({
    session,
    op,
    group: op.f,
    culprits: culprit(replica),
    operations: [madeBy(session)?.index ?? op.index, op.index],
    weight: 0,
  }));
  const violations = foldFindings(findings, ({ op, session, culprits }, all) => {
    const isRead = op.f === 'session-read';
    return {
      anomaly: isRead ? 'foreign-read' : 'foreign-write',
      message: `${culprits[0] ?? 'an unnamed replica'} let ${op.input.user} ${isRead ? 'read' : 'write'} the work session ${session.id} of ${session.owner} (${all.length} of ${counted(trials.length, 'such call')})`,
      cause: `whose session it is is not checked when it is ${isRead ? 'read' : 'written'}`,
    };
  });
  const refused = trials.filter(({ op }) => isMissing(op));
  const summary = `${counted(refused.length, 'call')} to another user's session refused`;
  return conclude({
    violations,
    gaps: gapsOf(history, refused),
    examined: refused.length,
    summary: violations[0]?.message ?? summary,
  });
}

const madeBy = ({ own }: WorkSession): SessionOperation | undefined =>
  own.find((op) => op.f === 'session-write' && isAccepted(op));

/** Whether its owner had found the session at that replica: else no answer says anything of whose it is. */
const isFoundBefore = ({ session, op, replica }: Trial): boolean =>
  session.own.some(
    (own) =>
      own.f === 'session-read' &&
      isAccepted(own) &&
      own.completedNs < op.invokedNs &&
      op.completedNs < own.invokedNs + session.lifeNs &&
      answererIn(own, session) === replica,
  );

const KINDS = ['session-read', 'session-write'] as const;

function gapsOf({ stages }: History, refused: readonly Trial[]): string[] {
  if (refused.length === 0) return ["nobody asked for another user's session, found there by its owner"];
  return stages.flatMap((stage) => {
    const here = refused.filter(({ session }) => session.stage === stage);
    return KINDS.flatMap((kind) => {
      const tried = here.filter(({ op }) => op.f === kind).map(({ replica }) => replica);
      const missing = stage.replicas.map(({ name }) => name).filter((name) => !tried.includes(name));
      const what = kind === 'session-read' ? 'read' : 'write';
      return here.length === 0 || missing.length === 0
        ? []
        : [
            `no ${what} of another user's session, found there by its owner, was refused by ${named(missing)}`,
          ];
    });
  });
}
