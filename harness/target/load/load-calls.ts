import type { ExpectedField } from '../../load/engine/expectation.ts';
import type { LoadCall } from '../../load/engine/thread-plan.ts';
import type { OperationName } from '../../history/vocabulary.ts';
import type { Credentials } from '../credentials.ts';
import { type Request, requestsOf } from '../requests.ts';
import type { Secrets } from '../secrets.ts';
import { wireBytes } from './wire-bytes.ts';

/** The calls that a load can be mixed of. */
export const LOAD_OPERATIONS = [
  'me',
  'session-read',
  'session-write',
  'publish',
  'limited',
  'health',
] as const;
export type LoadOperation = (typeof LOAD_OPERATIONS)[number];

/** How often each call is made, in proportion to the others. */
export type Mix = Partial<Readonly<Record<LoadOperation, number>>>;

/** The work session that a user's load reads and writes. */
export const loadSessionOf = ({ user }: Credentials): string => `load-${user}`;
export const LOAD_STATE = 'under load';

interface Template {
  readonly request: (credentials: Credentials) => Request<OperationName>;
  readonly statuses: readonly number[];
  /** What the answer says that shows whose it is. */
  readonly fields: (credentials: Credentials) => readonly ExpectedField[];
}

const succeeded: ExpectedField = { path: ['success'], equals: true };
const data = (name: string, equals: string): ExpectedField => ({ path: ['data', name], equals });

function templatesOf(secrets: Secrets): Readonly<Record<LoadOperation, Template>> {
  const requests = requestsOf(secrets);
  return {
    me: {
      request: requests.me,
      statuses: [200],
      fields: ({ userId, sessionKey }) => [succeeded, data('userId', userId), data('sessionKey', sessionKey)],
    },
    'session-read': {
      request: (own) => requests.readSession(own, loadSessionOf(own)),
      statuses: [200],
      fields: (own) => [succeeded, data('id', loadSessionOf(own)), data('state', LOAD_STATE)],
    },
    'session-write': {
      request: (own) =>
        requests.writeSession(own, { id: loadSessionOf(own), state: LOAD_STATE, ifVersion: null }),
      statuses: [200],
      fields: (own) => [succeeded, data('id', loadSessionOf(own)), data('state', LOAD_STATE)],
    },
    publish: {
      request: (own) =>
        requests.publish(own, { name: 'load', type: 'schedule:popup-reminder', data: LOAD_STATE }),
      statuses: [202],
      fields: () => [succeeded],
    },
    // A denial is a right answer, too: who offers more than the limit measures the limiter.
    limited: { request: (own) => requests.limited(own, null), statuses: [200, 429], fields: () => [] },
    health: { request: () => requests.health(false), statuses: [200], fields: () => [succeeded] },
  };
}

/** A mix of calls as its users send them to `url` (`http://host:port`): bytes, and what the answers must be. */
export function loadCallsOf(
  mix: Mix,
  users: readonly Credentials[],
  { url, secrets }: { readonly url: string; readonly secrets: Secrets },
): LoadCall[] {
  const templates = templatesOf(secrets);
  return LOAD_OPERATIONS.flatMap((operation): LoadCall[] => {
    const weight = mix[operation] ?? 0;
    const { request, statuses, fields } = templates[operation];
    const [first] = users;
    if (weight === 0 || !first) return [];
    return [
      {
        operation,
        weight,
        method: request(first).method,
        requests: users.map((own) => wireBytes(request(own), url)),
        expectations: users.map((own) => ({ statuses, holds: null, fields: fields(own) })),
      },
    ];
  });
}
