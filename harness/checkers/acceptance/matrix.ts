/** One check of a token: who made it, who was asked, what it said. */
export interface MatrixSample {
  readonly minted: string;
  readonly checked: string;
  readonly answer: 'accepted' | 'refused' | 'other';
}

/** Answers of one replica to the tokens of one replica. */
export interface MatrixCell {
  readonly accepted: number;
  readonly refused: number;
  readonly other: number;
}

/** Rows: who minted; columns: who checked; both in the order of `replicas`. */
export interface Matrix {
  readonly replicas: readonly string[];
  readonly cells: readonly (readonly MatrixCell[])[];
}

/** Counts the samples into an N × N matrix; replicas that nobody announced get rows of their own. */
export function buildMatrix(announced: readonly string[], samples: readonly MatrixSample[]): Matrix {
  const seen = new Set(samples.flatMap(({ minted, checked }) => [minted, checked]));
  const replicas = [...announced, ...[...seen].filter((name) => !announced.includes(name)).sort()];
  const counts = new Map<string, { accepted: number; refused: number; other: number }>();
  for (const { minted, checked, answer } of samples) {
    const key = `${minted}\n${checked}`;
    const cell = counts.get(key) ?? { accepted: 0, refused: 0, other: 0 };
    cell[answer] += 1;
    counts.set(key, cell);
  }
  const cellAt = (row: string, column: string): MatrixCell =>
    counts.get(`${row}\n${column}`) ?? { accepted: 0, refused: 0, other: 0 };
  return { replicas, cells: replicas.map((row) => replicas.map((column) => cellAt(row, column))) };
}

/** A cell with the names of its row and column. */
export interface NamedCell extends MatrixCell {
  readonly minted: string;
  readonly checked: string;
}

/** The cells, row by row, with their names. */
export function namedCells({ replicas, cells }: Matrix): NamedCell[] {
  return cells.flatMap((row, i) =>
    row.map((cell, j) => ({ ...cell, minted: replicas[i] ?? '', checked: replicas[j] ?? '' })),
  );
}

/** How many definite answers a cell has. */
export const definite = ({ accepted, refused }: MatrixCell): number => accepted + refused;

/** The share of refusals round robin shows when one replica of N differs: 2(N-1)/N². */
export const oddOneRatio = (replicas: number): number => (2 * (replicas - 1)) / replicas ** 2;
