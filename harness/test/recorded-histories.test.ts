import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { kv } from '../checkers/linearizability/objects/kv.ts';
import { casRegister } from '../checkers/linearizability/objects/register.ts';
import { searchedModel } from '../checkers/linearizability/searched-model.ts';
import type { Limits } from '../checkers/model.ts';
import { judgeRecorded } from '../run/recorded-file.ts';

const FOLDER = new URL('../../../shared/histories', import.meta.url).pathname;
const isHere = existsSync(FOLDER);
if (!isHere)
  process.stdout.write('The recorded histories of ../shared are not here: their verdicts are not tested.\n');

const expected = isHere
  ? z
      .array(z.object({ file: z.string(), verdict: z.string(), operations: z.number() }))
      .parse(JSON.parse(readFileSync(join(FOLDER, 'EXPECTED.json'), 'utf8')))
  : [];
const NO_LIMITS: Limits = { isOver: () => false, memoryBytes: Infinity };

test.runIf(isHere)('verdicts are expected of some histories', () => {
  expect(expected.filter(({ verdict }) => verdict === 'valid').length).toBeGreaterThan(5);
  expect(expected.filter(({ verdict }) => verdict === 'invalid').length).toBeGreaterThan(5);
});

test.for(expected)('$file is $verdict', async ({ file, verdict, operations }) => {
  const isEtcd = file.startsWith('etcd/');
  const format = isEtcd ? 'jepsen-log' : 'edn';
  const model = isEtcd ? searchedModel(casRegister) : searchedModel(kv);
  const judgement = await judgeRecorded({ path: join(FOLDER, file), format }, model, NO_LIMITS);
  // A history of nothing shows nothing, whatever else calls it.
  expect(judgement.verdict.status).toBe(operations === 0 ? 'unknown' : verdict);
});
