import { StringDecoder } from "node:string_decoder";
import { type StopMatch, StopMatcher } from "./stop-matcher.ts";

/**
 * Makes text of token bytes: a character split over tokens is handed on whole, bytes that are no
 * UTF-8 become U+FFFD, and stop strings end the text.
 */
export class TextAssembler {
  private readonly decoder = new StringDecoder("utf8");
  private readonly matcher: StopMatcher;

  constructor(stops: readonly string[]) {
    this.matcher = new StopMatcher(stops);
  }

  /** Takes one token's bytes. */
  push(bytes: Buffer): StopMatch {
    return this.matcher.push(this.decoder.write(bytes));
  }

  /** What is left when the generation ends by itself; an unfinished character becomes U+FFFD. */
  flush(): StopMatch {
    const last = this.matcher.push(this.decoder.end());
    return last.stopSequence === undefined ? { ...last, text: last.text + this.matcher.flush() } : last;
  }
}
