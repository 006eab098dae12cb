import { expect, test } from 'vitest';
import type { FeedQuestion } from '../record.ts';
import {
  answer,
  bytesOf,
  commentOf,
  contentOf,
  fileOf,
  idsOf,
  judge,
  listingOf,
  signed,
  SIGNER,
  STRANGER,
} from '../test/feed-story.ts';
import { entry, FILE, firstOf, TARGET, told } from '../test/told.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('an asset that is altered and not shorter is called that, and no other file', () => {
  const one = told();
  one.published.set(FILE, bytesOf('x'.repeat(contentOf(FILE).length)));
  expect(judge(one).findings).toMatchObject([
    {
      id: 'asset-altered',
      why: `${FILE} has 800 bytes: these are not what key ${SIGNER.id} signed under this name, so it was cut short, replaced, or changed after it was signed.`,
    },
  ]);
});

test('bytes of another file are found by their signature, though its comment claims the name', () => {
  const other = SIGNER.sign(contentOf(fileOf('linux-x86_64')), commentOf(FILE));
  expect(firstOf(entry((windows) => void (windows.signature = other)))).toMatchObject({
    id: 'signature-of-another-file',
    why: expect.stringContaining(`of ${fileOf('linux-x86_64')}`),
  });
});

test('altered bytes are told from another file though the comment has the name from before the upload', () => {
  const before = SIGNER.sign(bytesOf('whole'), commentOf(FILE.replace('My.App', 'My App')));
  expect(idsOf(entry((windows) => void (windows.signature = before)))).toEqual(['asset-altered']);
});

test('an asset that is longer than it was listed is not truncated', () => {
  const one = told();
  const listing = listingOf(one);
  one.published.set(FILE, bytesOf('x'.repeat(999)));
  expect(judge({ ...one, listing }).findings).toMatchObject([
    { id: 'asset-altered', why: expect.stringContaining('came with 999 bytes, and the listing has 800') },
  ]);
});

test('a signature of another version of the file is of another file', () => {
  const old = SIGNER.sign(bytesOf('an older build'), commentOf(FILE, '1.2.2'));
  expect(firstOf(entry((windows) => void (windows.signature = old)))).toMatchObject({
    id: 'signature-of-another-file',
    why: expect.stringContaining('of version 1.2.2'),
  });
});

test('a signature of a file that nobody fetched is told by its comment', () => {
  const other = SIGNER.sign(bytesOf('x'), commentOf('other.msi'));
  expect(firstOf(entry((windows) => void (windows.signature = other)))).toMatchObject({
    id: 'signature-of-another-file',
    why: expect.stringContaining('of other.msi'),
  });
});

test.for<[string, string, string]>([
  ['no base64', '%%', 'Invalid symbol'],
  ['a line break at its end', `${signed(SIGNER, FILE)}\n`, 'Invalid symbol'],
  ['the four lines themselves', Buffer.from(signed(SIGNER, FILE), 'base64').toString(), 'Invalid symbol'],
  ['two lines', base64('untrusted comment: x\nQUJD\n'), 'Invalid encoding in minisign data'],
])('a signature that is %s cannot be read by any client', ([, signature, says]) => {
  const one = entry((windows) => void (windows.signature = signature));
  expect(judge(one).findings).toMatchObject([{ id: 'signature-unreadable', says }]);
});

test('a comment that was altered is found, and so is a signature of nobody', () => {
  const lines = Buffer.from(signed(SIGNER, FILE), 'base64').toString().split('\n');
  const comment = base64(lines.with(2, `trusted comment: ${commentOf(FILE, '9.9.9')}`).join('\n'));
  expect(idsOf(entry((windows) => void (windows.signature = comment)))).toEqual(['signature-altered']);
  const raw = Buffer.from(lines[1]!, 'base64');
  raw[40]! ^= 1;
  const garbled = base64(lines.with(1, raw.toString('base64')).join('\n'));
  expect(idsOf(entry((windows) => void (windows.signature = garbled)))).toEqual(['signature-altered']);
});

const version = (value: string | null, also: Partial<FeedQuestion> = {}) => {
  const signature = SIGNER.sign(contentOf(FILE), commentOf(FILE, value));
  const one = entry((windows) => void (windows.signature = signature), also);
  one.published.set(`${FILE}.sig`, bytesOf(signature));
  return one;
};

test('a version that was signed for is held against the announced one by newer clients', () => {
  expect(judge(version('1.2.2')).findings).toMatchObject([
    {
      id: 'signed-version-differs',
      says: 'In newer clients: The update was signed for version 1.2.2 but the update endpoint announced version 1.2.3. The endpoint response may have been tampered with to force installing a different release.',
    },
  ]);
  expect(idsOf(version('v1.2.3'))).toEqual([]);
});

test('without a signed version clients install, unless the configuration requires one', () => {
  expect(idsOf(version(null))).toEqual(['warning: signed-version-absent']);
  expect(idsOf(version(null, { requireSignedVersion: true }))).toEqual(['signed-version-absent']);
});

