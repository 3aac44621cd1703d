import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { loadConversation, type SavedConversation, saveConversation } from "./conversation-file.ts";

const conversation: SavedConversation = {
  model: "tiny",
  system: "Be brief.",
  messages: [
    { role: "user", content: "one\ntwo" },
    { role: "assistant", content: "3", reasoning: "1 + 2" },
  ],
};

describe("a saved conversation", () => {
  it("comes back as it was, for its owner alone", async () => {
    const file = join(temporaryFolder(), "chat.json");
    await saveConversation(file, conversation);
    expect(await loadConversation(file)).toEqual(conversation);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it("is replaced by a newer one, and no other file is", async () => {
    const file = join(temporaryFolder(), "chat.json");
    await saveConversation(file, conversation);
    await saveConversation(file, { model: "other", messages: [] });
    expect(await loadConversation(file)).toEqual({ model: "other", messages: [] });
    writeFileSync(file, "my diary");
    await expect(saveConversation(file, conversation)).rejects.toThrow("is there already and no saved chat");
    expect(readFileSync(file, "utf8")).toBe("my diary");
  });

  it.each(["", "[]", "{}", '{"kind":"shimmy-chat","version":1,"model":"a","messages":[{"role":"tool"}]}'])(
    "is not %j",
    async (text) => {
      const file = join(temporaryFolder(), "chat.json");
      writeFileSync(file, text);
      await expect(loadConversation(file)).rejects.toThrow("is no chat that /save wrote");
    },
  );

  it("says why a file cannot be used", async () => {
    const folder = temporaryFolder();
    const inFolder = join(folder, "folder");
    mkdirSync(inFolder);
    await expect(loadConversation(join(folder, "none"))).rejects.toThrow("there is no such file or folder");
    await expect(loadConversation(inFolder)).rejects.toThrow("it is a folder");
    await expect(saveConversation(join(folder, "none", "chat"), conversation)).rejects.toThrow(
      "cannot be written: there is no such file or folder",
    );
  });
});
