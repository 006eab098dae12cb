import { span } from '../phrases.ts';
import type { Finding, Clash, Wording } from '../plain/finding.ts';
import type { OutageClash } from './fails-closed.ts';
import type { FaultCheck } from '../faults/fault-window.ts';
import type { RecoveryClash } from './recovery.ts';

type Worded = Finding<Clash & Wording>;

/** What went wrong during an outage, in words. */
export function ofOutage({ anomaly, check }: OutageClash): Worded {
  const it = `${whoOf(check)} ${DURING[anomaly].what} operation ${check.index}, all of which ran while the fault was in effect`;
  return finding(anomaly, check, { message: it, cause: DURING[anomaly].cause });
}

const DURING = {
  'fail-open': {
    what: 'let in',
    cause:
      'an error of the failed part counts as permission, or answers come from a cache that lives too long',
  },
  'session-destroyed': {
    what: 'answered 401 to the live token of',
    cause: 'an error of the failed part counts as an invalid token, so that clients log out: 503 is right',
  },
  hang: {
    what: 'gave no answer to',
    cause: 'calls to the failed part have no timeout, or a longer one than the client',
  },
} as const;

/** What went wrong after the healing, in words. */
export function ofRecovery({ anomaly, check, fault }: RecoveryClash): Worded {
  const since =
    fault === null ? '' : `, ${span(check.invokedNs - fault.healedNs)} after the fault was healed`;
  const { what, cause } = AFTER[anomaly];
  return finding(anomaly, check, {
    message: `${whoOf(check)} ${what} operation ${check.index}${since}`,
    cause,
  });
}

const AFTER = {
  'late-recovery': {
    what: 'still failed',
    cause: 'the connection to the healed part is not made anew, or its back-off is too long',
  },
  flapping: {
    what: 'had served again, then failed',
    cause: 'only some of its connections were made anew, or a health check switches it on and off',
  },
  'session-destroyed': {
    what: 'answered 401 to the live token of',
    cause: 'sessions or keys were lost with the fault, or an error counts as an invalid token',
  },
} as const;

const whoOf = ({ replica }: FaultCheck): string => replica ?? 'an unnamed replica';

const finding = (anomaly: string, check: FaultCheck, wording: Wording): Worded => ({
  key: '',
  clash: { anomaly, operations: [check.index], culprits: [check.replica], ...wording },
});
