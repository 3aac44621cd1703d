import type { SettingSource } from "./config-layer.ts";
import type { ConfigProblem } from "./config-problem.ts";
import { keyOfVariable, qualifiedName } from "./file/file-places.ts";
import type { Setting } from "./setting.ts";

type Named = Pick<Setting<unknown>, "environment" | "flag">;

/** Who has set what, so that problems of several settings together name them as the person wrote them. */
export class GivenSettings {
  readonly #sources = new Map<string, SettingSource>();
  readonly #wrong = new Set<string>();

  /** Notes where a value comes from, and whether something was wrong with it. */
  add({ environment }: Named, source: SettingSource | undefined, isWrong: boolean): void {
    if (source !== undefined) this.#sources.set(environment, source);
    if (isWrong) this.#wrong.add(environment);
  }

  /** False where one of them has a problem of its own already, which says nothing of it together with others. */
  areRight(...settings: readonly Named[]): boolean {
    return settings.every(({ environment }) => !this.#wrong.has(environment));
  }

  /** A setting's name as it was written; one that was not is named as `other` was. */
  nameOf(setting: Named, other: Named = setting): string {
    const own = this.#sourceOf(setting);
    if (own.kind !== "default") return own.name;
    const { kind } = this.#sourceOf(other);
    const key = keyOfVariable(setting.environment);
    if (kind === "file" && key !== undefined) return qualifiedName(key);
    return kind === "variable" ? setting.environment : setting.flag;
  }

  /** Where a setting was written, as a {@link ConfigProblem} has it. */
  placeOf(setting: Named): Pick<ConfigProblem, "setting" | "place"> {
    const source = this.#sourceOf(setting);
    if (source.kind === "default") return {};
    return { setting: source.name, ...(source.kind === "file" && { place: source.place }) };
  }

  /** The problem of a setting that means nothing without another. */
  needs(setting: Named, other: Named, what: string): ConfigProblem {
    const message = `${this.nameOf(setting)} needs ${this.nameOf(other, setting)}: ${what}.`;
    return { message, ...this.placeOf(setting) };
  }

  #sourceOf({ environment }: Named): SettingSource {
    return this.#sources.get(environment) ?? { kind: "default" };
  }
}
