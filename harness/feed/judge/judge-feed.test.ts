import { expect, test } from 'vitest';
import {
  AGGREGATE,
  answer,
  BY_TARGET,
  BY_TARGET_AND_ARCH,
  bytesOf,
  CHAIN,
  commentOf,
  DOWNLOADS,
  fileOf,
  idsOf,
  judge,
  listingOf,
  recordOf,
  rewrite,
  SIGNER,
  story,
  STRANGER,
  targets,
} from '../test/feed-story.ts';
import { HTML, only } from '../test/told.ts';
import { judgeFeed } from './judge-feed.ts';

test('a bad first endpoint masks a good later one, which is said', () => {
  const told = story(CHAIN);
  told.published.set('latest-windows-x86_64.json', HTML);
  expect(only(told)).toMatchObject({
    id: 'manifest-not-json',
    clients: ['windows-x86_64'],
    why: `${DOWNLOADS}/latest-windows-x86_64.json gave 200 with an HTML page and no JSON. Clients stop there, so ${DOWNLOADS}/latest-windows.json, which is good for them, is never asked.`,
    culprits: [BY_TARGET_AND_ARCH],
    fetches: [0, 3],
  });
});

test('one cause is one finding, though every client meets it at its own url', () => {
  const told = story([BY_TARGET_AND_ARCH]);
  for (const target of ['windows-x86_64', 'darwin-aarch64', 'linux-x86_64'])
    told.published.set(`latest-${target}.json`, HTML);
  expect(only(told)).toMatchObject({
    clients: ['windows-x86_64', 'darwin-aarch64', 'linux-x86_64'],
    fetches: [0, 1, 2],
  });
});

test('what hits most comes first among failures, and failures before all else', () => {
  const told = story([BY_TARGET_AND_ARCH]);
  told.published.delete('latest-linux-x86_64.json');
  rewrite(
    told,
    'latest-windows-x86_64.json',
    ({ platforms }) => void (platforms['windows-x86_64']!.signature = ''),
  );
  rewrite(
    told,
    'latest-darwin-aarch64.json',
    ({ platforms }) => void (platforms['darwin-aarch64']!.signature = ''),
  );
  const listing = [...listingOf(told), { name: 'app.key', bytes: 1, sha256: null, url: null }];
  expect(idsOf({ ...told, listing })).toEqual([
    'sig-missing',
    'key-missing',
    'warning: private-key-published',
  ]);
});

test('among failures the one that hits more comes first', () => {
  const told = story([BY_TARGET_AND_ARCH]);
  told.published.delete('latest-windows-x86_64.json');
  for (const target of ['darwin-aarch64', 'linux-x86_64'])
    rewrite(told, `latest-${target}.json`, ({ platforms }) => void (platforms[target]!.signature = ''));
  expect(judge(told).findings.map(({ id, clients }) => [id, clients.length])).toEqual([
    ['sig-missing', 2],
    ['key-missing', 1],
  ]);
});

test('manifests that drifted from the names that clients ask for are told by the listing', () => {
  const told = story([BY_TARGET_AND_ARCH]);
  const manifest = told.published.get('latest-darwin-aarch64.json')!;
  told.published.delete('latest-darwin-aarch64.json');
  told.published.set('latest-macos-arm64.json', manifest);
  expect(only({ ...told, listing: listingOf(told) })).toMatchObject({
    id: 'names-drifted',
    clients: ['darwin-aarch64'],
    why: 'darwin-aarch64 asks for latest-darwin-aarch64.json, and the release has latest-macos-arm64.json.',
  });
  expect(idsOf(told)).toEqual(['key-missing']);
});

test('manifests under names of their own are told by the listing, and other JSON files are none', () => {
  const told = story(CHAIN);
  for (const [name, bytes] of told.published)
    if (name.startsWith('latest') && told.published.delete(name))
      told.published.set(name.replace('latest', 'update'), bytes);
  expect(only({ ...told, listing: listingOf(told) })).toMatchObject({
    id: 'names-drifted',
    clients: { length: 3 },
    why: expect.stringContaining(
      'and the release has update.json, update-windows-x86_64.json, update-windows.json.',
    ),
  });
  const listing = [{ name: 'sbom.json', bytes: 1, sha256: null, url: null }];
  expect(idsOf({ ...told, listing })).toEqual(['manifest-not-found']);
});

