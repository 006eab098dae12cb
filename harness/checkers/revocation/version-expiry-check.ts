import type { RunNs } from '../../time/clock.ts';
import type { Check } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { isAcknowledged, readLedger } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, Mint, Probe, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import type { Lives } from '../auth/lives.ts';
import { counted, named, roundSpan, span } from '../phrases.ts';

/** What a kick did lasts for as long as any token that it ended, or that came after it (CONTRACT.md, Redis keys). */
export function kickOutlivesTheToken(options: StageOption = {}): Check {
  return {
    name: 'kick-outlives-the-token',
    claim: 'A kicked token stays dead, and one from after the kick alive, until each expires by itself.',
    judge: (history) => judge(readLedger(history, options)),
  };
}

/** One token at one replica, as it was answered over its life: what it was first, and when it was another thing. */
interface Course {
  readonly mint: Mint;
  readonly kick: AcknowledgedKick;
  /** Whether the kick ended it, or came before it. */
  readonly isKicked: boolean;
  readonly replica: string | null;
  /** The answers that tell, in order. */
  readonly probes: readonly Probe[];
  /** The first answer that is not as the kick left it, after one that was. */
  readonly turned: Probe | undefined;
  /** It was as the kick left it once more, after that. */
  readonly isBack: boolean;
}

function judge(ledger: Ledger): Judgement {
  const courses = coursesOf(ledger);
  const violations = turnedViolations(courses);
  const kept = courses.filter(({ turned }) => turned === undefined);
  const lasting = kept.filter(lastsUntilExpiry);
  const dead = lasting.filter(({ isKicked }) => isKicked).length;
  const summary = `${counted(dead, 'kicked token')} dead and ${counted(lasting.length - dead, 'new token')} alive until they expired, each on one replica`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, lasting),
    examined: lasting.length,
    summary: violations[0]?.message ?? summary,
  });
}

function coursesOf(ledger: Ledger): Course[] {
  const lives = readLives(ledger);
  const kicks = Map.groupBy(ledger.kicks.filter(isAcknowledged), ({ realm }) => realm);
  const byToken = Map.groupBy(ledger.probes, ({ mint }) => mint);
  return [...byToken].flatMap(([mint, probes]) => {
    const own = kicks.get(mint.realm) ?? [];
    const ender = own.find((kick) => mint.completedNs < kick.invokedNs);
    const opener = own.findLast((kick) => kick.completedNs < mint.invokedNs);
    const kick = ender ?? opener;
    if (kick === undefined) return [];
    const isKicked = ender !== undefined;
    const telling = probes.filter(
      (probe) => probe.invokedNs > kick.completedNs && tells(probe, isKicked, lives),
    );
    return [...Map.groupBy(telling, ({ replica }) => replica)].map(([replica, asked]) => {
      const inOrder = asked.toSorted((a, b) => a.invokedNs - b.invokedNs);
      const isAsLeft = ({ answer }: Probe): boolean => (answer === 'refused') === isKicked;
      const since = inOrder.slice(inOrder.findIndex(isAsLeft));
      const turnedAt = since.findIndex((probe) => !isAsLeft(probe));
      const turned = since.some(isAsLeft) ? since[turnedAt] : undefined;
      const isBack = turned !== undefined && since.slice(turnedAt).some(isAsLeft);
      return { mint, kick, isKicked, replica, probes: inOrder, turned, isBack };
    });
  });
}

/** A refusal of a kicked token tells while it has not expired; one of another token, while nothing may have ended it. */
function tells({ answer, mint, completedNs }: Probe, isKicked: boolean, lives: Lives): boolean {
  if (answer !== 'refused') return answer === 'accepted';
  return isKicked
    ? completedNs < mint.liveUntilNs && !lives.maySessionBeOver(mint, completedNs)
    : !lives.mayTokenBeDead(mint, completedNs);
}

/** Asked, and still as the kick left it, in the last quarter of the life that it has for certain. */
function lastsUntilExpiry({ mint, probes, isKicked }: Course): boolean {
  const lateNs = mint.liveUntilNs - (mint.liveUntilNs - mint.invokedNs) / 4;
  return probes.some(
    ({ answer, invokedNs, completedNs }) =>
      (answer === 'refused') === isKicked && invokedNs >= lateNs && completedNs < mint.liveUntilNs,
  );
}

interface Turned extends Finding {
  readonly course: Course;
  readonly probe: Probe;
}

function turnedViolations(courses: readonly Course[]): Violation[] {
  const findings = courses.flatMap((course): Turned[] => {
    const { mint, kick, turned, isKicked, replica } = course;
    if (turned === undefined) return [];
    const operations = [mint.index, kick.index, turned.index].sort((a, b) => a - b);
    const group = `${mint.stage}\n${isKicked ? 'kicked' : 'new'}`;
    return [{ course, probe: turned, group, culprits: culprit(replica), operations, weight: 0 }];
  });
  return foldFindings(findings, ({ course, probe }, all) => {
    const { mint, kick, isKicked } = course;
    const alike = courses.filter((one) => one.mint.stage === mint.stage);
    const who = probe.replica ?? 'an unnamed replica';
    const since = `${span(probe.invokedNs - kick.completedNs)} after the kick`;
    const what = isKicked
      ? `accepted a kicked token of ${mint.user} (${mint.clientType}) again, ${since}, which it had refused`
      : `refused the token of a login of ${mint.user} (${mint.clientType}) after a kick, ${since}, which it had accepted`;
    const count = `${all.length} of ${counted(alike.filter((one) => one.isKicked === isKicked).length, 'course')}`;
    return {
      anomaly: isKicked ? 'kicked-token-revived' : 'new-token-dies',
      message: `${who} ${what} (${count} of a token on a replica)`,
      cause: alike.some(({ isBack }) => isBack)
        ? null
        : `the key of the token version expires about ${roundSpan(earliestTurnNs(alike))} after the kick, before the tokens do, which live ${lifeOf(mint)}`,
    };
  });
}

/** The least that any course needed to turn, from the kick. */
const earliestTurnNs = (courses: readonly Course[]): RunNs =>
  courses.reduce(
    (least, { turned, kick }) => Math.min(least, (turned?.invokedNs ?? Infinity) - kick.completedNs),
    Infinity,
  );

/** `liveUntilNs` is a second early. */
const lifeOf = ({ liveUntilNs, invokedNs }: Mint): string => span(liveUntilNs - invokedNs + 1e9);

function gapsOf(ledger: Ledger, lasting: readonly Course[]): string[] {
  const stages = [...new Set(ledger.kicks.filter(isAcknowledged).map(({ stage }) => stage))];
  if (stages.length === 0) return ['no kick was acknowledged'];
  return stages.flatMap((stage) =>
    [true, false].flatMap((isKicked) => {
      const seen = lasting.filter((one) => one.mint.stage === stage && one.isKicked === isKicked);
      const answered = new Set(seen.map(({ replica }) => replica));
      const missing = ledger.replicas(stage).filter((name) => !answered.has(name));
      const what = isKicked ? 'kicked token' : 'token from after a kick';
      return missing.length === 0
        ? []
        : [`no ${what} was asked about on ${named(missing)} shortly before it expired`];
    }),
  );
}
