import { runReplica } from './replica.ts';

await runReplica();
