/** Knows what each model was loaded with, to tell whether the settings ask for something else by now. */
export class LoadedSpecs {
  private readonly specs = new Map<string, string>();

  /** Notes what a model is loaded with. */
  note(name: string, spec: object): void {
    this.specs.set(name, JSON.stringify(spec));
  }

  /** True where a model was loaded with something else. */
  differs(name: string, spec: object): boolean {
    const known = this.specs.get(name);
    return known !== undefined && known !== JSON.stringify(spec);
  }
}
