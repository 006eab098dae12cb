import type { AnyOperation } from '../../history/operation.ts';
import { isAccepted } from '../../history/operation.ts';
import { plainText } from '../plain-text.ts';

/** How an operation ended, for its colour and its words. */
export interface Answer {
  readonly kind: 'accepted' | 'refused' | 'open' | 'failed';
  readonly text: string;
}

/** What each kind of answer is called. */
export const ANSWERS: Readonly<Record<Answer['kind'], string>> = {
  accepted: 'accepted',
  refused: 'refused',
  open: 'no definite answer',
  failed: 'did not happen',
};

/** What came back: the status and code, or why nothing did. */
export function answerOf(op: AnyOperation): Answer {
  const because = op.reason === null ? '' : `: ${plainText(op.reason, 160)}`;
  if (op.outcome === 'info') return { kind: 'open', text: `no definite answer${because}` };
  if (op.outcome === 'fail') return { kind: 'failed', text: `did not happen${because}` };
  if (op.status === null) return { kind: 'accepted', text: 'observed' };
  const code = op.code === null ? '' : ` ${plainText(op.code, 60)}`;
  return { kind: isAccepted(op) ? 'accepted' : 'refused', text: `${op.status}${code}` };
}

/** Who answered, by the best word there is: its own, the proxy's, or whom the request was sent to. */
export function answererOf(op: AnyOperation): string {
  return op.replica ?? op.upstream ?? (op.route === 'balancer' ? 'nobody' : op.route);
}
