import type { RunNs } from '../../time/clock.ts';
import type { ElementTable } from './element-table.ts';

/** One answered read of the whole set. */
export interface SetRead {
  readonly index: number;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
  readonly replica: string | null;
  /** The positions of the elements it shows, each once. */
  readonly members: Int32Array;
  /** Those it shows more than once. */
  readonly repeated: readonly Repetition[];
}

interface Repetition {
  /** Position of the element. */
  readonly element: number;
  readonly times: number;
}

/** One grow-only set, from empty. */
export interface SetHistory {
  readonly elements: ElementTable;
  readonly reads: readonly SetRead[];
}

/** Takes the positions of the elements as they were read, sorts them, and tells repetitions apart. */
export function membersOf(positions: Int32Array): Pick<SetRead, 'members' | 'repeated'> {
  positions.sort();
  const repeated: Repetition[] = [];
  let times = 1;
  for (let at = 1; at <= positions.length; at += 1) {
    const element = positions[at - 1] ?? 0;
    if (element === positions[at]) times += 1;
    else {
      if (times > 1) repeated.push({ element, times });
      times = 1;
    }
  }
  if (repeated.length === 0) return { members: positions, repeated };
  return { members: positions.filter((position, at) => position !== positions[at - 1]), repeated };
}
