/** Token ids that grow at the end, without a copy for each. */
export class TokenList {
  private buffer: Int32Array;
  private count: number;

  constructor(tokens: Int32Array) {
    this.buffer = tokens;
    this.count = tokens.length;
  }

  get length(): number {
    return this.count;
  }

  /** The token at a place; throws RangeError beyond the end. */
  at(index: number): number {
    const token = index < this.count ? this.buffer[index] : undefined;
    if (token === undefined) throw new RangeError(`there is no token ${index} of ${this.count}`);
    return token;
  }

  push(token: number): void {
    if (this.count === this.buffer.length) {
      const larger = new Int32Array(this.count + Math.max(64, this.count >> 1));
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.count++] = token;
  }

  /** All of them, without a copy: valid until the next push. */
  view(): Int32Array {
    return this.buffer.subarray(0, this.count);
  }
}
