import { isAccepted } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import { conclude } from '../conclusion.ts';
import { foldFindings } from '../findings.ts';
import { counted, named, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import {
  answererIn,
  isMissing,
  type SessionOperation,
  type WorkSession,
  workSessionsOf,
} from './work-sessions.ts';

/** A session lives for SESSION_TTL_S from its last write or read, and not for ever (CONTRACT.md, sessions). */
export const sessionLifeSlides = (): Check => ({
  name: 'session-life-slides',
  claim:
    'A work session lives for its whole time from the last read or write on any replica, and dies when it is left alone.',
  judge,
});

/** A session that nobody touched for this many of its lives must be gone. */
const LONGEST_LIVES = 2;

/** A read by the owner that found the session or did not. */
interface Sight {
  readonly session: WorkSession;
  readonly op: SessionOperation;
  readonly replica: string | null;
  /** The last that was certainly written before it. */
  readonly written: SessionOperation;
  /** Reads and writes that were answered before, each so late that the session must still live. */
  readonly keepers: readonly SessionOperation[];
  /** Ends of the calls before it that touched it or may have. */
  readonly lastTouchNs: RunNs;
}

function judge(history: History): Judgement {
  const sights = workSessionsOf(history).flatMap(sightsOf);
  const early = sights.filter((sight) => isMissing(sight.op) && isKept(sight));
  const undead = sights.filter((sight) => isAccepted(sight.op) && isLeftAlone(sight, LONGEST_LIVES));
  const violations = [...tellEarly(early), ...tellUndead(undead)];
  const slid = sights.filter((sight) => isAccepted(sight.op) && isPastWindow(sight) && isKept(sight));
  const died = sights.filter((sight) => isMissing(sight.op) && isLeftAlone(sight, 1));
  return conclude({
    violations,
    gaps: gapsOf(history, slid, died),
    examined: slid.length + died.length,
    summary:
      violations[0]?.message ??
      `${counted(slid.length, 'read')} of sessions that lived on reads alone, ${counted(died.length, 'read')} of sessions gone when left alone`,
  });
}

function sightsOf(session: WorkSession): Sight[] {
  const touches = session.own.filter(isAccepted);
  return session.own.flatMap((op) => {
    const written = touches.findLast((one) => one.f === 'session-write' && one.completedNs < op.invokedNs);
    if (op.f !== 'session-read' || !written) return [];
    const mayTouch = [...session.own, ...session.foreign].filter(
      (other) => other !== op && !isMissing(other) && other.invokedNs <= op.completedNs,
    );
    const ends = mayTouch.map((other) => (other.outcome === 'info' ? Infinity : other.completedNs));
    return [
      {
        session,
        op,
        written,
        replica: answererIn(op, session),
        keepers: touches.filter(
          (one) => one.completedNs < op.invokedNs && op.completedNs < one.invokedNs + session.lifeNs,
        ),
        lastTouchNs: ends.reduce((last, endNs) => Math.max(last, endNs), -Infinity),
      },
    ];
  });
}

/**
 * Whether the replica that was asked had itself touched the session less than a life ago. What another replica touched, it may
 * not know for other reasons than the session's life, and those are judged elsewhere.
 */
const isKept = ({ session, keepers, replica }: Sight): boolean =>
  keepers.some((keeper) => answererIn(keeper, session) === replica);

/** Whether only a life that slides lets it live: a whole one has passed since the last write that there can have been. */
const isPastWindow = ({ session, op }: Sight): boolean =>
  session.own.every(
    (one) =>
      one.f !== 'session-write' ||
      one.outcome === 'fail' ||
      one.invokedNs > op.completedNs ||
      (one.outcome === 'ok' && one.completedNs + session.lifeNs < op.invokedNs),
  );

const isLeftAlone = ({ session, op, lastTouchNs }: Sight, lives: number): boolean =>
  op.invokedNs > lastTouchNs + lives * session.lifeNs;

function tellEarly(early: readonly Sight[]) {
  const findings = early.map((sight) => {
    const { session, op, keepers, written } = sight;
    const mayBeFixed = op.completedNs >= written.invokedNs + session.lifeNs;
    return {
      sight,
      group: mayBeFixed ? 'fixed' : 'short',
      culprits: [...new Set(keepers.flatMap((keeper) => answererIn(keeper, session) ?? []))].sort(),
      operations: [written.index, keepers.at(-1)?.index ?? written.index, op.index],
      weight: 0,
    };
  });
  return foldFindings(findings, ({ sight, group, operations }, all) => {
    const { session, op, keepers, replica } = sight;
    const last = keepers.at(-1);
    const idle = span(op.completedNs - (last?.invokedNs ?? op.completedNs));
    return {
      anomaly: 'session-died-early',
      operations: [...new Set(operations)],
      message: `${replica ?? 'an unnamed replica'} no longer found the work session ${session.id} ${idle} after its last ${last?.f === 'session-read' ? 'read' : 'write'}, though it lives for ${span(session.lifeNs)} (${counted(all.length, 'time')})`,
      cause:
        group === 'fixed'
          ? 'reads do not extend the life of a session: it is counted from the last write'
          : 'sessions live shorter than SESSION_TTL_S',
    };
  });
}

function tellUndead(undead: readonly Sight[]) {
  const findings = undead.map((sight) => ({
    sight,
    group: '',
    culprits: sight.replica === null ? [] : [sight.replica],
    operations: [sight.written.index, sight.op.index],
    weight: 0,
  }));
  return foldFindings(findings, ({ sight: { session, op, lastTouchNs, replica } }, all) => ({
    anomaly: 'session-outlives-its-time',
    message: `${replica ?? 'an unnamed replica'} still found the work session ${session.id} ${span(op.invokedNs - lastTouchNs)} after anybody had touched it, though it lives for ${span(session.lifeNs)} (${counted(all.length, 'time')})`,
    cause: 'sessions are kept longer than SESSION_TTL_S, or for ever',
  }));
}

function gapsOf({ stages }: History, slid: readonly Sight[], died: readonly Sight[]): string[] {
  const tried = new Set([...slid, ...died].map(({ session }) => session.stage));
  if (tried.size === 0) return ['no session lived on reads alone, and none was left alone'];
  return stages.flatMap((stage) => {
    const lacking = (sights: readonly Sight[], what: string): string[] => {
      const here = sights.filter(({ session }) => session.stage === stage).map(({ replica }) => replica);
      const missing = stage.replicas.map(({ name }) => name).filter((name) => !here.includes(name));
      return missing.length === 0 || !tried.has(stage) ? [] : [`${what} ${named(missing)}`];
    };
    return [
      ...lacking(slid, 'no session lived longer than its time by reads at'),
      ...lacking(died, 'no session left alone was looked for at'),
    ];
  });
}
