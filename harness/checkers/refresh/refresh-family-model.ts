import type { RecordedOperation } from '../../history/recorded.ts';
import type { RunNs } from '../../time/clock.ts';
import type { Judging, Model } from '../model.ts';
import { violationsOf } from '../plain/finding.ts';
import type { Clash, Finding } from '../plain/finding.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import { verdictOf } from '../verdict.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { familyEvidence, raceEvidence } from './family-evidence.ts';
import type { NamedClash } from './family-evidence.ts';
import { isAccepted } from './family-forest.ts';
import type { FamilyClash, FamilyHistory, RefreshPolicy } from './family-history.ts';
import { culpritsOf, operationsOf, wordClash } from './family-wording.ts';
import { PackedCalls } from './packed-calls.ts';
import { decideRefreshFamily } from './refresh-family.ts';
import { TokenNames } from './token-names.ts';

/**
 * Refresh tokens that rotate. `login` (value of the answer: the token), `use` or `refresh` (input: the token; value of the
 * answer: the token got for it), `revoke` (input: a token, whose family ends, or null: all of the key). A token is a string
 * or a number, or an object with one as its `token`; 1 and "1" are the same. A use is refused when it is `ok` with null,
 * false or `{rejected: true}`, and also when it is `fail`: here that is a definite answer, not an absent one. A key is a
 * user or a family; without any login in it, the tokens that nobody gave out are held to be older than the history.
 */
export const refreshFamily = (policy: RefreshPolicy = {}): Model => ({
  name: 'refresh-family',
  claim: 'Each refresh token works once, in real time, and is refused only after it was used or ended.',
  begin: () => begin(policy),
});

/** What was seen of one key, and its tokens as they are numbered. */
interface Part {
  readonly names: TokenNames;
  readonly calls: PackedCalls;
}

function begin(policy: RefreshPolicy): Judging {
  const parts = new Map<string, Part>();
  const replicas = new TokenNames();
  const partOf = (key: string): Part => {
    const known = parts.get(key);
    if (known) return known;
    const part = { names: new TokenNames(), calls: new PackedCalls(replicas) };
    parts.set(key, part);
    return part;
  };
  return {
    take: (op) => {
      switch (op.f) {
        case 'login':
          if (op.outcome === 'ok') noteLogin(partOf(op.key), op);
          return;
        case 'use':
        case 'refresh':
          noteUse(partOf(op.key), op);
          return;
        case 'revoke':
          if (op.outcome !== 'fail') noteRevocation(partOf(op.key), op);
          return;
        default:
          passOver(op, 'login, use, refresh and revoke');
      }
    },
    conclude: () => judge(parts, policy),
  };
}

function judge(parts: ReadonlyMap<string, Part>, policy: RefreshPolicy): Judgement {
  const clashes: NamedClash[] = [];
  let family: Evidence[] = [];
  let [examined, clashing] = [0, 0];
  const violations = violationsOf(findings(), (clash) => wordClash(clash, clash.names));
  return {
    verdict: verdictOf(violations, examined, 'no use of a refresh token was answered'),
    summary: `${examined} answered uses of refresh tokens in ${parts.size} keys, ${clashing} that clash`,
    evidence: clashing === 0 ? [] : [raceEvidence(clashes), ...family],
  };

  function* findings(): Generator<Finding<FamilyClash & Clash & Pick<NamedClash, 'names'>>> {
    for (const [key, { names, calls }] of parts) {
      const history = { tokens: names.names, calls };
      examined += examinedIn(history);
      for (const clash of decideRefreshFamily(history, policy)) {
        if (clashing === 0) family = [familyEvidence(history, clash)];
        if (clashing < MOST_SHOWN) clashes.push({ clash, names: names.names });
        clashing += 1;
        const [operations, culprits] = [operationsOf(clash), culpritsOf(clash)];
        yield { key, clash: { ...clash, operations, culprits, names: names.names } };
      }
    }
  }
}

const MOST_SHOWN = 50;

/** Uses with an answer; refusals alone, of tokens that nobody is known to have got, say nothing. */
function examinedIn({ calls }: FamilyHistory): number {
  let [accepted, refused, logins] = [0, 0, 0];
  for (const call of calls) {
    if (call.f === 'login') logins += 1;
    else if (isAccepted(call)) accepted += 1;
    else if (call.f === 'use' && call.child === null) refused += 1;
  }
  return logins + accepted > 0 ? accepted + refused : 0;
}

function noteLogin({ names, calls }: Part, op: RecordedOperation): void {
  const { index, invokedNs, completedNs, replica } = op;
  const token = names.idOf(tokenOf(op, op.output, 'its answer'));
  calls.push({ index, f: 'login', token, invokedNs, completedNs, replica });
}

function noteUse({ names, calls }: Part, op: RecordedOperation): void {
  const { index, invokedNs, replica } = op;
  const token = names.idOf(tokenOf(op, op.input, 'its input'));
  const answer = answerOf(op);
  const child = typeof answer === 'string' ? names.idOf(answer) : answer;
  calls.push({ index, f: 'use', token, child, invokedNs, completedNs: endOf(op), replica });
}

function noteRevocation({ names, calls }: Part, op: RecordedOperation): void {
  const { index, invokedNs, replica } = op;
  const token = op.input === null ? null : names.idOf(tokenOf(op, op.input, 'its input, or null'));
  calls.push({ index, f: 'revoke', token, invokedNs, completedNs: endOf(op), replica });
}

const endOf = ({ outcome, completedNs }: RecordedOperation): RunNs =>
  outcome === 'info' ? Infinity : completedNs;

/** The token got; null when refused, undefined when there was no answer. */
function answerOf(op: RecordedOperation): string | null | undefined {
  if (op.outcome === 'info') return undefined;
  if (op.outcome === 'fail' || isRefusal(op.output)) return null;
  return tokenOf(op, op.output, 'its answer, or null, false or {rejected: true}');
}

const isRefusal = (value: unknown): boolean =>
  value === null ||
  value === false ||
  (typeof value === 'object' && 'rejected' in value && value.rejected === true);

function tokenOf(op: RecordedOperation, value: unknown, where: string): string {
  const token = typeof value === 'object' && value !== null && 'token' in value ? value.token : value;
  if (typeof token === 'string' || (typeof token === 'number' && Number.isFinite(token)))
    return String(token);
  throw wrongValue(op, `a token (a string, a number, or an object with one as \`token\`) as ${where}`);
}
