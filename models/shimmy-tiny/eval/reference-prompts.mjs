const chat = (...texts) => ({
  kind: "messages",
  messages: texts.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
});
const prompt = (text) => ({ kind: "prompt", text });

/** Tokens of each reference text at most. */
export const REFERENCE_MAX_TOKENS = 64;

/** What the built-in model is asked when its greedy text is compared with llama-server's. */
export const REFERENCE_PROMPTS = [
  chat("What are you?"),
  chat("What is Shimmy?"),
  chat("How do I load my own model?"),
  chat("Which port does the server use?"),
  chat("What does shimmy list do?"),
  chat("What does the error model_not_found mean?"),
  chat("How do I get a streamed answer?"),
  chat("What is 7 + 5?"),
  chat("What is the capital of France?"),
  chat("Tell me a story about a fox."),
  chat("Tell me a story about a robot and a lantern."),
  chat("Write a Python program that sorts a list."),
  chat("Hello!"),
  chat("Give me a JSON object with name Anna and age 30"),
  chat("My name is Clara.", "Nice to meet you, Clara!", "What is my name?"),
  {
    kind: "messages",
    messages: [
      { role: "system", content: "You are Nova, a friendly guide." },
      { role: "user", content: "What is your name?" },
    ],
  },
  prompt("Once upon a time"),
  prompt("There once was a brave mouse"),
  prompt("One day a little dragon"),
  prompt("The clever owl lived in"),
];
