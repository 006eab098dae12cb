import type { RecordedOperation } from '../../history/recorded.ts';
import type { Judging, Model } from '../model.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import { type Judgement, verdictOf } from '../verdict.ts';
import { findingsIn, named, violationsOf, type Wording } from './finding.ts';
import { scalarOf, shown } from './scalar.ts';
import { decideUniqueRegister, type RegisterClash } from './unique-register.ts';
import type { Touch } from './touch-table.ts';
import { ClusterTable, type ValueClusters } from './value-cluster.ts';

/**
 * A register whose every write has its own value, so that it can be decided exactly at any length: `write` (input: any
 * JSON scalar but null) and `read` (output: the value, null when nothing was written yet); a key is a register.
 */
export const uniqueRegister = (): Model => ({
  name: 'unique-register',
  claim: 'Each key is one register: every read shows the last write, in real time (linearizable).',
  begin,
});

/** The registers of a history, by key. */
interface Gathered {
  readonly table: ClusterTable;
  readonly registers: Map<string, ValueClusters>;
}

function begin(): Judging {
  const gathered: Gathered = { table: new ClusterTable(), registers: new Map() };
  let [writes, reads] = [0, 0];
  return {
    take: (op) => {
      if (op.f === 'write') {
        noteWrite(gathered, op);
        writes += 1;
      } else if (op.f !== 'read') {
        passOver(op, 'write and read');
      } else if (op.outcome === 'ok') {
        const value = scalarOf(op, op.output, 'the value it read');
        const { table } = gathered;
        table.noteRead(table.rowOf(registerOf(gathered, op.key), value), touchOf(op, op.completedNs));
        reads += 1;
      }
    },
    conclude: () => judge(gathered, { writes, reads }),
  };
}

function registerOf({ table, registers }: Gathered, key: string): ValueClusters {
  const known = registers.get(key);
  if (known) return known;
  const register = table.newRegister();
  registers.set(key, register);
  return register;
}

function noteWrite(gathered: Gathered, op: RecordedOperation): void {
  const value = scalarOf(op, op.input, 'the value to write');
  const { table } = gathered;
  const row = table.rowOf(registerOf(gathered, op.key), value);
  const isAnswered = op.outcome === 'ok';
  if (op.outcome === 'fail') table.noteFailure(row, op.index);
  else if (!table.noteWrite(row, touchOf(op, isAnswered ? op.completedNs : Infinity)))
    throw wrongValue(
      op,
      `one that was not written before, but ${shown(value)} was: use the model \`cas-register\``,
    );
}

const touchOf = ({ index, f, invokedNs, replica }: RecordedOperation, completedNs: number): Touch => ({
  index,
  isWrite: f === 'write',
  invokedNs,
  completedNs,
  replica,
});

interface Counts {
  readonly writes: number;
  readonly reads: number;
}

function judge({ table, registers }: Gathered, { writes, reads }: Counts): Judgement {
  const findings = findingsIn(registers, (register) => decideUniqueRegister(table.clustersOf(register)));
  return {
    verdict: verdictOf(violationsOf(findings, word), reads, 'no read was answered'),
    summary: `${writes} writes and ${reads} reads of ${registers.size} registers`,
    evidence: [],
  };
}

function word(clash: RegisterClash): Wording {
  const { read } = clash;
  const [value, rival] = [shown(clash.value), shown(clash.rival)];
  const it = `operation ${read.index}${named(read.replica)} read ${value}`;
  switch (clash.anomaly) {
    case 'read-from-nowhere':
      return { message: `${it}, which nobody wrote`, cause: 'the value is corrupt, or of another key' };
    case 'aborted-read':
      return {
        message: `${it}, whose write definitely failed`,
        cause: 'a write was refused after it had taken effect, or was not undone',
      };
    case 'future-read':
      return {
        message: `${it} before its write began`,
        cause: 'the value was not new to the system, or the times of the history are of several clocks',
      };
    case 'stale-read':
      return {
        message: `${it} after the write of ${rival}, which came later, was acknowledged`,
        cause: 'the replica answered from a copy (a cache, a lagging follower) that had not seen the write',
      };
    case 'lost-update':
      return {
        message: `${it} after the write of ${rival}, which came later and was never seen, was acknowledged`,
        cause: 'the write was acknowledged before it was safe, or another write put the old value back',
      };
    case 'flip-flop':
      return {
        message: `${it} although ${rival} was seen in its place, and each was written once`,
        cause: 'replicas hold different values at the same time',
      };
  }
}
