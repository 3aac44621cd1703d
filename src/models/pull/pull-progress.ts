/** How far a pull is. */
export type PullProgress =
  /** The list of the model's files is asked for. */
  | { readonly type: "listing" }
  | PullFileProgress
  /** Another process fetches the file; `holder` says which one, for people. */
  | { readonly type: "waiting"; readonly label: string; readonly holder: string }
  /** All bytes of a file are there and are being checked. */
  | { readonly type: "verifying" }
  /** Every file is there; the model is being entered. */
  | { readonly type: "entering" }
  /** The model can be used. */
  | { readonly type: "done"; readonly name: string };

/** How far one file is. */
export interface PullFileProgress {
  readonly type: "file";
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** What a person would call it: a file's name, or a kind of blob. */
  readonly label: string;
  readonly totalBytes: number;
  readonly completedBytes: number;
}
