import { boundedNumber } from "./number-field.ts";
import { acceptedField } from "./unsupported-fields.ts";

const atStart = "it is a setting of the server";

/** Ollama's `options` that concern the load of a model. */
export const OLLAMA_LOAD_FIELDS = {
  num_ctx: boundedNumber(
    { min: 1, max: 0x7fff_ffff, integer: true },
    "Context length that the request counts on, in tokens. The server's `--ctx` decides: where that is less, it is what there is.",
  ),
  num_batch: acceptedField(atStart),
  num_gpu: acceptedField(atStart),
  main_gpu: acceptedField(atStart),
  num_thread: acceptedField(atStart),
  numa: acceptedField(atStart),
  use_mmap: acceptedField(atStart),
  use_mlock: acceptedField(atStart),
  low_vram: acceptedField(atStart),
  draft_num_predict: acceptedField("the number of proposed tokens follows from measured times"),
  num_keep: acceptedField("nothing of a prompt is ever cut off"),
};
