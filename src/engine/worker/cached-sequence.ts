/** A running sequence as the prefix cache knows it. */
export interface CachedSequence {
  /** Its number in the KV cells; given to another sequence after its end. */
  readonly id: number;
  /** Grows with each sequence opened. */
  readonly order: number;
  /** Undefined when it shares nothing. */
  readonly salt: string | undefined;
  /** Tokens it was opened with. */
  readonly promptLength: number;
  /** Tokens that have cells, from the first on. */
  computed: number;
  /** Of these, how many were taken from others. */
  taken: number;
  /** Cells reserved behind those it was opened with. */
  grown: number;
  /** The sequence whose prefix it waits for, and how much of it. */
  leader: { readonly sequence: CachedSequence; readonly length: number } | undefined;
}
