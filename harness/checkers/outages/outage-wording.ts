import { culprit, foldFindings } from '../findings.ts';
import { counted, span } from '../phrases.ts';
import type { Violation } from '../verdict.ts';
import type { Disturbance } from '../faults/disturbance.ts';
import type { OutageClash } from './fails-closed.ts';
import type { OutageCall } from './outage-calls.ts';
import type { RecoveryClash } from './recovery.ts';

type Anomaly = OutageClash['anomaly'] | RecoveryClash['anomaly'] | 'lifeless';

/** An answer that must not be, because of an outage or after it. */
export interface OutageFinding {
  readonly anomaly: Anomaly;
  readonly call: OutageCall;
  /** The outage; null before the first. */
  readonly fault: Disturbance | null;
}

/** One violation for each anomaly, with everybody who showed it. */
export function outageViolations(all: readonly OutageFinding[]): Violation[] {
  const findings = all.map((finding) => ({
    ...finding,
    group: finding.anomaly,
    culprits: culprit(finding.call.replica),
    operations: [...(finding.fault ? [finding.fault.index] : []), finding.call.index],
    weight: 0,
  }));
  return foldFindings(findings, (worst, same) => ({
    anomaly: worst.anomaly,
    message: `${tell(worst)} (${counted(same.length, 'such answer')}: ${endpoints(same)})`,
    cause: causeOf(worst.anomaly, same),
  }));
}

const endpoints = (findings: readonly OutageFinding[]): string =>
  [...new Set(findings.map(({ call }) => call.op.f))].sort().join(', ');

function tell({ anomaly, call, fault }: OutageFinding): string {
  const who = call.replica ?? 'an unnamed replica';
  const { f, status } = call.op;
  const when = fault === null ? 'before any outage' : `during ${fault.what}`;
  const late =
    fault === null ? '' : ` ${span(call.invokedNs - fault.healedNs)} after the end of: ${fault.what}`;
  switch (anomaly) {
    case 'fail-open':
      return `${who} let ${f} in (status ${status}) ${when}`;
    case 'hang':
      return `${who} had not answered ${f} after ${span(call.boundNs)} ${when}`;
    case 'lifeless':
      return `${who} answered /health with ${status ?? 'nothing'} ${when}`;
    case 'session-destroyed':
      return `${who} answered ${f} with a definite 401 ${call.invokedNs > (fault?.healedNs ?? Infinity) ? late.trim() : when}`;
    case 'late-recovery':
      return `${who} still failed ${f} (status ${status ?? 'none'})${late}`;
    case 'flapping':
      return `${who} had served again, then failed ${f} (status ${status ?? 'none'})${late}`;
  }
}

function causeOf(anomaly: Anomaly, same: readonly OutageFinding[]): string {
  switch (anomaly) {
    case 'fail-open':
      return openCause(same);
    case 'hang':
      return 'calls to Redis have no time limit, or a longer one than the second that an answer may take';
    case 'lifeless':
      return '/health asks Redis: whoever restarts replicas by it restarts all of them in an outage of Redis';
    case 'session-destroyed':
      return 'an error of Redis is told as a wrong token or password: clients throw their session away; 503 is right';
    case 'late-recovery':
      return 'a lost connection to Redis is not made anew, or only after a long back-off';
    case 'flapping':
      return 'only some of the connections to Redis were made anew, or a health check switches the replica on and off';
  }
}

function openCause(same: readonly OutageFinding[]): string {
  const needs = new Set(same.map(({ call }) => call.op.f === 'limited' || call.need));
  if (needs.size === 1 && needs.has(true))
    return 'the rate limiter fails open: without Redis it admits everybody';
  if (needs.size === 1 && needs.has('readiness'))
    return 'readiness does not ask Redis: the balancer goes on sending requests that cannot be served';
  return 'errors of Redis are taken for permission: a token is accepted by its signature alone';
}
