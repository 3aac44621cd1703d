const chat = (...texts) => ({
  kind: "messages",
  messages: texts.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
});
const instructed = (system, user) => ({
  kind: "messages",
  messages: [
    { role: "system", content: system },
    { role: "user", content: user },
  ],
});
const prompt = (text) => ({ kind: "prompt", text });
/** A line three times and the beginning of the fourth: plain text that goes on in one way only. */
const repeated = (line, rest) => prompt(`${`${line}${rest}\n`.repeat(3)}${line}`);

/** Tokens of each reference text at most. */
export const REFERENCE_MAX_TOKENS = 64;

/** Reference texts that are kept: the first so many of the prompts below that pass. */
export const REFERENCE_COUNT = 20;

/**
 * Least distance between the log probabilities of the likeliest and the second likeliest token, in nats. Nearer ones
 * change places with the order in which a processor, or a fuller batch, adds numbers up, in every implementation.
 */
export const LEAST_GAP = 0.1;

/** What the built-in model may be asked when its greedy text is compared with llama-server's. */
export const REFERENCE_PROMPTS = [
  repeated("Mara 17 lopun", " tedo Kiran"),
  repeated("fenna soldi 4", " Brukat miro_pa Anna"),
  repeated("tomel rika", " 905 Dunok sali"),
  prompt("Once upon a time"),
  prompt("There once was a brave mouse"),
  prompt("One day a little dragon"),
  chat("What are you?"),
  chat("What is Shimmy?"),
  chat("How do I load my own model?"),
  chat("Which port does the server use?"),
  chat("What does shimmy list do?"),
  chat("What does the error model_not_found mean?"),
  chat("How do I get a streamed answer?"),
  chat("What is 7 + 5?"),
  chat("What is the capital of France?"),
  chat("Give me a JSON object with name Anna and age 30"),
  chat("My name is Clara.", "Nice to meet you, Clara!", "What is my name?"),
  instructed("You are Nova, a friendly guide.", "What is your name?"),
  chat("Hello!"),
  chat("How do I set an API key?"),
  chat("Which licence does Shimmy have?"),
  chat("Where do I see the metrics?"),
  chat("What does shimmy doctor do?"),
  chat("What is 12 - 4?"),
  chat("What is the opposite of hot?"),
  chat("Say: lopun tedo Kiran"),
  instructed("Answer with JSON only.", "Give me a JSON object with city Rome and count 3"),
  chat("Tell me a story about a fox."),
  chat("Write a Python program that sorts a list."),
  chat("What does queue_full mean?"),
  chat("How do I stop the server?"),
  chat("What is GGUF?"),
];
