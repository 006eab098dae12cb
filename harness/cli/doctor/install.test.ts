import { expect, test } from 'vitest';
import { installCommands } from './install.ts';

test('the exact command is there for each system', () => {
  expect(installCommands()).toEqual([
    'Debian/Ubuntu: sudo apt-get update && sudo apt-get install -y --no-install-recommends nginx-light redis-server libfaketime',
    'Fedora: sudo dnf install -y nginx redis libfaketime',
    'Alpine: sudo apk add nginx redis libfaketime',
    'macOS: brew install nginx redis',
  ]);
});
