/** What the files are made for. */
export interface Installation {
  readonly version: string;
  /** Absolute path of the Node.js that runs this program. */
  readonly nodePath: string;
  /** Absolute path of the program. */
  readonly programPath: string;
}
