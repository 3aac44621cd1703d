import type { Setting } from "./setting.ts";

/** A setting that is the path of a GGUF file. */
export function fileSetting(
  described: Pick<Setting<string>, "environment" | "flag" | "description">,
): Setting<string | undefined> {
  return {
    ...described,
    placeholder: "file",
    allowed: "the path of a GGUF file",
    namesPaths: true,
    fallback: undefined,
    parse: (text) => (isPath(text) ? text : undefined),
  };
}

/** A NUL byte would cut the path short in the operating system's eyes. */
export function isPath(text: string): boolean {
  return text !== "" && !text.includes("\0");
}
