import type { RunNs } from '../../time/clock.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, Mint, StageOption } from '../auth/ledger.ts';
import { counted, span } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import { unexplainedRefusals } from './session-families.ts';

/** A session that is refreshed in time outlives the refresh window of its login (CONTRACT.md, Redis keys). */
export function refreshWindowSlides(options: StageOption = {}): Check {
  return {
    name: 'refresh-window-slides',
    claim: 'Each refresh opens the refresh window anew: a session in use does not end.',
    judge: (history) => judge(readLedger(history, options)),
  };
}

function judge(ledger: Ledger): Judgement {
  const unexplained = unexplainedRefusals(ledger);
  const uses = refreshUses(ledger);
  const refused = uses.filter(({ index }) => unexplained.has(index));
  const findings = refused.map((use) => ({
    use,
    group: mayBeFixed(use) ? 'refresh-window-fixed' : 'lost-session',
    culprits: isItsOwn(use) || mayBeFixed(use) ? culprit(use.replica) : [],
    operations: [...new Set([use.login.index, use.source.index, use.index])],
    weight: 0,
  }));
  const violations = foldFindings(findings, ({ use, group }, all) => {
    const idle = span(use.completedNs - use.source.invokedNs);
    const age = span(use.invokedNs - use.login.completedNs);
    const window = span(windowNs(use.source));
    const isFixed = group === 'refresh-window-fixed';
    return {
      anomaly: group,
      message: `${use.replica ?? 'an unnamed replica'} refused to refresh a session ${age} after its login, though its last refresh was only ${idle} ago and the window is ${window} (${counted(all.length, 'refusal')})`,
      cause: isFixed ? 'the refresh window is counted from the login and does not slide' : null,
    };
  });
  const sessions = [...Map.groupBy(uses, ({ source }) => source.session).values()];
  const slid = sessions.filter(hasSlid).length;
  const summary = `${counted(slid, 'session')} of ${sessions.length} outlived the window of the login`;
  return conclude({
    violations,
    gaps: slid === 0 ? [gapOf(uses)] : [],
    examined: slid,
    summary: violations[0]?.message ?? summary,
  });
}

const windowNs = (mint: Mint): RunNs => mint.refreshableUntilNs - mint.invokedNs;

/** Refused when the window of the login may have been over; earlier, no window explains it. */
const mayBeFixed = ({ login, completedNs }: RefreshUse): boolean => completedNs >= login.refreshableUntilNs;

/** Of a session lost between two replicas, the one that gave the token may be at fault as well as the one that refused it. */
const isItsOwn = ({ source, replica }: RefreshUse): boolean => source.replica === replica;

/** A success from after the login's window, with every refresh before it in time for certain. */
function hasSlid(uses: readonly RefreshUse[]): boolean {
  const successes = uses.filter(({ answer }) => answer === 'accepted');
  const late = successes.findIndex((use) => use.invokedNs > use.login.completedNs + windowNs(use.login));
  return (
    late >= 0 && successes.slice(0, late + 1).every((use) => use.completedNs < use.source.refreshableUntilNs)
  );
}

function gapOf(uses: readonly RefreshUse[]): string {
  const slow = uses.filter((use) => use.completedNs >= use.source.refreshableUntilNs);
  const longestNs = slow.reduce((most, use) => Math.max(most, use.completedNs - use.source.invokedNs), 0);
  if (slow.length > 0)
    return `refreshes came up to ${span(longestNs)} after the last, too late for the window`;
  return 'no session was refreshed for longer than the refresh window';
}
