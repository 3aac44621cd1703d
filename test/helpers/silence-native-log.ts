import koffi from "koffi";
import { findLibraries } from "../../src/engine/library-files.ts";

/** Keeps llama.cpp's log out of a test run; an engine process has its own log ring instead. */
export function silenceNativeLog(): void {
  if (silenced) return;
  silenced = true;
  const files = findLibraries().find((candidate) => candidate.files !== undefined)?.files;
  if (files === undefined) return;
  const setLog = koffi.load(files.llama).func("void llama_log_set(void*, void*)");
  const callback = koffi.proto("void shimmy_test_log(int level, const char *text, void *data)");
  setLog(
    koffi.register(() => {}, koffi.pointer(callback)),
    null,
  );
}

/** Once per process: native types keep their names for good. */
let silenced = false;
