/** What the machine offers an engine process. */
export interface CpuGrant {
  /** Physical cores: two threads on one core share its vector units, which are what inference needs. */
  readonly physicalCores: number;
  /** CPUs this process may run on. */
  readonly allowedCpus: number;
  /** CPU time granted by the control group, in CPUs; undefined without a limit. */
  readonly quotaCpus: number | undefined;
}

/**
 * Threads an engine computes with. More threads than free cores collapse: every step waits for the
 * slowest. One core is left to the server where more than two are granted.
 */
export function chooseThreadCount({ physicalCores, allowedCpus, quotaCpus }: CpuGrant): number {
  const granted = Math.min(
    physicalCores,
    allowedCpus,
    quotaCpus === undefined ? Number.POSITIVE_INFINITY : Math.floor(quotaCpus),
  );
  const cores = Math.max(1, Math.floor(granted));
  return cores > 2 ? cores - 1 : cores;
}
