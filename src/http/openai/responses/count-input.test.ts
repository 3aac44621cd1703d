import { describe, expect, it } from "vitest";
import { createResponsesApp, errorOf, RESPONSES_URL, TOOL } from "../../../../test/helpers/responses-app.ts";
import { ShimmyError } from "../../../core/errors.ts";

async function createCounter() {
  const scripted = await createResponsesApp();
  const asked: object[] = [];
  scripted.service.script = {
    ...scripted.service.script,
    acceptTokenizing: (request) => void asked.push(request),
  };
  const count = async (payload: object) => {
    const url = `${RESPONSES_URL}/input_tokens`;
    const response = await scripted.app.inject({ method: "POST", url, payload });
    return { status: response.statusCode, body: response.json() };
  };
  return { ...scripted, asked, count };
}

describe("POST /v1/responses/input_tokens", () => {
  it("counts the conversation that the model would see, and generates nothing", async () => {
    const { count, asked, service } = await createCounter();
    const { status, body } = await count({
      input: "Hi",
      instructions: "Be kind.",
      tools: [TOOL],
      reasoning: { effort: "low" },
    });
    expect([status, body]).toEqual([200, { object: "response.input_tokens", input_tokens: 5 }]);
    expect(asked).toMatchObject([
      {
        client: "127.0.0.1",
        input: {
          kind: "messages",
          messages: [
            { role: "system", content: "Be kind." },
            { role: "user", content: "Hi" },
          ],
          tools: [{ name: "look" }],
          reasoning: { effort: "low" },
        },
      },
    ]);
    expect(service.requests).toEqual([]);
  });

  it("counts what the response continues, and keeps nothing of its own", async () => {
    const { ask, count, asked } = await createCounter();
    const { body: first } = await ask({ input: "Hi" });
    await count({ input: "Go on.", previous_response_id: first.id });
    expect(asked).toMatchObject([
      {
        input: {
          messages: [
            { role: "user", content: "Hi" },
            { role: "assistant", content: "Hello world" },
            { role: "user", content: "Go on." },
          ],
        },
      },
    ]);
  });

  it.each([
    [{}, [400, "invalid_request", "input"]],
    [{ input: "Hi", conversation: "conv_1" }, [400, "unsupported_parameter", "conversation"]],
    [{ input: "Hi", previous_response_id: "resp_none" }, [404, "not_found", "previous_response_id"]],
    [{ input: "Hi", model: "gpt-5" }, [404, "model_not_found", "model"]],
    [{ input: [{ role: "robot", content: "Hi" }] }, [400, "invalid_request", "input[0].role"]],
  ])("refuses %j", async (payload, error) => {
    const { count } = await createCounter();
    expect(errorOf(await count(payload))).toEqual(error);
  });

  it("tells of an error in the client's words", async () => {
    const { count, service } = await createCounter();
    service.script = {
      acceptTokenizing: () => {
        throw new ShimmyError("invalid_request", "messages are wrong.", { param: "messages" });
      },
    };
    expect(errorOf(await count({ input: "Hi" }))).toEqual([400, "invalid_request", "input"]);
  });
});
