import type { Pooling } from "../../core/embedding.ts";

/** How the vectors of an input's tokens become its embedding. */
export interface PoolingOptions {
  readonly pooling: Pooling;
  readonly normalize: boolean;
  /** Leading numbers kept; a normalised vector has length 1 after the cut. */
  readonly dimensions: number;
}

/**
 * The embedding of one input, from the vectors of its tokens as they come. Pooling is done here and
 * not by llama.cpp so that one context serves every kind of it, and so that an input may come in pieces.
 */
export class PooledVector {
  private readonly options: PoolingOptions;
  private readonly rows: Float32Array[] = [];
  private sum: Float64Array | undefined;
  private count = 0;

  constructor(options: PoolingOptions) {
    this.options = options;
  }

  /**
   * Takes the next token's vector; it is copied.
   *
   * @param row numbers that may change after the call.
   */
  add(row: Float32Array): void {
    this.count += 1;
    switch (this.options.pooling) {
      case "none":
        this.rows.push(row.slice());
        break;
      case "cls":
        if (this.count === 1) this.rows.push(row.slice());
        break;
      case "last":
        this.rows[0] = row.slice();
        break;
      case "mean":
        this.addToSum(row);
        break;
    }
  }

  /** The embedding, once every token's vector was added. */
  finish(): Float32Array {
    const { normalize, dimensions } = this.options;
    const { sum } = this;
    const rows = sum === undefined ? this.rows : [Float32Array.from(sum, (value) => value / this.count)];
    const result = new Float32Array(rows.length * dimensions);
    for (const [index, row] of rows.entries()) {
      const kept = row.subarray(0, dimensions);
      result.set(normalize ? unitVector(kept) : kept, index * dimensions);
    }
    return result;
  }

  private addToSum(row: Float32Array): void {
    this.sum ??= new Float64Array(row.length);
    for (let index = 0; index < row.length; index++) {
      this.sum[index] = (this.sum[index] ?? 0) + (row[index] ?? 0);
    }
  }
}

/** The vector scaled to length 1; one without a direction stays zero. */
function unitVector(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