test('where others have a manifest, a client without one is missed, and not the feed', () => {
  const told = story([BY_TARGET]);
  told.published.delete('latest-linux.json');
  expect(only(told)).toMatchObject({
    id: 'key-missing',
    clients: ['linux-x86_64'],
    why: expect.stringContaining('Others have a manifest; linux-x86_64 has none.'),
  });
  const listing = [...listingOf(told), { name: 'latest.json', bytes: 1, sha256: null, url: null }];
  expect(idsOf({ ...told, listing })).toContain('key-missing');
});

test('a manifest that is no manifest, and a host that does not answer, are told apart from one that is not there', () => {
  const told = story([AGGREGATE]);
  rewrite(told, 'latest.json', ({ platforms }) => void (platforms['windows-x86_64']!.url = 'app.exe'));
  expect(only(told)).toMatchObject({
    id: 'manifest-malformed',
    clients: { length: 3 },
    says: 'relative URL without a base',
  });
  told.published.set('latest.json', { kind: 'silence', why: 'tls', what: 'the certificate has run out' });
  expect(only(told)).toMatchObject({
    id: 'manifest-unreachable',
    why: `${AGGREGATE} gave nothing (the certificate has run out).`,
  });
  told.published.set('latest.json', { kind: 'silence', why: 'cut', what: 'it broke' });
  expect(only(told)).toMatchObject({ id: 'manifest-incomplete', says: 'error decoding response body' });
});

test('an endpoint by http is one failure of all clients', () => {
  const told = story([AGGREGATE]);
  const endpoints = [AGGREGATE, 'http://x.example/latest.json'];
  const question = { ...told.question, endpoints };
  expect(only({ ...told, question })).toMatchObject({
    id: 'endpoint-insecure',
    clients: { length: 3 },
    culprits: ['http://x.example/latest.json'],
    says: 'The configured updater endpoint must use a secure protocol like `https`.',
  });
});

test('204 to an installed version for which an update was expected is as bad as an old manifest', () => {
  const told = story([AGGREGATE]);
  told.published.set('latest.json', answer(bytesOf(''), { status: 204, text: '' }));
  expect(only(told)).toMatchObject({
    id: 'version-not-newer',
    why: `${AGGREGATE} gave 204, no update to an installed 1.2.2, for which an update was expected.`,
  });
  expect(judge({ ...told, question: { ...told.question, currentVersion: null } })).toMatchObject({
    findings: [],
    judged: 3,
  });
});

test('an old release is no failure where nobody says what is installed', () => {
  const told = story([AGGREGATE], { currentVersion: null });
  expect(judge(told)).toMatchObject({ findings: [], judged: 3, gaps: [] });
});

test('an installed version that is none is warned of', () => {
  expect(idsOf(story([AGGREGATE], { currentVersion: 'latest' }))).toEqual([
    'warning: current-version-unreadable',
  ]);
});

test('a missing entry of one who is up to date is a failure of newer clients alone', () => {
  const told = story([AGGREGATE], { currentVersion: '1.2.3', clients: targets('linux-x86_64') });
  rewrite(told, 'latest.json', ({ platforms }) => void delete platforms['linux-x86_64']);
  const { findings, rows } = judge(told);
  expect(findings.map(({ id, says }) => `${id}: ${says}`)).toEqual([
    'key-missing: In newer clients: None of the fallback platforms `["linux-x86_64"]` were found in the response `platforms` object',
    'version-not-newer: In clients of the plugin 2.0.x: That the application is up to date.',
  ]);
  expect(rows.map(({ client, outcome }) => `${client} ${outcome}`)).toEqual([
    expect.stringMatching(/^linux-x86_64 fails/u),
    'linux-x86_64 (2.0.x) up to date (1.2.3 is there)',
  ]);
});

test('entries that only name bundles are warned of, for older clients', () => {
  const told = story([AGGREGATE]);
  rewrite(told, 'latest.json', (manifest) => {
    const { 'windows-x86_64': windows, ...rest } = manifest.platforms;
    manifest.platforms = { ...rest, 'windows-x86_64-nsis': windows! };
  });
  expect(idsOf(told)).toEqual(['warning: key-only-with-bundle']);
});

test('a manifest per target that only some have is a policy where a later endpoint serves the others', () => {
  const told = story([BY_TARGET_AND_ARCH, AGGREGATE]);
  told.published.delete('latest-windows-x86_64.json');
  expect(judge(told).findings).toMatchObject([
    { id: 'per-target-manifest-missing', severity: 'policy', clients: ['windows-x86_64'] },
  ]);
});

