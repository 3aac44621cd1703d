import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { eventually } from "./eventually.ts";
import { lackOf } from "./needing.ts";

/** Why there is no terminal to test in; undefined where tmux is installed. */
export const WITHOUT_TMUX = lackOf("tmux", "-V");

/** A real terminal that a program runs in. */
export interface RealTerminal {
  /** Types keys by tmux's names (`Enter`, `C-c`, `Up`), or a text with `literal`. */
  keys(...names: readonly string[]): void;
  literal(text: string): void;
  /** Brings a text in as a paste does. */
  paste(text: string): void;
  /** What the screen shows, with what has scrolled off it, up to the last line with a text. */
  screen(): string;
  /** Waits until the screen shows it, and returns the screen. */
  shows(pattern: RegExp): Promise<string>;
  /** Waits until the program has ended, and returns its exit code. */
  ended(): Promise<number>;
}

/** tmux does not always learn of a program's exit code, and so a shell tells it; Ctrl-C is the program's alone. */
const UNDER_SHELL = ["sh", "-c", 'trap : INT; "$@"; echo "ended with $?"; sleep 600', "sh"];
const ENDED = /^ended with (\d+)$/m;

/** Opens a terminal of its own tmux server with a command in it; both are gone when the test ends. */
export function openTerminal(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): RealTerminal {
  const server = `shimmy-${randomUUID()}`;
  const tmux = (...args: readonly string[]) =>
    execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...args], { encoding: "utf8", env: process.env });
  const settings = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
  tmux(
    "new-session",
    "-d",
    "-s",
    "test",
    "-x",
    "100",
    "-y",
    "50",
    "-c",
    options.cwd,
    "env",
    ...settings,
    ...UNDER_SHELL,
    ...command,
  );
  onTestFinished(() => {
    tmux("kill-server");
  });
  const screen = () => tmux("capture-pane", "-p", "-J", "-S", "-1000", "-t", "test").replace(/\n+$/, "");
  return {
    keys: (...names) => {
      tmux("send-keys", "-t", "test", ...names);
    },
    literal: (text) => {
      tmux("send-keys", "-t", "test", "-l", "--", text);
    },
    paste: (text) => {
      tmux("set-buffer", "--", text);
      tmux("paste-buffer", "-p", "-r", "-t", "test");
    },
    screen,
    ended: async () => {
      const text = await eventually(screen, (shown) => ENDED.test(shown));
      return Number(ENDED.exec(text)?.[1]);
    },
    shows: (pattern) => eventually(screen, (text) => pattern.test(text)),
  };
}
