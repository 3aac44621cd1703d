import type { Conversation } from "./conversation.ts";

/** What an input goes on from. */
interface Continued {
  /** Token ids of what came before, taken as they are: the input's own tokens stand behind them. Default none. */
  readonly after?: readonly number[];
}

/** What the model is to continue. */
export type GenerationInput =
  /** Text as it stands, without a chat template; special-token texts inside it are plain text unless `parseSpecial`. */
  | ({ readonly kind: "prompt"; readonly text: string; readonly parseSpecial?: boolean } & Continued)
  /** A conversation, rendered by the model's chat template. */
  | ({
      readonly kind: "messages";
      /** Continued in place of the conversation by a model that brings no chat template: text, its control texts in force. */
      readonly untemplated?: string;
    } & Conversation &
      Continued)
  /** Token ids of the vocabulary, taken as they are: nothing is put before them. */
  | { readonly kind: "tokens"; readonly tokens: readonly number[] }
  /** A gap to fill, in the model's own infill format. */
  | {
      readonly kind: "infill";
      readonly prefix: string;
      readonly suffix: string;
      /** Other files of the project, for models that take them. */
      readonly files?: readonly { readonly name: string; readonly text: string }[];
    };
