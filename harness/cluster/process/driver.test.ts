import { expect, test } from 'vitest';
import type { Session } from '../session/session.ts';
import { processDriver } from './driver.ts';

const session: Session = {
  id: '',
  owner: '',
  directory: '/nowhere',
  memory: '/nowhere',
  environment: {},
  own: () => undefined,
  ownContainers: () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

test('a machine without nginx and redis-server is told how to get them', async () => {
  const options = {
    session,
    backendCommand: null,
    environment: { PATH: '/nowhere' },
    directory: '/',
    projectRoot: '/',
  };
  await expect(processDriver(options)).rejects.toMatchObject({
    code: 'MISSING_PART',
    message: expect.stringMatching(/needs nginx and redis-server.*lockstep doctor --fix/u),
  });
});
