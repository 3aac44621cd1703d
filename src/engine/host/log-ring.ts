/** The last lines an engine process wrote: what explains a crash after the fact. */
export class LogRing {
  private readonly maxLines: number;
  private readonly kept: string[] = [];
  private partial = "";

  constructor(maxLines = 200) {
    this.maxLines = maxLines;
  }

  /** Takes output as it comes, cut anywhere. */
  write(text: string): void {
    const lines = (this.partial + text).split("\n");
    this.partial = (lines.pop() ?? "").slice(-MAX_LINE_LENGTH);
    for (const line of lines) {
      if (line.trim() === "") continue;
      this.kept.push(line.slice(0, MAX_LINE_LENGTH));
      if (this.kept.length > this.maxLines) this.kept.shift();
    }
  }

  /** The lines kept, oldest first. */
  lines(): readonly string[] {
    return this.partial === "" ? [...this.kept] : [...this.kept, this.partial];
  }
}

/** Longer lines are cut: a crashing process may write anything. */
const MAX_LINE_LENGTH = 2000;
