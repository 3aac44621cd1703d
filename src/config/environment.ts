/** Environment variables by name, as the configuration reads them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of this process's environment. Nothing else in Shimmy reads `process.env`, so that tests pass their own. */
export function readEnvironment(): Environment {
  return { ...process.env };
}
