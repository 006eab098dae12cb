import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProofRecord } from '../../scenario/proof.ts';
import { renderProofHtml } from './html.ts';
import { renderProofJunit } from './junit.ts';

/** Writes report.html and junit.xml into a proof's folder: the same proof gives the same bytes. */
export async function writeProofReports(
  folder: string,
  proof: ProofRecord,
): Promise<{ readonly html: string; readonly junit: string }> {
  const paths = { html: join(folder, 'report.html'), junit: join(folder, 'junit.xml') };
  await Promise.all([
    writeFile(paths.html, renderProofHtml(proof)),
    writeFile(paths.junit, renderProofJunit(proof)),
  ]);
  return paths;
}
