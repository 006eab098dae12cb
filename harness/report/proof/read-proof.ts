import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProofRecord, proofRecord } from '../../scenario/proof.ts';
import { readNeeded } from '../read-run.ts';

const FILE = 'prove.json';

/** Reads and validates the record of a proof; throws `BAD_RUN` for a missing or broken file. */
export const readProof = (folder: string): Promise<ProofRecord> =>
  readNeeded(join(folder, FILE), proofRecord);

/** Whether a folder is that of a proof, and not of one run. */
export const isProof = (folder: string): Promise<boolean> =>
  stat(join(folder, FILE)).then(
    () => true,
    () => false,
  );
