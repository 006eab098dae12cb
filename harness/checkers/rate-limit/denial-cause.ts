/**
 * Why calls were denied without cause: by whether the limit had ever been used up before each. Where it had, a window
 * that should have ended did not; where it had not, others used it up.
 */
export function wrongfulDenialCause(afterFullWindow: readonly boolean[]): string {
  const neverReopened = 'the window does not open again when its time is over (a counter without expiry)';
  if (afterFullWindow.every(Boolean)) return neverReopened;
  const shared =
    "all users share one bucket (keyed by the proxy's address, or by something else that is the same for all)";
  return afterFullWindow.some(Boolean) ? `${shared}; or ${neverReopened}` : shared;
}
