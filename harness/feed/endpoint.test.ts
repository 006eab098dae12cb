import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './test/any-text.ts';
import { allClients } from './clients.ts';
import { type Asking, manifestUrls, resolveEndpoint } from './endpoint.ts';
import { AGGREGATE, BY_TARGET_AND_ARCH, CHAIN, DOWNLOADS, questionOf, targets } from './test/feed-story.ts';

const [NSIS] = targets('windows-x86_64-nsis');
const newer: Asking = { client: NSIS!, currentVersion: '1.2.3+4', generation: 'newer' };
const urlOf = (template: string, asking: Partial<Asking> = {}) => {
  const resolved = resolveEndpoint(template, { ...newer, ...asking });
  return resolved.kind === 'url' ? resolved.url : resolved.what;
};

test('variables are filled in, in path and query, and the plus of a build is encoded', () => {
  expect(
    urlOf(
      'https://x.example/{{target}}/{{arch}}/{{current_version}}/{{bundle_type}}.json?v={{current_version}}',
    ),
  ).toBe('https://x.example/windows/x86_64/1.2.3%2B4/nsis.json?v=1.2.3%2B4');
});

test('older clients send {{bundle_type}} as it stands, in the form that a path has', () => {
  expect(urlOf('https://x.example/{{bundle_type}}?b={{bundle_type}}', { generation: 'older' })).toBe(
    'https://x.example/%7B%7Bbundle_type%7D%7D?b={{bundle_type}}',
  );
});

test("a client of no told bundle asks for `unknown`, and nobody's version is the oldest", () => {
  const [client] = targets('windows-x86_64');
  expect(
    urlOf('https://x.example/{{bundle_type}}/{{current_version}}', { client: client!, currentVersion: null }),
  ).toBe('https://x.example/unknown/0.0.0');
});

test('variables that no client knows are told, and sent as they stand', () => {
  expect(resolveEndpoint('https://x.example/{{platform}}/{{target}}?q={{version}}', newer)).toEqual({
    kind: 'url',
    url: 'https://x.example/%7B%7Bplatform%7D%7D/windows?q={{version}}',
    unknownVariables: ['platform', 'version'],
    isHttps: true,
  });
});

test('what is no url is said to be none', () => {
  expect(urlOf('latest.json')).toBe("'latest.json' is no url: write one as https://…");
  expect(resolveEndpoint('http://x.example/', newer)).toMatchObject({ isHttps: false });
});

test('each url is asked for once, in the order of the endpoints', () => {
  const urls = manifestUrls(questionOf(CHAIN));
  expect(urls).toEqual([
    `${DOWNLOADS}/latest-windows-x86_64.json`,
    `${DOWNLOADS}/latest-darwin-aarch64.json`,
    `${DOWNLOADS}/latest-linux-x86_64.json`,
    `${DOWNLOADS}/latest-windows.json`,
    `${DOWNLOADS}/latest-darwin.json`,
    `${DOWNLOADS}/latest-linux.json`,
    AGGREGATE,
  ]);
});

test('no variable is left of a template with all of them, whatever stands between', () => {
  const part = fc.stringMatching(/^[a-z0-9._-]{1,8}$/u);
  fc.assert(
    fc.property(part, part, fc.constantFrom(...allClients()), (a, b, client) => {
      const url = urlOf(`https://x.example/${a}-{{target}}/${b}-{{arch}}`, { client });
      expect(url).toBe(`https://x.example/${a}-${client.os}/${b}-${client.arch}`);
    }),
  );
});

test('a template without variables is itself, whoever asks, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), fc.constantFrom(...allClients()), (url, client) => {
      expect(urlOf(url, { client })).toBe(new URL(url).href);
    }),
  );
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(['url', 'problem']).toContain(resolveEndpoint(`https://x/${text}`, newer).kind);
      expect(['url', 'problem']).toContain(resolveEndpoint(text, newer).kind);
    }),
  );
});

test('two clients of a template by target and arch never ask for the same', () => {
  const urls = allClients().map((client) => urlOf(BY_TARGET_AND_ARCH, { client }));
  expect(new Set(urls).size).toBe(9);
});
