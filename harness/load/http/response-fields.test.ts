import { expect, test } from 'vitest';
import { responseFields } from './response-fields.ts';

const wanting =
  (...names: readonly string[]) =>
  () =>
    responseFields(names.map((name) => ({ name, known: [] })));

test('a header that frames the response, or is wanted twice, cannot be wanted', () => {
  expect(wanting('Connection')).toThrow('repeated, or frames');
  expect(wanting('x-a', 'X-A')).toThrow('repeated, or frames');
  expect(wanting('x-a', 'x-b')).not.toThrow();
});

test('a name that no header can have cannot be wanted', () => {
  for (const name of ['', 'x a', 'x:', 'é']) expect(wanting(name)).toThrow('no header can have');
});
