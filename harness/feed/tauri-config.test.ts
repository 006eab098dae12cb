import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTauriConfig } from './tauri-config.ts';
import { AGGREGATE, SIGNER } from './test/feed-story.ts';

const UPDATER = { endpoints: [AGGREGATE], pubkey: SIGNER.pubkey };
const config = (updater: unknown, more: object = {}): string =>
  JSON.stringify({ productName: 'My App', version: '1.2.2', plugins: { updater }, ...more });

test('a configuration of Tauri 2 is read', () => {
  const more = { bundle: { createUpdaterArtifacts: true } };
  const updater = { ...UPDATER, windows: { installMode: 'passive' }, requireSignedVersion: true };
  expect(readTauriConfig(config(updater, more))).toEqual({
    kind: 'config',
    endpoints: [AGGREGATE],
    pubkey: SIGNER.pubkey,
    insecureTransport: false,
    requireSignedVersion: true,
    version: '1.2.2',
    productName: 'My App',
    createsUpdaterArtifacts: true,
  });
});

test('what it does not say is as a client takes it', () => {
  expect(
    readTauriConfig(JSON.stringify({ version: '../package.json', plugins: { updater: UPDATER } })),
  ).toMatchObject({
    insecureTransport: false,
    requireSignedVersion: false,
    version: null,
    productName: null,
    createsUpdaterArtifacts: null,
  });
});

test.for(['dangerousInsecureTransportProtocol', 'dangerous-insecure-transport-protocol'])(
  '%s allows http',
  (name) => {
    expect(readTauriConfig(config({ ...UPDATER, [name]: true }))).toMatchObject({ insecureTransport: true });
  },
);

test('a byte order mark is no reason to refuse it', () => {
  expect(readTauriConfig(`\uFEFF${config(UPDATER)}`).kind).toBe('config');
});

test.for([
  ['', 'It is empty.'],
  ['hello', 'It is not JSON.'],
  ['{"plugins": {} // none\n}', 'It is not JSON.'],
  [
    '{\n  // my app\n  "plugins": {}\n}',
    'It has comments or trailing commas (JSON5), and only JSON is read.',
  ],
  ['{"plugins": {},}', 'It has comments or trailing commas (JSON5), and only JSON is read.'],
  ['[build]\nx = 1', 'It is TOML, and only JSON is read.'],
  ['[]', 'It is JSON, but no Tauri configuration.'],
  ['null', 'It is JSON, but no Tauri configuration.'],
  ['{"dependencies": {}}', 'It is JSON, but no Tauri configuration.'],
  ['{"identifier": "a.b"}', 'It has no updater section (plugins.updater).'],
  ['{"plugins": {"updater": null}}', 'It has no updater section (plugins.updater).'],
  [
    '{"tauri": {"updater": {"active": true}}}',
    'It is of Tauri 1 (tauri.updater), whose updater has other rules.',
  ],
  [config({ pubkey: SIGNER.pubkey }), 'Its updater has no endpoints (plugins.updater.endpoints).'],
  [
    config({ ...UPDATER, pubkey: '' }),
    'Its pubkey is empty (plugins.updater.pubkey), and a client without one installs nothing.',
  ],
  [
    config({ endpoints: [AGGREGATE] }),
    'Its pubkey is empty (plugins.updater.pubkey), and a client without one installs nothing.',
  ],
])('%s is refused in a sentence, with the next step', ([text, what]) => {
  expect(readTauriConfig(text ?? '')).toEqual({
    kind: 'problem',
    what,
    next: expect.stringMatching(/^[A-Z].*\.$/u),
  });
});

test('a field of the wrong kind is named', () => {
  expect(readTauriConfig(config({ ...UPDATER, endpoints: 'https://x' }))).toMatchObject({
    what: expect.stringMatching(/^plugins\.updater\.endpoints is not what Tauri takes there/u),
    next: 'Mend plugins.updater.endpoints in the file.',
  });
});

test('a private key in its place is warned of and not repeated', () => {
  const problem = readTauriConfig(config({ ...UPDATER, pubkey: SIGNER.privateKey }));
  expect(problem).toMatchObject({ what: expect.stringContaining('PRIVATE key') });
  expect(JSON.stringify(problem)).not.toContain(SIGNER.privateKey.slice(0, 20));
});

test('a garbled public key is refused', () => {
  expect(readTauriConfig(config({ ...UPDATER, pubkey: 'garbage!' }))).toMatchObject({
    what: expect.stringContaining('is not base64'),
  });
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => config(value)),
      ),
      (text) => {
        expect(['config', 'problem']).toContain(readTauriConfig(text).kind);
      },
    ),
  );
});
