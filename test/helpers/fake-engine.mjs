/**
 * A scripted engine process, for faults and scheduling only: it speaks the protocol and computes
 * nothing. `modelPath` scripts the load: `ok`, `fail`, `hang`, `crash`, `slow-stop`. A prompt
 * scripts its answer: `echo TEXT`, `hold` (accepted, then silent until cancelled), `crash`, `hang`
 * (the process stops answering), `fail`, `release` (ends every held request), `salt` (tells its cache salt
 * and which fields it was sent). An embedding's first input or its query is such a prompt as well: `echo`
 * answers each input with its length, and `hold`, `crash`, `hang` and `fail` as above. A text to tokenize is one too; a
 * token is a byte.
 */
const held = new Set();
let script = "ok";

const send = (message) => process.send?.(message);
const end = (id, completionTokens) => ({
  id,
  finishReason: "stop",
  promptTokens: 1,
  completionTokens,
  cachedTokens: 0,
  promptMs: 1,
  generationMs: 1,
  draftTokens: 0,
  draftAcceptedTokens: 0,
});

function load(request) {
  script = request.modelPath.split("/").at(-1);
  if (script === "fail") {
    send({ type: "failed", failure: { code: "insufficient_memory", message: "No memory for it." } });
    return;
  }
  if (script === "crash") process.exit(3);
  if (script === "hang") return;
  send({ type: "progress", fraction: 0.5 });
  const { contextLength, kvCells, slots, threads } = request;
  send({
    type: "ready",
    info: {
      parameterCount: 1,
      sizeBytes: 1,
      vocabularySize: 1,
      trainContextLength: 1,
      gpuLayers: 0,
      devices: ["CPU"],
      contextLength,
      kvCells,
      slots,
      threads,
      beginOfSequenceText: "",
      endOfSequenceText: "",
      singleTokenTexts: [],
      controlTexts: [],
      passedOver: [],
      canGenerate: true,
      embedding: { pooling: script === "reranker" ? "rank" : "mean", length: 2 },
    },
  });
}

function generate(generation) {
  const { id, prompt } = generation;
  const [verb, ...words] = prompt.split(" ");
  if (verb === "salt") words.push(generation.cacheSalt, ...Object.keys(generation));
  if (verb === "crash") process.kill(process.pid, "SIGKILL");
  if (verb === "hang") for (;;);
  if (verb === "fail") {
    send({
      type: "failed",
      id,
      failure: {
        code: "context_length_exceeded",
        message: "Too long.",
        param: "prompt",
        details: { promptTokens: 9 },
      },
    });
    return;
  }
  send({ type: "accepted", id, promptTokens: 1 });
  if (verb === "hold") {
    held.add(id);
    return;
  }
  send({ type: "step", texts: [[id, words.join(" ")]], ends: [end(id, words.length)] });
  if (verb === "release") {
    send({ type: "step", texts: [], ends: [...held].map((other) => end(other, 0)) });
    held.clear();
  }
}

function embed({ id, work }) {
  const inputs = work.kind === "vectors" ? work.inputs : work.documents;
  const verb = String(work.kind === "vectors" ? inputs[0] : work.query).split(" ")[0];
  if (verb === "crash") process.kill(process.pid, "SIGKILL");
  if (verb === "hang") for (;;);
  if (verb === "hold") return;
  if (verb === "fail") {
    const details = { index: 0, promptTokens: 9, contextLength: 8 };
    const failure = { code: "context_length_exceeded", message: "Too long.", param: "input", details };
    send({ type: "failed", id, failure });
    return;
  }
  // in two reports, as a large request is answered
  const vectors = inputs.map((input) =>
    Buffer.from(Float32Array.of(input.length, 0.5).buffer).toString("base64"),
  );
  send({ type: "embedded", id, vectors: vectors.slice(0, 1), promptTokens: 1 });
  if (vectors.length > 1)
    send({ type: "embedded", id, vectors: vectors.slice(1), promptTokens: vectors.length - 1 });
}

function tokenize({ id, work }) {
  const answer = (outcome) => send({ type: "tokenized", id, outcome });
  if (work.kind === "detokenize") {
    const bytes = Buffer.from(work.tokens, "base64").filter((_, index) => index % 4 === 0);
    answer({ kind: work.kind, text: bytes.toString() });
    return;
  }
  const text = String(work.prompt.prompt);
  const verb = text.split(" ")[0];
  if (verb === "crash") process.kill(process.pid, "SIGKILL");
  if (verb === "hang") for (;;);
  if (verb === "hold") return;
  if (verb === "fail") {
    answer({ kind: "failed", failure: { code: "invalid_request", message: "No.", param: "prompt" } });
    return;
  }
  const tokens = Int32Array.from(Buffer.from(text));
  if (work.kind === "count") answer({ kind: work.kind, count: tokens.length });
  else answer({ kind: work.kind, tokens: Buffer.from(tokens.buffer).toString("base64") });
}

process.on("message", (command) => {
  if (command.type === "load") load(command.request);
  if (command.type === "generate") generate(command.generation);
  if (command.type === "embed") embed(command.embedding);
  if (command.type === "tokenize") tokenize(command.tokenizing);
  if (command.type === "cancel") {
    held.delete(command.id);
    send({ type: "cancelled", id: command.id });
  }
  if (command.type === "shutdown" && script !== "slow-stop") process.exit(0);
});
process.on("disconnect", () => process.exit(0));
process.stderr.write("fake engine started\n");
setInterval(() => send({ type: "alive", residentBytes: 1000 }), 100);
