import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChatMessage, ChatRole } from "../../core/chat-message.ts";
import { conversationForms } from "./conversation-forms.ts";

test("a plain conversation has one form", () => {
  const messages: ChatMessage[] = [
    { role: "user", content: "a", name: "Ann" },
    { role: "assistant", content: "b" },
  ];
  expect(conversationForms(messages)).toEqual([messages]);
});

test("forms go from what was sent to user and assistant in turns", () => {
  const messages: ChatMessage[] = [
    { role: "developer", content: "s1" },
    { role: "system", content: "s2" },
    { role: "user", content: "u1" },
    { role: "tool", content: "t1" },
    { role: "assistant", content: "a1" },
    { role: "system", content: "s3" },
  ];
  const [asIs, joined, plain, ...others] = conversationForms(messages);
  expect(asIs?.map(({ role }) => role)).toEqual(["system", "system", "user", "tool", "assistant", "system"]);
  expect(joined).toEqual([
    { role: "system", content: "s1\n\ns2" },
    { role: "user", content: "u1\n\nt1" },
    { role: "assistant", content: "a1" },
    { role: "user", content: "s3" },
  ]);
  expect(plain).toEqual([
    { role: "user", content: "s1\n\ns2\n\nu1\n\nt1" },
    { role: "assistant", content: "a1" },
    { role: "user", content: "s3" },
  ]);
  expect(others).toEqual([]);
});

test("a system text alone becomes a user's in the plainest form", () => {
  expect(conversationForms([{ role: "system", content: "s" }])).toEqual([
    [{ role: "system", content: "s" }],
    [{ role: "user", content: "s" }],
  ]);
});

test("every form of any conversation holds every text in order, and the last one alternates without a system", () => {
  const message = fc.record({
    role: fc.constantFrom<ChatRole>("system", "developer", "user", "assistant", "tool"),
    content: fc.string({ maxLength: 10 }),
  });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 10 }), (messages) => {
      const forms = conversationForms(messages);
      for (const form of forms) {
        const all = form.map(({ content }) => content).join("\n\n");
        let position = 0;
        for (const { content } of messages) {
          const found = all.indexOf(content, position);
          expect(found).toBeGreaterThanOrEqual(position);
          position = found + content.length;
        }
      }
      const last = forms.at(-1)?.map(({ role }) => role) ?? [];
      if (forms.length > 1) expect(last.every((role, at) => role !== last[at - 1])).toBe(true);
    }),
  );
});