test('a manifest without its signature, or with a wrong one, is a policy', () => {
  const told = story([AGGREGATE]);
  told.published.delete('latest.json.sig');
  expect(idsOf(told)).toEqual(['policy: manifest-unsigned']);
  expect(idsOf({ ...told, listing: listingOf(told) })).toEqual(['policy: manifest-unsigned']);
  const manifest = told.published.get('latest.json') as Uint8Array;
  told.published.set('latest.json.sig', bytesOf(STRANGER.sign(manifest, commentOf('latest.json'))));
  expect(idsOf(told)).toEqual(['policy: manifest-signature-wrong']);
  told.published.set('latest.json.sig', bytesOf(SIGNER.sign(bytesOf('before'), commentOf('latest.json'))));
  expect(idsOf(told)).toEqual(['policy: manifest-signature-wrong']);
});

test('a private key among the assets is warned of by its name, and a public one is not', () => {
  const told = story([AGGREGATE]);
  const listing = [
    ...listingOf(told),
    ...['my.key', 'my.key.pub'].map((name) => ({ name, bytes: 9, sha256: null, url: null })),
  ];
  expect(judge({ ...told, listing }).findings).toMatchObject([
    { id: 'private-key-published', culprits: ['my.key'], clients: [] },
  ]);
});

test('a variable that no client fills in is warned of', () => {
  const told = story([AGGREGATE], { endpoints: [`${DOWNLOADS}/{{platform}}.json`, AGGREGATE] });
  expect(judge(told).findings).toMatchObject([
    { id: 'variable-unknown', why: expect.stringContaining('has {{platform}}, which no client fills in') },
  ]);
});

test('what was asked of nobody is unknown', () => {
  expect(judge(story([AGGREGATE]), { fetches: [] })).toMatchObject({
    findings: [],
    judged: 0,
    gaps: [`windows-x86_64, darwin-aarch64, linux-x86_64: ${AGGREGATE}: not fetched`],
  });
});

test('the table has a row for each client and endpoint, and the assets are told with sizes and keys', () => {
  const told = story([BY_TARGET_AND_ARCH, AGGREGATE]);
  told.published.delete('latest-windows-x86_64.json');
  const { rows, assets, keyId } = judge(told);
  expect(rows.map(({ client, move, outcome }) => [client, move, outcome])).toEqual([
    ['windows-x86_64', 'next', null],
    ['windows-x86_64', 'takes', 'installs 1.2.3'],
    ['darwin-aarch64', 'takes', 'installs 1.2.3'],
    ['darwin-aarch64', 'not-asked', null],
    ['linux-x86_64', 'takes', 'installs 1.2.3'],
    ['linux-x86_64', 'not-asked', null],
  ]);
  expect(keyId).toBe(SIGNER.id);
  expect(assets).toContainEqual({
    name: fileOf('windows-x86_64'),
    clients: ['windows-x86_64'],
    bytes: 800,
    keyId: SIGNER.id,
  });
});

test('what a hostile feed writes reaches no finding whole, nor unprintable', () => {
  const told = story([AGGREGATE]);
  const evil = `\u001B[2J\u202E${'x'.repeat(5000)}`;
  rewrite(told, 'latest.json', (manifest) => {
    manifest.platforms[`windows ${evil}`] = { url: `https://x.example/${evil}`, signature: evil };
    delete manifest.platforms['windows-x86_64'];
    manifest.platforms['linux-x86_64']!.signature = SIGNER.sign(
      bytesOf(evil),
      commentOf(evil.replaceAll('\n', ''), evil),
    );
    manifest.platforms['darwin-aarch64']!.url = `https://x.example/${evil}`;
  });
  const listing = [...listingOf(told), { name: `${evil}.key`, bytes: 1, sha256: null, url: null }];
  const { findings, rows, assets, gaps } = judgeFeed({ ...recordOf(told), listing });
  expect(findings.length).toBeGreaterThan(2);
  const texts = [
    ...findings.flatMap((one) => [one.says, one.why, one.mend, ...one.culprits, ...one.clients]),
    ...rows.flatMap((row) => [row.came, row.endpoint, row.outcome ?? '']),
    ...assets.map(({ name }) => name),
    ...gaps,
  ];
  for (const text of texts) {
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.length).toBeLessThan(800);
  }
});
