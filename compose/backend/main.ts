import { enableCompileCache } from 'node:module';

// Compiling the libraries is a third of the start; the second start on a machine finds them compiled.
enableCompileCache();

const { runReplica } = await import('./replica.ts');
await runReplica();
