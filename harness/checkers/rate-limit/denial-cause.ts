/**
 * Why calls were denied without cause: by whether the limit had ever been used up before each. Where it had, a window
 * that should have ended did not; where it had not, others used it up.
 */
export function wrongfulDenialCause(afterFullWindow: readonly boolean[]): string {
  const neverReopened = 'the window does not open again when its time is over (a counter without expiry)';
  if (afterFullWindow.every(Boolean)) return neverReopened;
  const shared =
    "users share one bucket: the limiter is keyed by something that is the same for all (the proxy's address)";
  return afterFullWindow.some(Boolean) ? `${shared}; or ${neverReopened}` : shared;
}
