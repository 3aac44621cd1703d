import { z } from "zod";
import { MAX_MODEL_NAME_LENGTH } from "../http-limits.ts";

/** A model's name as clients write it. */
export const MODEL_NAME = z.string().min(1).max(MAX_MODEL_NAME_LENGTH);

/** The model to answer; absent takes the default one. */
export const MODEL_FIELD = MODEL_NAME.nullish().describe(
  "Name of the model, as listed; absent takes the default one.",
);
