/**
 * A process of its own that outlives the harness by a moment. It reads what the session owns from a pipe; when
 * the pipe ends without `released`, the harness is dead and everything it owned is removed.
 */
import { createInterface } from 'node:readline';
import { removeSessionContainers } from '../docker/cleanup.ts';
import { removeFolders } from './folders.ts';
import { killSession } from './processes.ts';

const [, , id = '', directory = ''] = process.argv;
const pids: number[] = [];
let containers = false;
let released = false;

for await (const line of createInterface({ input: process.stdin })) {
  const [word, pid] = line.split(' ');
  if (word === 'process') pids.push(Number(pid));
  if (word === 'containers') containers = true;
  if (word === 'released') released = true;
}

if (!released) {
  await Promise.all([
    killSession({ id, directory, pids }),
    containers ? removeSessionContainers(id) : Promise.resolve(),
  ]);
  await removeFolders(directory);
}
