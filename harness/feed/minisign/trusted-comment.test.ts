import { expect, test } from 'vitest';
import { readTrustedComment } from './trusted-comment.ts';

test('time, file and version are read', () => {
  expect(readTrustedComment('timestamp:1763800000\tfile:a b.exe\tversion:1.2.3')).toEqual({
    timestampS: 1_763_800_000,
    file: 'a b.exe',
    version: '1.2.3',
  });
});

test('what it does not say is null, and a field that only ends in a name is another', () => {
  expect(readTrustedComment('timestamp:soon\tfile:app-version:2.zip')).toEqual({
    timestampS: null,
    file: 'app-version:2.zip',
    version: null,
  });
});

test('of two versions the first counts', () => {
  expect(readTrustedComment('version:1.0.0\tversion:2.0.0').version).toBe('1.0.0');
});
