import type { Completed } from '../history/recorder.ts';
import type { ClientType, OperationName, OutputOf } from '../history/vocabulary.ts';
import { attribution } from './attribution.ts';
import type { Reading } from './contract.ts';
import type { Credentials } from './credentials.ts';
import { openEnvelope } from './envelope.ts';
import { exchange, type Exchange, type HttpRequest } from './exchange.ts';
import { classify } from './outcome.ts';
import type { BadToken } from './forgery.ts';
import { type Message, type Request, requestsOf, type SpoofedAddress, type StateWrite } from './requests.ts';
import type { Secrets } from './secrets.ts';
import type { Route, System } from './system.ts';

/** How a call ended, as the workload may act on it. */
export interface Answer<F extends OperationName> {
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly status: number | null;
  readonly output: OutputOf<F> | null;
  readonly replica: string | null;
}

/** What a login or a refresh gave; credentials are null when it gave none. */
interface SessionAnswer extends Answer<'login'> {
  readonly credentials: Credentials | null;
}

/** One logical client of the system: one operation at a time, each exactly one HTTP request, each recorded. */
export interface Client {
  readonly login: (user: string, clientType: ClientType, to: Route) => Promise<SessionAnswer>;
  /** A login with a wrong password. */
  readonly guess: (
    user: string,
    clientType: ClientType,
    guess: string,
    to: Route,
  ) => Promise<Answer<'login'>>;
  readonly refresh: (credentials: Credentials, to: Route) => Promise<SessionAnswer>;
  /** A refresh whose answer is lost on its way. */
  readonly refreshUnheard: (credentials: Credentials, to: Route) => Promise<Answer<'refresh'>>;
  readonly me: (credentials: Credentials, to: Route) => Promise<Answer<'me'>>;
  readonly kick: (
    admin: Credentials,
    user: Credentials,
    targets: readonly ClientType[],
    to: Route,
  ) => Promise<Answer<'kick'>>;
  readonly logout: (credentials: Credentials, to: Route) => Promise<Answer<'logout'>>;
  readonly limited: (
    credentials: Credentials,
    to: Route,
    spoofed?: SpoofedAddress,
  ) => Promise<Answer<'limited'>>;
  readonly readSession: (credentials: Credentials, id: string, to: Route) => Promise<Answer<'session-read'>>;
  readonly writeSession: (
    credentials: Credentials,
    write: StateWrite,
    to: Route,
  ) => Promise<Answer<'session-write'>>;
  /** A write whose body leaves when `held` resolves, once the server has begun to take the request: it is in flight till then. */
  readonly writeSlowly: (
    credentials: Credentials,
    write: StateWrite,
    held: Promise<void>,
    to: Route,
  ) => Promise<Answer<'session-write'>>;
  readonly forged: (credentials: Credentials, bad: BadToken, to: Route) => Promise<Answer<'forged'>>;
  readonly health: (ready: boolean, to: Route) => Promise<Answer<'health'>>;
  readonly publish: (credentials: Credentials, message: Message, to: Route) => Promise<Answer<'publish'>>;
}

/** A client of a running system. After an operation without a definite answer it goes on under a new number. */
export function createClient(system: System): Client {
  const { recorder, secrets, password } = system;
  const requests = requestsOf(secrets);
  let process = recorder.newProcess();

  const ask = async <F extends OperationName, R extends Reading<OutputOf<F>>>(
    request: Request<F, R>,
    to: Route,
    how: Pick<HttpRequest, 'dropAnswer' | 'holdBody'> = {},
  ) => {
    const { f, key, input } = request;
    const complete = recorder.invoke(process, { f, key, input, route: to.name });
    const result = await exchange({ ...toHttp(request, to), ...how }, system.connection);
    const { completed, reading } = interpret(request, result, secrets);
    complete(completed);
    if (completed.outcome === 'info') process = recorder.newProcess();
    const { outcome, status = null, output = null, replica = null } = completed;
    return { answer: { outcome, status, output, replica }, reading };
  };
  const call = async <F extends OperationName>(request: Request<F>, to: Route): Promise<Answer<F>> =>
    (await ask(request, to)).answer;

  return {
    login: async (user, clientType, to) => {
      const { answer, reading } = await ask(requests.login(user, clientType, password), to);
      return { ...answer, credentials: reading?.credentials ?? null };
    },
    refresh: async (credentials, to) => {
      const { answer, reading } = await ask(requests.refresh(credentials), to);
      return { ...answer, credentials: reading?.credentials ?? null };
    },
    guess: (user, clientType, guess, to) => call(requests.guess(user, clientType, guess), to),
    refreshUnheard: async (credentials, to) =>
      (await ask(requests.refresh(credentials, true), to, { dropAnswer: true })).answer,
    me: (credentials, to) => call(requests.me(credentials), to),
    logout: (credentials, to) => call(requests.logout(credentials), to),
    kick: (admin, user, targets, to) => call(requests.kick(admin, user, targets), to),
    limited: (credentials, to, spoofed) => call(requests.limited(credentials, spoofed ?? null), to),
    readSession: (credentials, id, to) => call(requests.readSession(credentials, id), to),
    writeSession: (credentials, write, to) => call(requests.writeSession(credentials, write), to),
    writeSlowly: async (credentials, write, held, to) =>
      (await ask(requests.writeSession(credentials, write), to, { holdBody: held })).answer,
    forged: (credentials, bad, to) => call(requests.forged(credentials, bad), to),
    health: (ready, to) => call(requests.health(ready), to),
    publish: (credentials, message, to) => call(requests.publish(credentials, message), to),
  };
}

type Sent = Pick<Request<OperationName>, 'method' | 'path' | 'bearer' | 'headers' | 'body'>;

function toHttp({ method, path, bearer, headers, body }: Sent, to: Route): HttpRequest {
  return {
    method,
    url: `${to.url}${path}`,
    headers: { ...headers, ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) },
    body: body === null ? null : JSON.stringify(body),
  };
}

interface Interpreted<F extends OperationName, R> {
  readonly completed: Completed<F>;
  readonly reading: R | null;
}

function interpret<F extends OperationName, R extends Reading<OutputOf<F>>>(
  request: Request<F, R>,
  result: Exchange,
  secrets: Secrets,
): Interpreted<F, R> {
  if (result.kind === 'failure') return { completed: classify(request.f, result, false), reading: null };
  const { status, headers, body } = result;
  const opened = openEnvelope(status, headers, body);
  const classified = classify(request.f, result, opened.fromApplication);
  const succeeded = status >= 200 && status < 300;
  const readable = classified.outcome === 'ok' && (succeeded || request.readsRefusals);
  const reading = readable ? request.read(opened.data, result) : null;
  const problems = [...opened.problems, ...(reading?.problems ?? [])];
  const completed = {
    ...classified,
    ...attribution(headers, secrets),
    status,
    code: opened.code === null ? null : secrets.clean(opened.code),
    output: reading?.output ?? null,
    problems: problems.map((problem) => secrets.clean(problem)),
  };
  return { completed, reading };
}
