import { isBuiltin } from "../../models/registry/alias-entries.ts";
import type { FoundModels } from "../command-context.ts";
import { counted } from "../format.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

type Found = Pick<FoundModels, "entries" | "problems">;
/** Problems that are told one by one. */
const PROBLEMS_TOLD = 20;

/** Whether there are models, and which files and folders are of no use and why. */
export function judgeModels({ entries, problems }: Found, howToAdd: string | undefined): readonly Finding[] {
  const own = entries.filter((entry) => !isBuiltin(entry));
  const count =
    own.length > 0
      ? ok("models", `${counted(own.length, "model is", "models are")} found`)
      : warning(
          "models",
          entries.length > 0
            ? "Only the built-in model is found, which is for trying out"
            : "No model is found",
          howToAdd ?? "put a .gguf file into a model folder",
        );
  const wrong = problems.filter((problem) => !("isNotice" in problem && problem.isNotice === true));
  const told = wrong
    .slice(0, PROBLEMS_TOLD)
    .map(({ path, reason }) =>
      broken("model-files", `${path}: ${reason}`, "mend or replace it, or take it out of the model folders"),
    );
  const rest = wrong.length - told.length;
  if (rest <= 0) return [count, ...told];
  return [count, ...told, broken("model-files", `${rest} more cannot be used`, "shimmy discover lists them")];
}
