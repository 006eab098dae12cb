import { assert, property, uuid, webUrl } from 'fast-check';
import { expect, test } from 'vitest';
import { nextHop, shownUrl, type Turn } from './redirect.ts';

const turn = (changes: Partial<Turn>): Turn => ({
  from: 'https://feed.test/a/b?c',
  status: 302,
  location: '/there',
  followed: 0,
  insecureTransport: false,
  ...changes,
});

test.each([200, 204, 300, 304, 305, 306, 404])('%d leads nowhere, whatever its Location', (status) => {
  expect(nextHop(turn({ status }))).toBeNull();
});

test.each([
  ['/there', 'https://feed.test/there'],
  ['there', 'https://feed.test/a/there'],
  ['../there', 'https://feed.test/there'],
  ['?d', 'https://feed.test/a/b?d'],
  ['//other.test/x', 'https://other.test/x'],
  ['https://other.test/My%20App#part', 'https://other.test/My%20App'],
])('a Location of %s leads to %s', (location, next) => {
  expect(nextHop(turn({ location }))).toBe(next);
});

test.each([undefined, '/My App', '/{{target}}', '/café', '/a|b', '/100%', 'https://[', '/a\\b'])(
  'a Location of %s is not followed, as RFC 3986 has no such thing',
  (location) => {
    expect(nextHop(turn({ location }))).toBeNull();
  },
);

test('what is no address of the web ends the fetch', () => {
  expect(() => nextHop(turn({ location: 'ftp://other.test/' }))).toThrow(/no address of the web/u);
  expect(() => nextHop(turn({ location: 'file:///etc/passwd' }))).toThrow(/no address of the web/u);
});

test('https is left for http only where insecure transport is allowed', () => {
  const down = { location: 'http://feed.test/' };
  expect(() => nextHop(turn(down))).toThrow(/from https to http/u);
  expect(nextHop(turn({ ...down, insecureTransport: true }))).toBe('http://feed.test/');
  expect(nextHop(turn({ ...down, from: 'http://feed.test/x' }))).toBe('http://feed.test/');
});

test('nothing is shown of an address but scheme, host and path', () => {
  expect(shownUrl('https://user:word@store.test/a%20b?sig=1')).toBe('https://store.test/a%20b?…');
  expect(shownUrl('https://store.test/?')).toBe('https://store.test/?');
  expect(shownUrl('nonsense')).toBe('nonsense');
});

test('what is shown of any address holds nothing of its query', () => {
  assert(
    property(webUrl({ withQueryParameters: true }), uuid(), (url, secret) => {
      const parsed = new URL(url);
      parsed.searchParams.set('sig', secret);
      expect(shownUrl(parsed.href)).not.toContain(secret);
      expect(new URL(shownUrl(parsed.href)).pathname).toBe(parsed.pathname);
    }),
  );
});
