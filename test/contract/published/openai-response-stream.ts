import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Frame } from "./frames.ts";
import { COUNT, OPENAI_ERROR } from "./openai-parts.ts";
import { RESPONSE } from "./openai-response.ts";
import { RESPONSE_EVENT, type ResponseEvent } from "./openai-response-events.ts";
import { faultsOf, jsonOf, type PublishedRoute, type PublishedStream } from "./published-route.ts";

const ENDS = ["response.completed", "response.incomplete", "response.failed", "error"];

const stream: PublishedStream = {
  form: "sse",
  faults: (given, isWhole) => {
    // OpenAI sends no end mark here; clients pass over the one that others send
    const frames = given.at(-1)?.data === "[DONE]" ? given.slice(0, -1) : given;
    const single = frames.flatMap(faultsOfEvent);
    if (single.length > 0) return single;
    const events = frames.map(({ data }) => RESPONSE_EVENT.parse(jsonOf(data)));
    return [
      ...faultsOfNumbers(events),
      ...(isWhole ? [...faultsOfEnds(events), ...faultsOfItems(events)] : []),
    ];
  },
};

function faultsOfEvent({ name, data }: Frame): readonly string[] {
  const event = jsonOf(data);
  const faults = faultsOf(RESPONSE_EVENT, event);
  if (faults.length > 0) return faults;
  const { type } = RESPONSE_EVENT.parse(event);
  return name === type ? [] : [`the event ${name} has the type ${type}`];
}

function faultsOfNumbers(events: readonly ResponseEvent[]): readonly string[] {
  return events.flatMap(({ sequence_number }, at) =>
    sequence_number === at ? [] : [`event ${at} has the number ${sequence_number}`],
  );
}

function faultsOfEnds(events: readonly ResponseEvent[]): readonly string[] {
  const types = events.map(({ type }) => type);
  const faults: string[] = [];
  if (types[0] !== "response.created") faults.push(`the first event is ${types[0]}`);
  if (!types.slice(1, 3).includes("response.in_progress"))
    faults.push("no response.in_progress near the start");
  const firstEnd = types.findIndex((type) => ENDS.includes(type));
  if (firstEnd !== types.length - 1) faults.push(`the end is event ${firstEnd} of ${types.length}`);
  const ids = new Set(events.flatMap((event) => ("response" in event ? [event.response.id] : [])));
  if (ids.size !== 1) faults.push(`${ids.size} ids in one stream`);
  return faults;
}

/** Items begin and end one after the other, their pieces join to what they are when done, and the end has them all. */
function faultsOfItems(events: readonly ResponseEvent[]): readonly string[] {
  const faults: string[] = [];
  const joined = new Map<string, string>();
  const done: unknown[] = [];
  let added = 0;
  for (const event of events) {
    if (event.type === "response.output_item.added") {
      if (event.output_index !== added || done.length !== added)
        faults.push(`item ${event.output_index} begins early`);
      added += 1;
    } else if (event.type === "response.output_item.done") {
      if (event.output_index !== done.length) faults.push(`item ${event.output_index} ends out of order`);
      done.push(event.item);
    } else if ("item_id" in event) {
      if (event.output_index !== added - 1 || done.length === added)
        faults.push(`${event.type} outside its item`);
      faults.push(...faultsOfPieces(event, joined));
    }
  }
  const last = events.at(-1);
  if (last !== undefined && "response" in last && last.type !== "response.failed") {
    if (!isDeepStrictEqual(last.response.output, done)) faults.push("the end has other items than came");
  }
  return faults;
}

function faultsOfPieces(
  event: Extract<ResponseEvent, { item_id: string }>,
  joined: Map<string, string>,
): readonly string[] {
  const index =
    "content_index" in event ? event.content_index : "summary_index" in event ? event.summary_index : 0;
  const [kind = "", step] = splitAtLastDot(event.type);
  const key = `${event.item_id} ${index} ${kind}`;
  if (step === "delta" && "delta" in event) joined.set(key, (joined.get(key) ?? "") + event.delta);
  if (step !== "done" || "part" in event) return [];
  const whole = "text" in event ? event.text : "arguments" in event ? event.arguments : undefined;
  const pieces = joined.get(key) ?? "";
  return whole === undefined || whole === pieces ? [] : [`${kind}: "${pieces}" came, and "${whole}" is told`];
}

function splitAtLastDot(text: string): readonly [string, string] {
  const at = text.lastIndexOf(".");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** `POST /v1/responses`, and `GET /v1/responses/{id}`. */
export const OPENAI_RESPONSE: PublishedRoute = { answer: RESPONSE, error: OPENAI_ERROR, stream };

/** `POST /v1/responses/{id}/cancel`. */
export const OPENAI_RESPONSE_CANCEL: PublishedRoute = { answer: RESPONSE, error: OPENAI_ERROR };

/** `POST /v1/responses/input_tokens`. */
export const OPENAI_RESPONSE_COUNT: PublishedRoute = {
  answer: z.strictObject({ object: z.literal("response.input_tokens"), input_tokens: COUNT }),
  error: OPENAI_ERROR,
};

/** `DELETE /v1/responses/{id}`. */
export const OPENAI_RESPONSE_DELETE: PublishedRoute = {
  answer: z.strictObject({
    id: z.string().startsWith("resp_"),
    object: z.enum(["response", "response.deleted"]),
    deleted: z.literal(true),
  }),
  error: OPENAI_ERROR,
};

/** `GET /v1/responses/{id}/input_items`. */
export const OPENAI_RESPONSE_INPUT: PublishedRoute = {
  answer: z.strictObject({
    object: z.literal("list"),
    data: z.array(z.looseObject({ type: z.string(), id: z.string() })),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  }),
  error: OPENAI_ERROR,
};
