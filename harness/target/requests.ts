import type { ClientType, InputOf, OperationName, OutputOf } from '../history/vocabulary.ts';
import {
  readLimited,
  readLoginRefusal,
  readMe,
  readPublish,
  readSession,
  readState,
  type Reading,
  type SessionReading,
} from './contract.ts';
import type { Credentials } from './credentials.ts';
import type { Exchange, HttpRequest } from './exchange.ts';
import type { BadToken } from './forgery.ts';
import type { Secrets } from './secrets.ts';

type Response = Extract<Exchange, { kind: 'response' }>;

/** One operation of CONTRACT as data: what is recorded of it, what is sent, and how its answer is read. */
export interface Request<F extends OperationName, R extends Reading<OutputOf<F>> = Reading<OutputOf<F>>> {
  readonly f: F;
  readonly key: string;
  readonly input: InputOf<F>;
  readonly method: HttpRequest['method'];
  readonly path: string;
  /** The access token it carries; null for none. */
  readonly bearer: string | null;
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; null for none. */
  readonly body: unknown;
  /** Takes the output out of a definite success, and out of a refusal too when `readsRefusals`. */
  readonly read: (data: unknown, response: Response) => R;
  readonly readsRefusals: boolean;
}

/** A client's claim to come from somewhere else: headers that anybody may send. */
export interface SpoofedAddress {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Something to publish: its name stands for its text in the history. */
export interface Message {
  readonly name: string;
  readonly type: 'schedule:popup-reminder' | 'schedule:sound-reminder' | 'schedule:task-executed';
  readonly data: string;
}

/** The only seeded user with the role ADMIN. */
export const ADMINISTRATOR = 'admin';
export const EVENTS_PATH = '/api/v1/schedules/events';

const PLAIN = { method: 'GET', bearer: null, body: null, readsRefusals: false } as const;
const readNothing = (): Reading<Record<string, never>> => ({ output: {}, problems: [] });
const keyOf = (user: string, clientType: ClientType): string => `${user}/${clientType}`;

/** What a client may ask, in the words of one run. */
export function requestsOf(secrets: Secrets) {
  const bearerInput = ({ user, clientType, accessToken }: Credentials) => ({
    key: keyOf(user, clientType),
    input: { token: secrets.hash(accessToken), user, clientType },
    bearer: accessToken,
  });
  const read = (data: unknown): SessionReading => readSession(data, secrets);
  return {
    login: (user: string, clientType: ClientType, password: string) =>
      loginRequest({ user, clientType }, password, secrets),
    /** A login with a password that is none. */
    guess: (user: string, clientType: ClientType, guess: string) =>
      loginRequest({ user, clientType, wrongPassword: true }, guess, secrets),
    refresh: (
      { user, userId, clientType, refreshToken, sessionKey }: Credentials,
      unheard = false,
    ): Request<'refresh', SessionReading> => ({
      ...PLAIN,
      f: 'refresh',
      key: keyOf(user, clientType),
      input: {
        user,
        clientType,
        sessionKey: secrets.hash(sessionKey),
        refreshToken: secrets.hash(refreshToken),
        ...(unheard ? { unheard } : {}),
      },
      method: 'POST',
      path: '/api/v1/auth/refresh',
      body: { refreshToken, userId, clientType, sessionKey },
      read,
    }),
    me: (credentials: Credentials): Request<'me'> => ({
      ...PLAIN,
      ...bearerInput(credentials),
      f: 'me',
      path: '/api/v1/auth/me',
      read: (data) => readMe(data, credentials, secrets),
    }),
    logout: (credentials: Credentials): Request<'logout'> => ({
      ...PLAIN,
      ...bearerInput(credentials),
      f: 'logout',
      method: 'POST',
      path: '/api/v1/auth/logout',
      read: readNothing,
    }),
    ...effectRequests,
  };
}

function loginRequest(
  input: InputOf<'login'>,
  password: string,
  secrets: Secrets,
): Request<'login', SessionReading> {
  const { user, clientType } = input;
  return {
    ...PLAIN,
    f: 'login',
    key: keyOf(user, clientType),
    input,
    method: 'POST',
    path: '/api/v1/auth/login',
    body: { username: user, password, clientType },
    read: (data, { status, headers }) =>
      status >= 200 && status < 300 ? readSession(data, secrets) : readLoginRefusal(status, headers),
    readsRefusals: true,
  };
}

const sessionPath = (id: string): string => `/api/v1/sessions/${encodeURIComponent(id)}`;

/** A write of a work session. */
export interface StateWrite {
  readonly id: string;
  readonly state: string;
  /** The version it must find; null writes whatever is there. */
  readonly ifVersion: number | null;
}

const effectRequests = {
  readSession: ({ user, accessToken }: Credentials, id: string): Request<'session-read'> => ({
    ...PLAIN,
    f: 'session-read',
    key: id,
    input: { user, id },
    path: sessionPath(id),
    bearer: accessToken,
    read: (data) => readState(data, id),
  }),
  writeSession: (
    { user, accessToken }: Credentials,
    { id, state, ifVersion }: StateWrite,
  ): Request<'session-write'> => ({
    ...PLAIN,
    f: 'session-write',
    key: id,
    input: { user, id, state, ifVersion },
    method: 'PUT',
    path: sessionPath(id),
    bearer: accessToken,
    body: { state, ...(ifVersion === null ? {} : { ifVersion }) },
    read: (data) => {
      const { output, problems } = readState(data, id);
      const echoed = output === null || output.state === state;
      return {
        output: output && { version: output.version },
        problems: [
          ...problems,
          ...(echoed ? [] : ['the answer to a write has another state than was written']),
        ],
      };
    },
  }),
  health: (ready: boolean): Request<'health'> => ({
    ...PLAIN,
    f: 'health',
    key: '',
    input: { ready },
    path: ready ? '/health/ready' : '/health',
    read: readNothing,
  }),
  /** A call with a token that nobody may accept. */
  forged: ({ user, clientType }: Credentials, { credential, token }: BadToken): Request<'forged'> => ({
    ...PLAIN,
    f: 'forged',
    key: keyOf(user, clientType),
    input: { user, clientType, credential },
    path: '/api/v1/auth/me',
    bearer: token,
    read: readNothing,
  }),
  kick: (
    admin: Credentials,
    { user, userId }: Credentials,
    targets: readonly ClientType[],
  ): Request<'kick'> => ({
    ...PLAIN,
    f: 'kick',
    key: user,
    input: { user, targets: [...targets], ...(admin.user === ADMINISTRATOR ? {} : { by: admin.user }) },
    method: 'POST',
    path: `/api/v1/admin/users/${encodeURIComponent(userId)}/force-expire`,
    bearer: admin.accessToken,
    body: { targets },
    read: readNothing,
  }),
  limited: ({ user, accessToken }: Credentials, spoofed: SpoofedAddress | null): Request<'limited'> => ({
    ...PLAIN,
    f: 'limited',
    key: user,
    input: { user, ...(spoofed === null ? {} : { spoofed: spoofed.name }) },
    headers: spoofed?.headers ?? {},
    path: '/api/v1/limited',
    bearer: accessToken,
    read: (data, { status, headers }) => readLimited(status, headers, data),
    readsRefusals: true,
  }),
  publish: ({ user, accessToken }: Credentials, { name, type, data }: Message): Request<'publish'> => ({
    ...PLAIN,
    f: 'publish',
    key: user,
    input: { user, payload: name, bytes: Buffer.byteLength(data) },
    method: 'POST',
    path: EVENTS_PATH,
    bearer: accessToken,
    body: { type, data },
    read: readPublish,
  }),
};
