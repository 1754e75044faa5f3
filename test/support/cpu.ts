/**
 * Milliseconds of processor time that this process has had. Limits of time are held against it, not against the clock:
 * what else runs on the machine is none of their business.
 */
export function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
