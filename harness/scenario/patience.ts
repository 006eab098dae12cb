/** Resolves after `delayMs`; unlike a sleep it does not keep the process alive when nobody waits for it any more. */
export const elapsed = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    AbortSignal.timeout(delayMs).addEventListener('abort', () => resolve());
  });
