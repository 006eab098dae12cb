import { messageOf } from '../../errors.ts';
import type { FeedSilence } from '../../feed/record.ts';

/** Why there is no answer, where we gave up ourselves; its message says so with figures. */
export class GaveUp extends Error {
  readonly why: FeedSilence['why'];

  constructor(why: FeedSilence['why'], message: string) {
    super(message);
    this.name = 'GaveUp';
    this.why = why;
  }
}

/** How far a fetch had come when it failed. */
export interface FetchProgress {
  /** Which was being asked, as it may be shown. */
  readonly url: string;
  readonly isAnswered: boolean;
  /** Of the body. */
  readonly bytes: number;
}

/** What was thrown on the way to an answer, as the silence it was; the codes are those of Node's net, tls, dns and http. */
export function silenceOf(thrown: unknown, { url, isAnswered, bytes }: FetchProgress): FeedSilence {
  const where = isAnswered ? `, ${bytes} bytes into its body` : '';
  if (thrown instanceof GaveUp)
    return { kind: 'silence', why: thrown.why, what: `${thrown.message}${where}` };
  const code = codeOf(thrown);
  const why = WHY.find(([codes]) => codes.test(code))?.[1] ?? (isAnswered ? 'cut' : 'refused');
  const detail = messageOf(thrown) || code;
  return { kind: 'silence', why, what: `${url} ${SAID[why]}${where}: ${detail}` };
}

const WHY: readonly (readonly [RegExp, FeedSilence['why']])[] = [
  [/^(?:ENOTFOUND|EAI_.*|ENODATA)$/u, 'name'],
  [/^ETIMEDOUT$/u, 'timeout'],
  [/^HPE_HEADER_OVERFLOW$/u, 'too-long'],
  [/^HPE_/u, 'not-http'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/u, 'cut'],
  [/^(?:EPROTO|(?:ERR_TLS|ERR_SSL|CERT|CRL|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|INVALID)_.*)$/u, 'tls'],
  [/^(?:HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)$/u, 'tls'],
];

const SAID: Readonly<Record<FeedSilence['why'], string>> = {
  refused: 'could not be reached',
  timeout: 'did not answer in time',
  tls: 'offers no secure connection that a client trusts',
  name: 'has a host name that is not known',
  redirects: 'redirects where no client follows',
  'too-long': 'sends more headers than a client reads',
  cut: 'closed the connection before the end of its answer',
  'not-http': 'answers with what is no HTTP',
};

/** Of several addresses of one host that all failed, the first tells. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof AggregateError ? codeOf(thrown.errors[0]) : '';
}