test("a name in the comment that is not the file's is warned of, but for what GitHub makes of spaces", () => {
  const as = (name: string) => {
    const signature = SIGNER.sign(contentOf(FILE), commentOf(name));
    const one = entry((windows) => void (windows.signature = signature));
    one.published.set(`${FILE}.sig`, bytesOf(signature));
    return idsOf(one);
  };
  expect(as(FILE.replace('My.App', 'My App'))).toEqual([]);
  expect(as('Other.exe')).toEqual(['warning: signed-under-another-name']);
});

test('a .sig that is not the signature in the manifest is told, by how good it is', () => {
  const sig = (text: string) => {
    const one = told();
    one.published.set(`${FILE}.sig`, bytesOf(text));
    return idsOf(one);
  };
  expect(sig(`${signed(SIGNER, FILE)}\n`)).toEqual([]);
  expect(sig(Buffer.from(signed(SIGNER, FILE), 'base64').toString())).toEqual([]);
  expect(sig(SIGNER.sign(contentOf(FILE), commentOf(FILE, '1.2.3+again')))).toEqual([
    'warning: sig-unlike-manifest',
  ]);
  expect(sig(signed(STRANGER, FILE))).toEqual(['sig-unlike-manifest']);
  expect(sig('hello')).toEqual(['sig-unlike-manifest']);
});

test('a project that publishes no .sig files at all does not miss one, unless the assets are listed', () => {
  const one = told();
  for (const name of one.published.keys()) if (name.endsWith('.sig')) one.published.delete(name);
  expect(idsOf(one)).toEqual(['policy: manifest-unsigned']);
  expect(idsOf({ ...one, listing: listingOf(one) })).toEqual(['sig-missing', 'policy: manifest-unsigned']);
});

test('where the signature is good, a listing that says otherwise is outdated', () => {
  const one = told();
  const listing = listingOf(one).map((asset) => (asset.name === FILE ? { ...asset, bytes: 9999 } : asset));
  expect(idsOf({ ...one, listing })).toEqual(['warning: listing-outdated']);
  const hashed = listingOf(one).map((asset) => (asset.name === FILE ? { ...asset, sha256: '00' } : asset));
  expect(idsOf({ ...one, listing: hashed })).toEqual(['warning: listing-outdated']);
});

test('an asset by http is a policy, and one by nothing that clients speak a failure', () => {
  const plain = entry((windows) => void (windows.url = windows.url.replace('https', 'http')));
  expect(idsOf(plain)).toEqual(['policy: asset-not-https']);
  expect(idsOf(entry((windows) => void (windows.url = 'ftp://x.example/a.exe')))).toEqual([
    'asset-url-unusable',
  ]);
});

test('without a pubkey it is unknown whether clients install, and a wrong size is a failure all the same', () => {
  const one = told({ pubkey: null });
  expect(judge(one)).toMatchObject({
    findings: [],
    judged: 0,
    gaps: [`${TARGET}, darwin-aarch64, linux-x86_64: no pubkey was given, so no signature was verified`],
    keyId: null,
  });
  one.published.set(FILE, answer(bytesOf('x'), { announcedBytes: 2 }));
  expect(idsOf(one)).toEqual(['asset-truncated']);
});

test.for([
  ['garbage', 'The pubkey is not base64'],
  [SIGNER.pubkeyFile, 'The pubkey is the public key file itself'],
  [`${SIGNER.pubkey}\n`, 'The pubkey has blanks or line breaks'],
  [SIGNER.privateKey, 'The pubkey is a PRIVATE key'],
])('a pubkey that no client can read is one failure of all: %#', ([pubkey, why]) => {
  expect(judge(told({ pubkey: pubkey ?? '' }))).toMatchObject({
    findings: [{ id: 'pubkey-unreadable', why: expect.stringContaining(why ?? ''), clients: { length: 3 } }],
    judged: 3,
  });
});

test('a signature of the old kind is as good as whoever saw the bytes says', () => {
  const old = SIGNER.sign(contentOf(FILE), commentOf(FILE), 'Ed');
  const seen = (legacyVerified: boolean | null) => {
    const one = entry((windows) => void (windows.signature = old));
    one.published.set(FILE, answer(contentOf(FILE), { legacyVerified }));
    one.published.set(`${FILE}.sig`, bytesOf(old));
    return judge(one);
  };
  expect(seen(true)).toMatchObject({ findings: [], gaps: [], judged: 3 });
  expect(seen(false).findings).toMatchObject([{ id: 'asset-altered' }]);
  expect(seen(null)).toMatchObject({
    findings: [],
    judged: 2,
    gaps: [expect.stringContaining('was not tried')],
  });
});

test('an asset that nobody fetched is a gap and no failure', () => {
  const one = told();
  const { findings, gaps } = judge(one, { fetches: [] });
  expect(findings).toEqual([]);
  expect(gaps).toHaveLength(1);
});
