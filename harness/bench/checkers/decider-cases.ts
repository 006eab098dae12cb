import { tokens } from './auth-cases.ts';
import { decideTokenVersion } from '../../checkers/token-version/token-version.ts';
import { noteVersionOperation, type RecordedRegisters } from '../../checkers/revocation/recorded-versions.ts';
import { decideAdmissions } from '../../checkers/rate-limit/admission-decision.ts';
import type { Attempt } from '../../checkers/rate-limit/attempt.ts';
import { densestWindow, forcedWindow } from '../../checkers/rate-limit/forced-window.ts';
import { attemptsOf, type Intervals, intervalsOf } from '../../checkers/rate-limit/intervals.ts';
import type { Rate } from '../../checkers/rate-limit/rate.ts';
import { KINDS } from './limit-cases.ts';
import type { Case } from './recorded-cases.ts';
import { numbersFrom, simulate } from './simulated-history.ts';

const VERSIONED = 100_000;
const ADMITTED = 200_000;
const RATE: Rate = { limit: 100, windowNs: 1e9 };

/** The deciders alone, on histories that are made before the clock starts. */
export function* deciderCases(): Generator<Case> {
  const registers = versionedHistory();
  yield {
    name: 'decideTokenVersion, 1 user',
    operations: VERSIONED,
    run: () =>
      String([...registers.values()].every((register) => decideTokenVersion({ ...register, base: 0 }).ok)),
  };
  const admitted = admissions();
  const none = intervalsOf(new Float64Array(0), new Float64Array(0));
  for (const kind of KINDS) {
    yield {
      name: `decideAdmissions, ${kind}`,
      operations: ADMITTED,
      run: () => decideAdmissions(admitted, none, { ...RATE, kind, budget: { left: 3e7 } }).status,
    };
  }
  yield {
    name: 'densestWindow',
    operations: ADMITTED,
    run: () => String(densestWindow(admitted, RATE.windowNs)?.count),
  };
  const attempts: readonly Attempt[] = attemptsOf(admitted, 'allowed');
  yield {
    name: 'forcedWindow',
    operations: ADMITTED,
    run: () => String(forcedWindow(attempts, RATE.windowNs)?.count),
  };
}

function versionedHistory(): RecordedRegisters {
  const registers: RecordedRegisters = new Map();
  simulate({ operations: VERSIONED, ...tokens(1) }, (op) => noteVersionOperation(registers, op));
  return registers;
}

/** Admissions of a limiter that is always at its limit: the first ones of each window. */
function admissions(): Intervals {
  const random = numbersFrom(2);
  const [starts, ends] = [new Float64Array(ADMITTED), new Float64Array(ADMITTED)];
  for (let at = 0; at < ADMITTED; at += 1) {
    const admittedNs = Math.floor(at / RATE.limit) * RATE.windowNs + (at % RATE.limit) * 1e6;
    starts[at] = admittedNs - random() * 1e6;
    ends[at] = admittedNs + random() * 1e6;
  }
  return intervalsOf(starts, ends);
}
