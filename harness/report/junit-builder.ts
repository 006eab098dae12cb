import imported from 'junit-report-builder';
import type { Builder } from 'junit-report-builder';
import { HarnessError } from '../errors.ts';

/** A new builder; the package's types promise it as `default`, but its CommonJS code exports the builder itself. */
export function newBuilder(): Builder {
  const candidates: readonly unknown[] = [imported, ...Object.values(imported)];
  const builder = candidates.find(isBuilder);
  if (builder === undefined) {
    throw new HarnessError('INTERNAL', 'junit-report-builder exports no builder: run `npm ci` again.');
  }
  return builder.newBuilder();
}

function isBuilder(value: unknown): value is Builder {
  return typeof value === 'object' && value !== null && 'newBuilder' in value;
}
