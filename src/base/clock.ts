/** A clock that never jumps. For `performance` Node loads modules at the first use: 1.5 ms of a start. */

/** Milliseconds since the process began. */
export function elapsedMs(): number {
  return process.uptime() * 1000;
}
