import { abortError, ShimmyError, toShimmyError } from "../core/errors.ts";
import type { GenerationEvent, StartEvent } from "../core/generation-event.ts";
import type { LoadWait } from "../core/queue-activity.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { EventRelay } from "./event-relay.ts";
import { GenerationDeadline, type GenerationTimeouts } from "./generation-deadline.ts";
import { requestedAdapters } from "./requested-adapters.ts";
import type { GenerationRequest, RunningGeneration } from "./shimmy-service.ts";

/**
 * Runs one generation: waits for its model, then for its slot, and hands its events on.
 *
 * @param acquire gives the model; a client that leaves while it loads does not stop the load.
 * @throws ShimmyError of any code, before the slot accepted the prompt; later ones come from the events.
 */
export async function runGeneration(
  request: GenerationRequest,
  modelName: string,
  acquire: (onWait: (wait: LoadWait) => void) => Promise<UniversalModel>,
  timeouts: GenerationTimeouts,
): Promise<RunningGeneration> {
  const deadline = new GenerationDeadline(request.signal, timeouts);
  try {
    const onWait = (wait: LoadWait): void => {
      if (!deadline.signal.aborted) request.onQueued?.(wait);
    };
    const model = await unlessAborted(acquire(onWait), deadline.signal).catch((error: unknown) => {
      throw whileLoading(toShimmyError(error));
    });
    const adapters = requestedAdapters(request, model);
    const stream = model.stream(request.input, {
      ...request.options,
      ...(adapters !== undefined && { adapters }),
      signal: deadline.signal,
      requestId: request.requestId,
      cacheSalt: request.cacheSalt,
      client: request.client,
      priority: request.priority,
      promptLogprobs: request.promptLogprobs,
      returnTokens: request.returnTokens,
      onQueued: request.onQueued,
    });
    const first = await stream.next();
    if (first.done || first.value.type !== "start")
      throw new Error("a generation began without a start event");
    const { promptTokens, seed } = first.value;
    return { model: modelName, promptTokens, seed, events: new AnswerEvents(stream, deadline) };
  } catch (error) {
    deadline.clear();
    throw toShimmyError(error);
  }
}

/** The outcome of some work, or the reason of the signal, whichever comes first. The work goes on. */
export async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Says of a request that ran out of time what it waited for. */
function whileLoading(error: ShimmyError): ShimmyError {
  if (error.code !== "generation_timeout") return error;
  return new ShimmyError(error.code, `${error.message} The model was still loading.`, { cause: error.cause });
}

type AnswerEvent = Exclude<GenerationEvent, StartEvent>;

/** The events after the start. */
class AnswerEvents extends EventRelay<AnswerEvent> {
  private readonly stream: AsyncGenerator<GenerationEvent, void, undefined>;
  private readonly deadline: GenerationDeadline;

  constructor(stream: AsyncGenerator<GenerationEvent, void, undefined>, deadline: GenerationDeadline) {
    super();
    this.stream = stream;
    this.deadline = deadline;
  }

  async next(): Promise<IteratorResult<AnswerEvent, void>> {
    try {
      for (;;) {
        const result = await this.stream.next();
        if (result.done) {
          this.deadline.clear();
          return result;
        }
        const event = result.value;
        if (event.type === "start") continue;
        if (event.type === "end") this.deadline.clear();
        else this.deadline.firstToken();
        return { done: false, value: event };
      }
    } catch (error) {
      this.deadline.clear();
      throw toShimmyError(error);
    }
  }

  async return(): Promise<IteratorResult<AnswerEvent, void>> {
    this.deadline.clear();
    await this.stream.return();
    return { done: true, value: undefined };
  }
}
