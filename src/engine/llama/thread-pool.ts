import koffi from "koffi";
import { listDevices } from "./devices.ts";
import type { LlamaLibrary } from "./library.ts";
import type { NativePointer } from "./native-types.ts";

/** Room for `struct ggml_threadpool_params`: a 512-byte CPU mask and a few numbers. */
const PARAMS_BYTES = 1024;

/**
 * CPU threads that live as long as the context. Without them llama.cpp starts fresh threads for
 * every decode step, which costs a small model nine tenths of its speed.
 */
export class ThreadPool {
  readonly handle: NativePointer;
  private readonly release: () => void;
  private freed = false;

  private constructor(handle: NativePointer, release: () => void) {
    this.handle = handle;
    this.release = release;
  }

  /** A pool of that many threads, or undefined when one thread needs none or the backend offers none. */
  static create(library: LlamaLibrary, threads: number): ThreadPool | undefined {
    const cpu = listDevices(library).find(({ type }) => type === "cpu");
    if (threads < 2 || cpu === undefined) return undefined;
    const { ggmlBase } = library;
    const registry = ggmlBase.ggml_backend_dev_backend_reg(cpu.handle);
    const create = ggmlBase.ggml_backend_reg_get_proc_address(registry, "ggml_threadpool_new");
    const free = ggmlBase.ggml_backend_reg_get_proc_address(registry, "ggml_threadpool_free");
    if (create === null || free === null) return undefined;
    const params = Buffer.alloc(PARAMS_BYTES);
    ggmlBase.ggml_threadpool_params_init(params, threads);
    const handle: NativePointer = koffi.call(create, NEW_POOL, params);
    return new ThreadPool(handle, () => koffi.call(free, FREE_POOL, handle));
  }

  /** Ends the threads. The context they are attached to must be freed before. */
  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.release();
  }
}

const NEW_POOL = koffi.proto("void* shimmy_threadpool_new(uint8*)");
const FREE_POOL = koffi.proto("void shimmy_threadpool_free(void*)");
