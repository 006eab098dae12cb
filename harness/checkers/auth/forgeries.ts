/** A defect for which a token must be refused. */
interface Forgery {
  /** What was sent, as a noun. */
  readonly what: string;
  /** What it means when it is accepted. */
  readonly cause: string;
}

const SIGNATURE = 'the signature is not checked';
const NO_ALGORITHM = 'alg: none is accepted, so anybody can make tokens';
const ALGORITHM = 'the algorithm is not pinned to HS256';
const EXPIRY = 'the expiry (exp) is not checked';
const ISSUER = 'the issuer (iss) is not checked';
const AUDIENCE = 'the audience (aud) is not checked';
const CLIENT_TYPE = 'the client type (clientType) is not checked';
const VERSION = 'the token version (tv) is not checked';
const ABSENCE = 'a request without a token is let in';

/** Every defect that tokens are forged with, by the name it has in a history; secrets that everybody knows have more names. */
export const FORGERIES = {
  none: { what: 'no token', cause: ABSENCE },
  empty: { what: 'an empty token', cause: ABSENCE },
  garbage: { what: 'text that is no token', cause: 'the token is not read at all' },
  'alg-none': { what: 'a token of alg "none"', cause: NO_ALGORITHM },
  'alg-none-in-mixed-case': { what: 'a token of alg "nOnE"', cause: NO_ALGORITHM },
  'no-signature': { what: 'a token whose signature was cut off', cause: SIGNATURE },
  'tampered-signature': { what: 'a token with another signature', cause: SIGNATURE },
  'tampered-payload': { what: 'a token whose payload was changed to role ADMIN', cause: SIGNATURE },
  'other-secret': { what: 'a token signed with another secret', cause: SIGNATURE },
  'alg-hs384': { what: 'a token signed by HS384', cause: ALGORITHM },
  'alg-hs512': { what: 'a token signed by HS512', cause: ALGORITHM },
  'expired-just-now': { what: 'a token expired for a second', cause: EXPIRY },
  expired: { what: 'a token expired for a minute', cause: EXPIRY },
  'expired-a-day-ago': { what: 'a token expired for a day', cause: EXPIRY },
  'no-expiry': { what: 'a token without exp', cause: 'a token without an expiry (exp) lives for ever' },
  'not-yet-valid': { what: 'a token that begins in an hour', cause: 'the beginning (nbf) is not checked' },
  'wrong-issuer': { what: 'a token of another issuer', cause: ISSUER },
  'no-issuer': { what: 'a token without iss', cause: ISSUER },
  'wrong-audience': { what: 'a token for another audience', cause: AUDIENCE },
  'no-audience': { what: 'a token without aud', cause: AUDIENCE },
  'refresh-token': { what: 'a refresh token', cause: 'a refresh token is taken for an access token' },
  'no-user': { what: 'a token without sub', cause: 'the user (sub) is not checked' },
  'no-client-type': { what: 'a token without clientType', cause: CLIENT_TYPE },
  'wrong-client-type': { what: 'a token of a client type that does not exist', cause: CLIENT_TYPE },
  'no-version': { what: 'a token without tv', cause: VERSION },
  'wrong-version': { what: 'a token of another token version', cause: VERSION },
} as const satisfies Readonly<Record<string, Forgery>>;

export type ForgeryName = keyof typeof FORGERIES;

const KNOWN_SECRET = 'known-secret-';

/** What a token is called that is signed with a secret from a manual. */
export const knownSecretName = (secret: string): string => `${KNOWN_SECRET}${secret}`;

const isName = (credential: string): credential is ForgeryName => Object.hasOwn(FORGERIES, credential);

/** What was sent, in words. */
export function whatWasForged(credential: string): string {
  if (credential.startsWith(KNOWN_SECRET))
    return `a token signed with the well-known secret "${credential.slice(KNOWN_SECRET.length)}"`;
  return isName(credential) ? FORGERIES[credential].what : `the credential "${credential}"`;
}

/** Why a forged token is accepted, given all that the same system accepts; null for a defect of another name. */
export function causeOfAcceptance(credential: string, accepted: ReadonlySet<string>): string | null {
  if (credential.startsWith(KNOWN_SECRET)) {
    return accepted.has('other-secret')
      ? SIGNATURE
      : 'the signing secret is one that everybody knows from manuals';
  }
  if (!isName(credential)) return null;
  const { cause } = FORGERIES[credential];
  const hangsOnSignature = cause === NO_ALGORITHM || cause === ALGORITHM;
  if (hangsOnSignature && accepted.has('tampered-signature')) return SIGNATURE;
  return cause === EXPIRY && !accepted.has('expired-a-day-ago')
    ? `the expiry (exp) is checked with a tolerance of ${accepted.has('expired') ? 'a minute or more' : 'some seconds'}, and the contract has none`
    : cause;
}
