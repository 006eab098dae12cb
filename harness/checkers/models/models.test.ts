import { expect, test } from 'vitest';
import { modelNamed, MODELS, type ModelName } from './models.ts';
import { check } from './recorded.ts';

const isModelName = (name: string): name is ModelName => Object.hasOwn(MODELS, name);
const names = Object.keys(MODELS).filter(isModelName);
const LIMITER = { kind: 'sliding-log', limit: 5, windowMs: 1000 } as const;

test.for(names)('%s says nothing of a history in which nothing was examined', (name) => {
  const model = modelNamed(name, LIMITER);
  expect(model.name).toBe(name);
  expect(check([], model).verdict.status).toBe('unknown');
  const nemesis = ['invoke', 'info'].map((type, at) => ({
    process: 'nemesis',
    type,
    f: 'partition',
    tNs: at,
  }));
  expect(check(nemesis, model).verdict.status).toBe('unknown');
});

test.for(names)('%s refuses an operation that it does not have, in a sentence', (name) => {
  const dance = ['invoke', 'ok'].map((type, at) => ({ process: 0, type, f: 'dance', tNs: at }));
  expect(() => check(dance, modelNamed(name, LIMITER))).toThrow(/operation 0.*dance/u);
});
