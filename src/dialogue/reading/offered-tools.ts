import type { Tool } from "../../core/tool.ts";

/** Names under which models know the tool that runs code; they may write the code as it is. */
const CODE_TOOLS = ["python", "ipython", "code_interpreter"];

/** The tools of a request, by name. */
export class OfferedTools {
  private readonly byName: ReadonlyMap<string, Tool>;

  constructor(tools: readonly Tool[]) {
    this.byName = new Map(tools.map((tool) => [tool.name, tool]));
  }

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  get(name: string): Tool | undefined {
    return this.byName.get(name);
  }

  /** The tool that runs code. */
  get codeTool(): Tool | undefined {
    const name = CODE_TOOLS.find((candidate) => this.has(candidate));
    return name === undefined ? undefined : this.get(name);
  }
}
