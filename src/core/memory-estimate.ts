/** Memory of one device by what it is for, in bytes. */
export interface MemoryParts {
  /** Weights that are held in memory of their own. */
  readonly weightsBytes: number;
  /** Weights that are mapped from the file: the system drops and reads them again at need. */
  readonly mappedBytes: number;
  /** Keys and values of all cells. */
  readonly kvBytes: number;
  /** State of recurrent layers, of all slots. */
  readonly stateBytes: number;
  /** Results that a step holds while they are needed. */
  readonly computeBytes: number;
  /** Logits of all slots. */
  readonly outputBytes: number;
  /** LoRA adapters. */
  readonly adapterBytes: number;
  /** The engine process itself: its runtime, the vocabulary, tables beside the KV cells. */
  readonly processBytes: number;
}

/** What one device is asked to hold. */
export interface DeviceMemory extends MemoryParts {
  /** `CPU`, or a GPU's name. */
  readonly name: string;
  /** All parts but the mapped one. */
  readonly totalBytes: number;
}

/** Memory that a model takes. */
export interface MemoryEstimate {
  readonly devices: readonly DeviceMemory[];
  /** Allocated on all devices. */
  readonly totalBytes: number;
  /** Mapped from the file, beside that. */
  readonly mappedBytes: number;
  /** Of {@link totalBytes}, what a draft model and its context take; absent without one. */
  readonly draftBytes?: number;
}

/** Memory that a load asks of the CPU's side, in bytes. */
export interface LoadNeed {
  /** Allocated with as many KV cells as the load would choose if memory were no matter. */
  readonly allocatedBytes: number;
  /** Allocated with the cells of one full context: fewer requests run at once then. */
  readonly oneContextBytes: number;
  /** Allocated with the fewest cells that a load settles for; it is refused where they do not fit. */
  readonly leastBytes: number;
  /** Weights mapped from the file, beside these: without room for them the model is slow. */
  readonly mappedBytes: number;
}

/** A {@link MemoryEstimate} with the choices it is for. */
export interface LoadEstimate extends MemoryEstimate {
  readonly model: string;
  /** Context length of one request, in tokens. */
  readonly contextLength: number;
  /** KV cells of all slots together, in tokens. */
  readonly kvCells: number;
  readonly slots: number;
  readonly cacheTypeK: string;
  readonly cacheTypeV: string;
  /** Layers on GPUs that the estimate is for, the output layer counted as one. */
  readonly gpuLayers: number;
  /** What the load asks of the CPU's side. */
  readonly need: LoadNeed;
  /** Memory of the CPU that is free for it now; undefined where the system does not tell. */
  readonly availableBytes: number | undefined;
  /** False when a load would be refused for want of memory. */
  readonly fits: boolean;
  /** What is worth knowing, one sentence each. */
  readonly notes: readonly string[];
}
