/** Whether one kind of backend can be used. */
export interface BackendDiagnosis {
  readonly kind: string;
  readonly available: boolean;
  /** Why it is not available and how to get it; absent when it is. */
  readonly reason?: string;
}

/** A device that can compute. */
export interface DeviceDiagnosis {
  readonly name: string;
  readonly description?: string;
  readonly memoryBytes?: number;
}

/** What `GET /diag` tells of the engine beside the models' own processes. */
export interface EngineDiagnosis {
  readonly backends: readonly BackendDiagnosis[];
  readonly devices: readonly DeviceDiagnosis[];
}
