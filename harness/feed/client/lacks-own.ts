import { targetOf } from '../clients.ts';
import type { Fault } from '../fault.ts';
import { printable } from '../printable.ts';
import type { CheckEnd, UpdateCheck } from './check.ts';
import { decidingStep, fetchesOf } from './steps.ts';

/** The fault of a manifest without the client's own entry. */
export function lacksOwn(check: UpdateCheck, end: Extract<CheckEnd, { kind: 'lacks-own' }>): Fault {
  const step = decidingStep(check);
  const manifest = printable(step?.url ?? '');
  const { own, says } = end;
  const target = targetOf(check.client);
  const common = {
    cause: step?.url ?? '',
    says,
    culprits: [manifest],
    fetches: fetchesOf(step === undefined ? [] : [step]),
  };
  if (own.drifted.length > 0)
    return {
      ...common,
      id: 'names-drifted',
      severity: 'failure',
      why: `${manifest} has '${own.drifted.map((key) => printable(key, 60)).join("', '")}', which ought to be '${target}'.`,
      mend: `Name the platforms as clients look for them, as in '${target}'.`,
    };
  if (own.isOnlyWithBundle)
    return {
      ...common,
      id: 'key-only-with-bundle',
      severity: 'warning',
      why: `${manifest} has ${target} only with the bundle at its end, which clients of the plugin 2.0.x, or of another bundle, do not look for.`,
      mend: `Add '${target}' beside it.`,
    };
  return {
    ...common,
    id: 'key-missing',
    severity: 'failure',
    why: `${manifest} has no '${target}'.`,
    mend: `Add the entry of '${target}': see that every build's part of the manifest was put together before it was published.`,
  };
}
