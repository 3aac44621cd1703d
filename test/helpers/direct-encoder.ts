import { type EncoderWeights, TINY_ENCODER_SHAPE } from "./tiny-encoder.ts";

type Row = readonly number[];

/**
 * The hidden state of every token, computed here from the weights: BERT as its paper has it, in double
 * precision. https://arxiv.org/abs/1810.04805
 */
export function directHiddenStates(weights: EncoderWeights, tokens: readonly number[]): readonly Row[] {
  const { blocks } = TINY_ENCODER_SHAPE;
  let states: readonly Row[] = tokens.map((token, position) =>
    norm(
      weights,
      "token_embd_norm",
      add(
        row(weights, "token_embd", token),
        add(row(weights, "token_types", 0), row(weights, "position_embd", position)),
      ),
    ),
  );
  for (let block = 0; block < blocks; block++) {
    const prefix = `blk.${block}.`;
    const attended = attend(weights, prefix, states).map((attention, index) =>
      norm(weights, `${prefix}attn_output_norm`, add(attention, states[index] ?? [])),
    );
    states = attended.map((state) => {
      const up = linear(weights, `${prefix}ffn_up`, state).map(gelu);
      return norm(
        weights,
        `${prefix}layer_output_norm`,
        add(linear(weights, `${prefix}ffn_down`, up), state),
      );
    });
  }
  return states;
}

/** The reranker's score: its head on the first token's state. */
export function directScore(weights: EncoderWeights, tokens: readonly number[]): number {
  const first = directHiddenStates(weights, tokens)[0] ?? [];
  return linear(weights, "cls.output", linear(weights, "cls", first).map(Math.tanh))[0] ?? Number.NaN;
}

/** A vector of length 1 in the same direction. */
export function unit(vector: Row): Row {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Mean of some vectors. */
export function mean(vectors: readonly Row[]): Row {
  return (vectors[0] ?? []).map(
    (_, index) => vectors.reduce((sum, vector) => sum + (vector[index] ?? 0), 0) / vectors.length,
  );
}

/** Cosine of the angle between two vectors. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [left, right] = [unit(Array.from(a)), unit(Array.from(b))];
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function attend(weights: EncoderWeights, prefix: string, states: readonly Row[]): readonly Row[] {
  const { width, heads } = TINY_ENCODER_SHAPE;
  const headWidth = width / heads;
  const [queries, keys, values] = (["attn_q", "attn_k", "attn_v"] as const).map((name) =>
    states.map((state) => linear(weights, prefix + name, state)),
  );
  return states.map((_, index) => {
    const joined = Array.from({ length: heads }, (_, head) => {
      const part = (vector: Row = []): Row => vector.slice(head * headWidth, (head + 1) * headWidth);
      const query = part(queries?.[index]);
      const scores = (keys ?? []).map((key) => Math.exp(dot(query, part(key)) / Math.sqrt(headWidth)));
      const total = scores.reduce((sum, score) => sum + score, 0);
      return query.map((_, column) =>
        (values ?? []).reduce(
          (sum, value, other) => sum + ((scores[other] ?? 0) / total) * (part(value)[column] ?? 0),
          0,
        ),
      );
    }).flat();
    return linear(weights, `${prefix}attn_output`, joined);
  });
}

function row(weights: EncoderWeights, name: string, index: number): Row {
  const { width } = TINY_ENCODER_SHAPE;
  return Array.from(tensor(weights, `${name}.weight`).subarray(index * width, (index + 1) * width));
}

function linear(weights: EncoderWeights, name: string, input: Row): Row {
  const matrix = tensor(weights, `${name}.weight`);
  return Array.from(
    tensor(weights, `${name}.bias`),
    (bias, index) => bias + dot(input, matrix.subarray(index * input.length, (index + 1) * input.length)),
  );
}

function norm(weights: EncoderWeights, name: string, input: Row): Row {
  const middle = input.reduce((sum, value) => sum + value, 0) / input.length;
  const variance = input.reduce((sum, value) => sum + (value - middle) ** 2, 0) / input.length;
  const scale = tensor(weights, `${name}.weight`);
  const shift = tensor(weights, `${name}.bias`);
  return input.map(
    (value, index) => ((value - middle) / Math.sqrt(variance)) * (scale[index] ?? 0) + (shift[index] ?? 0),
  );
}

/** In its tanh form, as llama.cpp computes it. https://arxiv.org/abs/1606.08415 */
function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function add(a: Row, b: Row): Row {
  return a.map((value, index) => value + (b[index] ?? 0));
}

function tensor(weights: EncoderWeights, name: string): Float32Array {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`the encoder has no ${name}`);
  return found;
}
