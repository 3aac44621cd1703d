import type { EmbedOptions } from "../core/embedding.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { LoadWait } from "../core/queue-activity.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { loadedEntry } from "../models/registry/alias-entries.ts";
import { settingsOf } from "../models/registry/model-entry.ts";
import { aliasedInput, applyAlias } from "./apply-alias.ts";
import { keepAliveOf } from "./entry-spec.ts";
import { runEmbedding } from "./run-embedding.ts";
import { runGeneration } from "./run-generation.ts";
import type { ServiceCore } from "./service-core.ts";
import type { ModelRequest, ShimmyService } from "./shimmy-service.ts";
import { tellShorterContext } from "./tell-shorter-context.ts";

type ModelAsks = Pick<
  ShimmyService,
  "generate" | "embed" | "rerank" | "tokenize" | "detokenize" | "countTokens" | "applyTemplate"
>;

/** What the service has models compute. */
export function modelAsks({ config, logger, registry, models, refuseWhileDraining }: ServiceCore): ModelAsks {
  const { pool, idle } = models;

  /** Asks a model for something that takes no slot; the answer is told with the model's name. */
  const ask = async <Answer extends object>(
    request: ModelRequest,
    compute: (model: UniversalModel, asker: Omit<ModelRequest, "model">) => Promise<Answer>,
  ): Promise<Answer & { readonly model: string }> => {
    refuseWhileDraining();
    const entry = registry.resolve(request.model);
    const loaded = loadedEntry(entry);
    const answer = await idle.during(loaded.name, keepAliveOf(loaded, request.keepAliveMs), () =>
      runEmbedding(request, () => pool.acquire(loaded), compute, config().timeouts),
    );
    return { model: entry.name, ...answer };
  };

  /** What a generation would make of an input: an alias has turns of its own. */
  const asGenerated = (name: string | undefined, input: GenerationInput): GenerationInput =>
    aliasedInput(input, settingsOf(registry.resolve(name)));

  /** What stands beside an alias holds for whatever is asked of it. */
  const adaptersOf = ({ model }: ModelRequest): Pick<EmbedOptions, "adapters"> => ({
    adapters: settingsOf(registry.resolve(model))?.adapters,
  });

  return {
    async generate(request) {
      refuseWhileDraining();
      const entry = registry.resolve(request.model);
      const loaded = loadedEntry(entry);
      const asked = applyAlias(request, settingsOf(entry));
      const { signal } = request;
      const keepAliveMs = keepAliveOf(loaded, request.keepAliveMs);
      const acquire = async (onWait: (wait: LoadWait) => void): Promise<UniversalModel> => {
        const model = await pool.acquire(loaded, onWait);
        tellShorterContext(request, model, logger);
        return model;
      };
      return idle.generate(loaded.name, { signal, keepAliveMs }, () =>
        runGeneration(asked, entry.name, acquire, config().timeouts),
      );
    },
    embed: (request) =>
      ask(request, (model, asker) =>
        model.embed(request.inputs, { ...request.options, ...adaptersOf(request), ...asker }),
      ),
    rerank: (request) =>
      ask(request, (model, asker) =>
        model.rerank(request.query, request.documents, { ...adaptersOf(request), ...asker }),
      ),
    tokenize: (request) =>
      ask(request, (model, asker) => model.tokenize(request.input, { ...request.options, ...asker })),
    detokenize: (request) =>
      ask(request, async (model, asker) => ({ text: await model.detokenize(request.tokens, asker) })),
    countTokens: (request) =>
      ask(request, async (model, asker) => ({
        promptTokens: await model.countTokens(asGenerated(request.model, request.input), asker),
      })),
    applyTemplate: (request) =>
      ask(request, async (model) => {
        const { conversation, addGenerationPrompt } = request;
        const input = asGenerated(request.model, { kind: "messages", ...conversation });
        return { text: model.render(input, { addGenerationPrompt }) };
      }),
  };
}
