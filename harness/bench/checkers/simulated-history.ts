import type { RecordedOperation } from '../../history/recorded.ts';

/** What a client asks for. */
interface Request {
  readonly f: string;
  readonly key: string;
  readonly input: unknown;
  /** Who asks, if it is none of the clients. */
  readonly process?: string;
  /** Carries it out, at an instant between the call and its answer, and gives the answer. */
  readonly act: (moment: Moment) => unknown;
}

/** When and by whom something is carried out. */
export interface Moment {
  readonly atNs: number;
  readonly replica: string;
  /** Notes something that is seen at this instant. */
  readonly observe: (seen: Pick<RecordedOperation, 'f' | 'key' | 'process' | 'input'>) => void;
}

/** A system that behaves as one, and its clients, each of which asks again once it has its answer. */
export interface Simulation {
  /** How many operations the history has, observations included. */
  readonly operations: number;
  readonly clients?: number;
  readonly replicas?: number;
  /** What the next client asks for; `random` gives numbers from 0 up to 1. */
  readonly next: (random: () => number, place: number) => Request;
}

/** Numbers from 0 up to 1, always the same ones (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How long until the answer, at most: half of it there and half of it back. */
const LONGEST_NS = 2e6;

interface Client {
  readonly process: number;
  readonly replica: string;
  request: Request | null;
  index: number;
  invokedNs: number;
  output: unknown;
  isDone: boolean;
  atNs: number;
}

/** Plays the history and hands it over operation by operation, in order of completion; nothing is held. */
export function simulate(
  { operations, clients: count = 16, replicas = 4, next }: Simulation,
  take: (op: RecordedOperation) => void,
): void {
  const random = numbersFrom(1);
  const waitNs = (): number => 1 + Math.floor((random() * LONGEST_NS) / 2);
  const newcomer = (process: number): Client => newClient(process, replicas, waitNs());
  const clients = [newcomer(0), ...Array.from({ length: count - 1 }, (_, at) => newcomer(at + 1))] as const;
  let taken = 0;
  const observe =
    ({ atNs, replica }: Client): Moment['observe'] =>
    (seen) => {
      if (taken === operations) return;
      const common = { index: taken, output: null, outcome: 'ok' as const, replica };
      taken += 1;
      take({ ...common, ...seen, invokedNs: atNs, completedNs: atNs });
    };
  for (let client = earliest(clients); client.atNs < Infinity; client = earliest(clients)) {
    const { request } = client;
    if (request === null) {
      if (taken === operations) {
        client.atNs = Infinity;
        continue;
      }
      ask(client, next(random, taken), taken);
      taken += 1;
    } else if (!client.isDone) {
      client.output = request.act({ atNs: client.atNs, replica: client.replica, observe: observe(client) });
      client.isDone = true;
    } else {
      take(answerTo(client, request));
      client.request = null;
    }
    client.atNs += waitNs();
  }
}

const newClient = (process: number, replicas: number, atNs: number): Client => ({
  process,
  replica: `b-${(process % replicas) + 1}`,
  request: null,
  index: 0,
  invokedNs: 0,
  output: null,
  isDone: false,
  atNs,
});

function ask(client: Client, request: Request, index: number): void {
  client.request = request;
  client.index = index;
  client.invokedNs = client.atNs;
  client.isDone = false;
}

const answerTo = (
  { process, replica, index, invokedNs, output, atNs }: Client,
  { f, key, input, process: asker }: Request,
): RecordedOperation => ({
  index,
  process: asker ?? process,
  f,
  key,
  input,
  output,
  invokedNs,
  completedNs: atNs,
  outcome: 'ok',
  replica,
});

/** Who is to act next. */
function earliest(clients: readonly [Client, ...Client[]]): Client {
  let [first] = clients;
  for (const client of clients) if (client.atNs < first.atNs) first = client;
  return first;
}
