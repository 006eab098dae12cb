import { expect, test } from 'vitest';
import { chooseImages } from './image-names.ts';

test('takes what was asked for before the environment, and the environment before the official image', () => {
  const choices = chooseImages({
    asked: { nginx: 'mine/nginx:1' },
    environment: { LOCKSTEP_IMAGE_NGINX: 'env/nginx:2', LOCKSTEP_IMAGE_REDIS: 'env/redis:2' },
  });
  expect(choices.nginx).toEqual({ name: 'mine/nginx:1', fallback: null, variable: 'LOCKSTEP_IMAGE_NGINX' });
  expect(choices.redis).toEqual({ name: 'env/redis:2', fallback: null, variable: 'LOCKSTEP_IMAGE_REDIS' });
  expect(choices.node).toEqual({
    name: 'node:24.21.0-bookworm-slim',
    fallback: 'lockstep/node:bookworm',
    variable: 'LOCKSTEP_IMAGE_NODE',
  });
});

test('takes an empty variable for one that is not set', () => {
  const { nginx } = chooseImages({ asked: {}, environment: { LOCKSTEP_IMAGE_NGINX: '' } });
  expect(nginx.fallback).toBe('lockstep/nginx:bookworm');
});
