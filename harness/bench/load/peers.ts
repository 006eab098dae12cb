import { fileURLToPath } from 'node:url';

/** What every generator is asked to do: as much as it can, on so many connections, for so long. */
export interface Task {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly connections: number;
  /** Of ours. */
  readonly threads: number;
  readonly seconds: number;
}

/** A generator as a command, and how many requests its output says it made. */
export interface Peer {
  readonly name: string;
  /** Its program; null for those that come with the project. */
  readonly program: string | null;
  readonly command: (task: Task) => readonly string[];
  readonly requestsIn: (output: string) => number;
}

const OFFER = fileURLToPath(new URL('offer.ts', import.meta.url));
const AUTOCANNON = fileURLToPath(import.meta.resolve('autocannon/autocannon.js'));
const numberAfter =
  (pattern: RegExp) =>
  (output: string): number =>
    Number(pattern.exec(output)?.[1]?.replaceAll(',', '') ?? Number.NaN);

/** Ours first: the ratios are to it. Ours checks status and body of each answer; the others count them. */
export const PEERS: readonly Peer[] = [
  {
    name: 'lockstep',
    program: null,
    command: ({ port, token, connections, threads, seconds }) => [
      process.execPath,
      OFFER,
      '--port',
      String(port),
      '--token',
      token,
      '--connections',
      String(connections),
      '--threads',
      String(threads),
      '--seconds',
      String(seconds),
      '--holds',
      '"status":"ok"',
    ],
    requestsIn: numberAfter(/"right":(\d+)/u),
  },
  {
    name: 'autocannon',
    program: null,
    command: ({ url, token, connections, seconds }) => [
      process.execPath,
      AUTOCANNON,
      '-c',
      String(connections),
      '-d',
      String(seconds),
      '-H',
      `authorization=Bearer ${token}`,
      '-j',
      url,
    ],
    requestsIn: numberAfter(/"2xx":(\d+)/u),
  },
  {
    name: 'wrk',
    program: 'wrk',
    command: ({ url, token, connections, seconds }) => [
      'wrk',
      '-t1',
      `-c${connections}`,
      `-d${seconds}`,
      '-H',
      `authorization: Bearer ${token}`,
      url,
    ],
    requestsIn: numberAfter(/(\d+) requests in/u),
  },
  {
    name: 'hey',
    program: 'hey',
    command: ({ url, token, connections, seconds }) => [
      'hey',
      '-c',
      String(connections),
      '-z',
      `${seconds}s`,
      '-H',
      `authorization: Bearer ${token}`,
      url,
    ],
    requestsIn: numberAfter(/\[200\]\s+(\d+) responses/u),
  },
];
