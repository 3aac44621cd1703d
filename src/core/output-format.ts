/** A JSON Schema as it came, already parsed from JSON. `true` allows any value. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** What the answer must look like. It is enforced while tokens are chosen, so an answer that ends by itself is valid. */
export type OutputFormat =
  /** Any JSON object. */
  | { readonly kind: "json-object" }
  /** JSON that validates against a schema (draft 2020-12, the part that can be enforced). */
  | { readonly kind: "json-schema"; readonly schema: JsonSchema }
  /** A text that the regular expression matches as a whole. */
  | { readonly kind: "regex"; readonly pattern: string }
  /** One of these texts. */
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** A grammar in llama.cpp's GBNF, with the rule `root`. */
  | { readonly kind: "gbnf"; readonly grammar: string };
