/** What every line of Nginx's error log begins with: `2026/11/21 22:03:04 [alert] 7#7: `. */
const ERROR_LOG_LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?<level>[a-z]+)\] /u;
const GRAVE_LEVELS = ['alert', 'crit', 'emerg'];
/** Logged at lower levels, but the rig failed all the same. */
const GRAVE_MESSAGES = ['worker_connections are not enough', 'no live upstreams'];

/** Whether a line of Nginx's output says that the proxy itself was in trouble; access log lines never do. */
export function isProxyAlert(line: string): boolean {
  const level = ERROR_LOG_LINE.exec(line)?.groups?.['level'];
  if (level === undefined) return false;
  return GRAVE_LEVELS.includes(level) || GRAVE_MESSAGES.some((message) => line.includes(message));
}
