import { expect, test } from 'vitest';
import { isNewer, isSameVersion, readVersion } from './versions.ts';

test.for([
  ['1.2.3', '1.2.3'],
  ['v1.2.3', '1.2.3'],
  ['vv1.2.3-rc.1+5', '1.2.3-rc.1+5'],
  ['1.2', null],
  ['V1.2.3', null],
  [' 1.2.3', null],
  ['1.2.3 ', null],
  ['=1.2.3', null],
  ['1.02.3', null],
  ['', null],
  ['latest', null],
])('%j is read as %j', ([text, version]) => {
  expect(readVersion(text ?? '')).toBe(version);
});

test.for([
  ['1.10.0', '1.9.0', true],
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.3-rc.1', true],
  ['1.2.3-rc.1', '1.2.3', false],
  ['1.2.3+2', '1.2.3+1', true],
  ['1.2.3', '1.2.3+1', false],
] as const)('whether %s is an update of %s: %s', ([released, installed, expected]) => {
  expect(isNewer(released, installed)).toBe(expected);
});

test('versions are the same by meaning, and what is none letter by letter', () => {
  expect(isSameVersion('1.2.3', 'v1.2.3')).toBe(true);
  expect(isSameVersion('1.2.3', '1.2.4')).toBe(false);
  expect(isSameVersion('2024-01-01', '2024-01-01')).toBe(true);
  expect(isSameVersion('2024-01-01', '2024-01-02')).toBe(false);
});
