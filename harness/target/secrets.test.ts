import { expect, test } from 'vitest';
import { createSecrets } from './secrets.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ';

test('the same secret has the same hash throughout a run', () => {
  const secrets = createSecrets();
  expect(secrets.hash('a-refresh-token')).toBe(secrets.hash('a-refresh-token'));
  expect(secrets.hash('a-refresh-token')).toMatch(/^#[0-9a-f]{12}$/u);
});

test('two runs give a password two hashes, so that a report cannot be searched for it', () => {
  expect(createSecrets().hash('password')).not.toBe(createSecrets().hash('password'));
});

test('a known secret is replaced wherever it stands in a line', () => {
  const secrets = createSecrets();
  const made = secrets.hash('0f9d8c7b6a');
  expect(secrets.clean('GET /x?token=0f9d8c7b6a&y=1 "0f9d8c7b6a"')).toBe(
    `GET /x?token=${made}&y=1 "${made}"`,
  );
});

test('a secret with characters no token has is replaced too', () => {
  const secrets = createSecrets();
  const made = secrets.hash('p@ss word/+=');
  expect(secrets.clean('login with p@ss word/+= failed')).toBe(`login with ${made} failed`);
});

test('a token that nobody told us of is replaced for its form', () => {
  expect(createSecrets().clean(`Bearer ${TOKEN}`)).toMatch(/^Bearer #[0-9a-f]{12}$/u);
});

test('innocent text is left alone', () => {
  const secrets = createSecrets();
  secrets.hash('short');
  expect(secrets.clean('short words, 10.213.0.11:8080 and eyJust.like')).toBe(
    'short words, 10.213.0.11:8080 and eyJust.like',
  );
  expect(secrets.found('short words')).toBe(false);
});
