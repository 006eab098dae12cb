import { expect, test } from 'vitest';
import { GaveUp, silenceOf } from './silence.ts';

const failed = (code: string) => Object.assign(new Error(`it failed: ${code}`), { code });
const before = { url: 'https://feed.test/', isAnswered: false, bytes: 0 };
const within = { ...before, isAnswered: true, bytes: 512 };

test.each([
  ['ENOTFOUND', 'name'],
  ['EAI_AGAIN', 'name'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'refused'],
  ['ENETUNREACH', 'refused'],
  ['ERR_INVALID_URL', 'refused'],
  ['ERR_INVALID_PROTOCOL', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['EPROTO', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['HPE_INVALID_CONSTANT', 'not-http'],
  ['HPE_HEADER_OVERFLOW', 'too-long'],
  ['ECONNRESET', 'cut'],
  ['EPIPE', 'cut'],
])('%s before an answer is told as %s, with the code', (code, why) => {
  expect(silenceOf(failed(code), before)).toEqual({
    kind: 'silence',
    why,
    what: expect.stringMatching(new RegExp(`^https://feed\\.test/ .*: it failed: ${code}$`, 'u')),
  });
});

test('what fails within a body is told with how much of it had come', () => {
  expect(silenceOf(failed('ECONNRESET'), within)).toEqual({
    kind: 'silence',
    why: 'cut',
    what: 'https://feed.test/ closed the connection before the end of its answer, 512 bytes into its body: it failed: ECONNRESET',
  });
  expect(silenceOf(new Error('aborted'), within)).toMatchObject({ why: 'cut' });
});

test('a host that refuses at each of its addresses is told by the first', () => {
  const all = new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')]);
  expect(silenceOf(all, before)).toMatchObject({
    why: 'refused',
    what: expect.stringMatching(/ECONNREFUSED$/u),
  });
  expect(silenceOf(new AggregateError([failed('ETIMEDOUT')]), before)).toMatchObject({ why: 'timeout' });
});

test('what we gave up is told as we said it', () => {
  const gaveUp = new GaveUp('too-long', 'it sends more than 9 bytes');
  expect(silenceOf(gaveUp, before)).toEqual({ kind: 'silence', why: 'too-long', what: gaveUp.message });
});

test('whatever else is thrown is a silence too', () => {
  expect(silenceOf('a text', before)).toMatchObject({
    why: 'refused',
    what: expect.stringMatching(/a text$/u),
  });
});
