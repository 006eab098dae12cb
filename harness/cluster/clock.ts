/** Where libfaketime is, as Debian and Homebrew install it. */
export const FAKETIME_LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
] as const;

/** What gives a program a clock that a file moves; timers go on with the machine's monotonic clock. */
export function clockEnvironment(library: string, file: string): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    // One name for each generation of the library.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}

/** What the file says for an offset in seconds. */
export const clockText = (offsetS: number): string => `${offsetS < 0 ? '-' : '+'}${Math.abs(offsetS)}`;

/** What libfaketime shares with the children of a process, on Linux; when the process is killed, nobody removes it. */
export const clockFilesOf = (pid: number): string[] => [
  `/dev/shm/faketime_shm_${pid}`,
  `/dev/shm/sem.faketime_sem_${pid}`,
];
