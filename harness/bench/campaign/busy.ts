/** Keeps one core busy for as long as whoever started it lives. */
const parent = process.ppid;
const TURNS = 1e7;
while (process.ppid === parent) {
  for (let turn = 0; turn < TURNS; turn += 1);
}
