import { isBuiltin } from "../../models/registry/alias-entries.ts";
import type { FoundModels } from "../command-context.ts";
import { counted } from "../format.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

type Found = Pick<FoundModels, "entries" | "problems">;
/** Problems that are told one by one. */
const PROBLEMS_TOLD = 20;

/** Whether there are models, and which files and folders are of no use and why. */
export function judgeModels({ entries, problems }: Found, howToAdd: string | undefined): readonly Finding[] {
  const own = entries.filter((entry) => !isBuiltin(entry) && entry.alias === undefined);
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
  const wrong = problems.filter(({ isNotice }) => isNotice !== true);
  const notices = problems.length - wrong.length;
  const told = [
    count,
    // each reason says what to do about it
    ...wrong.slice(0, PROBLEMS_TOLD).map(({ path, reason }) => broken("model-files", `${path}: ${reason}`)),
  ];
  const rest = wrong.length - PROBLEMS_TOLD;
  if (rest > 0) told.push(broken("model-files", `${rest} more cannot be used`, "shimmy discover lists them"));
  if (notices > 0) {
    const what = notices === 1 ? "1 file or folder is" : `${notices} files or folders are`;
    told.push(ok("model-files", `${what} of no use here and no fault; shimmy discover tells of them`));
  }
  return told;
}
