import { STATUS_CODES } from 'node:http';

/** What a client tells its user, word for word (tauri-plugin-updater, error.rs; minisign-verify; reqwest). */
export const WORDS = {
  releaseNotFound: 'Could not fetch a valid release JSON from the remote',
  notJson: 'error decoding response body',
  insecure: 'The configured updater endpoint must use a secure protocol like `https`.',
  otherBytes: 'The signature verification failed',
  otherKey: 'The signature was created with a different key than the one provided',
  unreadable: 'Invalid encoding in minisign data',
  notBase64: 'Invalid symbol',
  noEndpoints: 'Updater does not have any endpoints set.',
  versionUnsigned:
    'The update signature does not specify the version it was signed for, which `requireSignedVersion` requires. Re-sign and re-publish this release, or disable `requireSignedVersion`.',
} as const;

/** A request that got no answer. */
export const sendingFailed = (url: string): string => `error sending request for url (${url})`;

/** A download that was refused. */
export const downloadRefused = (status: number): string =>
  `\`Download request failed with status: ${[status, STATUS_CODES[status] ?? '<unknown status code>'].join(' ')}\``;

/** A manifest without the client's own entry; `keys` in the order in which it looked. */
export const targetMissing = (keys: readonly string[], isOlder: boolean): string =>
  isOlder
    ? `the platform \`${keys.at(-1) ?? ''}\` was not found on the response \`platforms\` object`
    : `None of the fallback platforms \`[${keys.map((key) => `"${key}"`).join(', ')}]\` were found in the response \`platforms\` object`;

/** A package that was signed for another version than is announced. */
export const signedForOther = (signed: string, announced: string): string =>
  `The update was signed for version ${signed} but the update endpoint announced version ${announced}. ` +
  'The endpoint response may have been tampered with to force installing a different release.';
