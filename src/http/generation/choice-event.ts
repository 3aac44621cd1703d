import type { EndEvent, TextEvent } from "../../core/generation-event.ts";

/** An event of one of several answers to a request; without a `choice`, of the first. */
export type ChoiceEvent = (TextEvent | EndEvent) & { readonly choice?: number };
