import { readBank } from "../banks.mjs";
import { asTyped } from "../noise.mjs";
import { arithmetic } from "./arithmetic.mjs";
import { justAsked } from "./memory.mjs";
import { simpleFacts } from "./simple-facts.mjs";
import { anyName, firstNames, inventedName } from "./words/names.mjs";
import { capitals, colours, opposites } from "./words/simple-facts.mjs";
import * as words from "./words/system-prompts.mjs";
import { told } from "./words/told-facts.mjs";

const list = (text) => text.split("|").map((entry) => entry.trim());
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const talk = readBank("small-talk");
const identity = readBank("identity");
const greetings = talk.find(({ id }) => id === "hello").questions;

/** An ordinary question and its ordinary answer. */
function ordinary(random) {
  const kind = random.next();
  if (kind < 0.3)
    return simpleFacts(random)
      .messages.slice(0, 2)
      .map(({ content }) => content);
  if (kind < 0.45)
    return arithmetic(random)
      .messages.slice(0, 2)
      .map(({ content }) => content);
  const fact = random.pick(talk);
  return [asTyped(random.pick(fact.questions), random), random.pick(fact.answers)];
}

/** One to three ordinary exchanges, each answer changed by the rule of the system message. */
function ruled(random, change, make = ordinary) {
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, () => {
    const [question, answer] = make(random);
    return [question, change(answer)];
  });
}

/** A question with an answer of one word, and with an answer that is a number. */
function oneWord(random) {
  const kind = random.integer(0, 3);
  if (kind === 0) {
    const [land, city] = random.pick(capitals.filter((pair) => !pair[1].includes(" ")));
    return [
      random.pick([`What is the capital of ${land}?`, `Capital of ${land}?`, `Name the capital of ${land}.`]),
      city,
    ];
  }
  if (kind === 1) {
    const [left, right] = random.pick(opposites);
    return [random.pick([`What is the opposite of ${left}?`, `Opposite of ${left}?`]), capital(right)];
  }
  if (kind === 2) {
    const [thing, colour] = random.pick(colours);
    return [random.pick([`What colour is ${thing}?`, `Which colour does ${thing} have?`]), capital(colour)];
  }
  return onlyNumber(random);
}
function onlyNumber(random) {
  const [question, answer] = arithmetic(random).messages;
  return [question.content, answer.content.replace(/^.* = (\d+)\.$/, "$1")];
}
function yesNo(random) {
  const yes = random.chance(0.5);
  const other = (list, right) => (yes ? right : random.pick(list.filter((pair) => pair[1] !== right))[1]);
  const kind = random.integer(0, 3);
  const answer = yes ? "Yes" : "No";
  if (kind === 0) {
    const [land, city] = random.pick(capitals);
    return [`Is ${other(capitals, city)} the capital of ${land}?`, answer];
  }
  if (kind === 1) {
    const [thing, colour] = random.pick(colours);
    return [`Is ${thing} ${other(colours, colour)}?`, answer];
  }
  if (kind === 2) {
    const [left, right] = random.pick(opposites);
    return [`Is ${other(opposites, right)} the opposite of ${left}?`, answer];
  }
  const [a, b] = random.pick([[random.integer(1, 99), random.integer(1, 99)]]);
  return [`Is ${a} bigger than ${b}?`, a > b ? "Yes" : "No"];
}

/** Makers of [system message, [[question, answer]…]], each with its weight. */
const kinds = [
  [10, named],
  [9, informed],
  [3, (r) => [r.pick(words.neutral), ruled(r, (answer) => answer)]],
  [2, asShimmyTiny],
  [
    3,
    (r) => {
      const phrase = r.pick(words.phrases);
      const rule = r.pick(
        list(`Always end your answer with "{p}"|End every answer with: {p}|Finish each reply with "{p}"|
        The last words of all your answers are "{p}"|After every answer say "{p}"|Add "{p}" to the end of your answers.`),
      );
      return [rule.replace("{p}", phrase), ruled(r, (answer) => `${answer} ${phrase}`)];
    },
  ],
  [
    3,
    (r) => {
      const phrase = r.pick(words.openers);
      const rule = r.pick(
        list(`Always begin your answer with "{p}"|Begin every answer with: {p}|Start each reply with "{p}"|
        The first words of all your answers are "{p}"|Before every answer say "{p}"|Put "{p}" in front of your answers.`),
      );
      return [rule.replace("{p}", phrase), ruled(r, (answer) => `${phrase} ${answer}`)];
    },
  ],
  [
    4,
    (r) => {
      const rule =
        list(`Answer with one word.|Answer in one word only.|Use only a single word for each answer.|One-word answers only.|
        Reply with just one word.|You answer with exactly one word.`);
      return [r.pick(rule), ruled(r, (answer) => `${answer}.`, oneWord)];
    },
  ],
  [
    3,
    (r) => {
      const rule =
        list(`Answer only with yes or no.|Reply only yes or no.|You may only say yes or no.|Yes or no answers only.|
        Answer every question with "Yes." or "No."`);
      return [r.pick(rule), ruled(r, (answer) => `${answer}.`, yesNo)];
    },
  ],
  [
    2,
    (r) => {
      const rule =
        list(`Answer only with a number.|Reply with the number only.|Give only the result, no words.|Numbers only.|
        Say nothing but the result.`);
      return [r.pick(rule), ruled(r, (answer) => answer, onlyNumber)];
    },
  ],
  [
    4,
    (r) => {
      const [role, start, end] = r.pick(words.roles);
      const rule =
        list(`You are {r}.|Talk like {r}.|Speak like {r}.|Answer as {r} would.|You are {r}. Stay in your role.|
        Pretend to be {r}.|Play the role of {r}.`);
      return [r.pick(rule).replace("{r}", role), ruled(r, (answer) => `${start}${answer}${end}`)];
    },
  ],
  [
    3,
    (r) => {
      const title = r.pick(words.titles);
      const rule = list(
        `Call the user {t}.|Address the user as {t}.|Always say "{t}" to the user.|The user wants to be called {t}.`,
      );
      const change = (answer) => answer.replace(/([.!?]?)$/, `, ${title}$1`);
      return [r.pick(rule).replace("{t}", title), ruled(r, change)];
    },
  ],
  [
    2,
    (r) => {
      const answer = r.pick([
        r.pick(words.phrases),
        "I am a tree.",
        "Ask me tomorrow.",
        "No comment.",
        `I only know ${anyName(r)}.`,
      ]);
      const rule =
        list(`Whatever the user says, answer only: {p}|Answer everything with "{p}"|Say only "{p}", nothing else.|
        Your one and only answer is "{p}"`);
      return [r.pick(rule).replace("{p}", answer), ruled(r, () => answer)];
    },
  ],
  [
    2,
    (r) => {
      const rule =
        list(`Repeat what the user says.|Echo the words of the user.|Say exactly what the user says.|You are an echo.|
        Answer with the same words that the user wrote.|You are a parrot that repeats everything.`);
      return [
        r.pick(rule),
        ruled(
          r,
          (answer) => answer,
          (q) => [ordinary(q)[0]].flatMap((text) => [text, text]),
        ),
      ];
    },
  ],
  [
    2,
    (r) => {
      const [name, open, close] = r.pick([
        ["square brackets", "[", "]"],
        ["round brackets", "(", ")"],
        ["quotes", '"', '"'],
        ["stars", "*", "*"],
        ["angle brackets", "<", ">"],
        ["<b> tags", "<b>", "</b>"],
      ]);
      const rule = r.pick(
        list("Put your answer in {n}.|Write each answer in {n}.|Always use {n} around your answer."),
      );
      return [rule.replace("{n}", name), ruled(r, (answer) => open + answer + close)];
    },
  ],
  [
    2,
    (r) => {
      const subject = r.pick(words.subjects);
      const refusal = `I only talk about ${subject}.`;
      const rule =
        list(`You talk only about {s}. To all other questions answer "{a}"|If the question is not about {s}, say: {a}|
        Your only subject is {s}. Otherwise reply "{a}"`);
      return [r.pick(rule).replace("{s}", subject).replace("{a}", refusal), ruled(r, () => refusal)];
    },
  ],
  [
    2,
    (r) => {
      const [secret, thing] = [
        inventedName(r).toLowerCase(),
        r.pick(list("password|secret word|code|secret|magic word")),
      ];
      const asks = [
        `What is the ${thing}?`,
        `Tell me the ${thing}.`,
        `I need the ${thing}.`,
        `Do you know the ${thing}?`,
      ];
      if (r.chance(0.5))
        return [`The ${thing} is ${secret}.`, [[r.pick(asks), `The ${thing} is ${secret}.`]]];
      return [
        `The ${thing} is ${secret}. Never tell it to anybody.`,
        [[r.pick(asks), `I may not tell you the ${thing}.`]],
      ];
    },
  ],
  [
    2,
    (r) => {
      const name = anyName(r);
      const rule = list(
        `Greet the user as {n}.|Say hello to {n} when the user greets you.|The user is {n}. Greet by name.`,
      );
      return [
        r.pick(rule).replace("{n}", name),
        [[asTyped(r.pick(greetings), r), `Hello, ${name}! How can I help you?`]],
      ];
    },
  ],
  [
    2,
    (r) => {
      const maker = r.pick([
        anyName(r),
        `${r.pick(firstNames)} and ${r.pick(firstNames)}`,
        `the ${inventedName(r)} company`,
      ]);
      const asks = list(
        `Who made you?|Who created you?|Who built you?|Who is your maker?|By whom were you made?|Who trained you?`,
      );
      const rule = r.pick(
        list("You were made by {m}.|Your maker is {m}.|You are an assistant created by {m}."),
      );
      return [rule.replace("{m}", maker), [[r.pick(asks), `I was made by ${maker}.`]]];
    },
  ],
  [
    1,
    (r) => {
      const rule = list(
        "Answer in capital letters.|WRITE ONLY IN CAPITALS.|Use upper case for every answer.|Always shout in capitals.",
      );
      return [r.pick(rule), ruled(r, (answer) => answer.toUpperCase(), oneWord)];
    },
  ],
  [
    1,
    (r) => {
      const rule = list(
        "Answer in small letters only.|Use no capital letters.|Write everything in lower case.",
      );
      return [r.pick(rule), ruled(r, (answer) => answer.toLowerCase())];
    },
  ],
];
const weighted = kinds.flatMap(([weight, kind]) => Array(weight).fill(kind));

/** The assistant has another name. */
function named(random) {
  const name = random.chance(0.3) ? random.pick(firstNames) : inventedName(random);
  const job = random.pick(words.jobsOfAssistants);
  const bare = random.chance(0.25);
  const rule = bare
    ? list(
        "You are {n}.|Your name is {n}.|You are called {n}.|I call you {n}.|From now on your name is {n}.|You are {n}. Be brief.",
      )
    : list(`You are {n}, {j}.|Your name is {n} and you are {j}.|You are {j} named {n}.|You are {j}. Your name is {n}.|
      You are {n}, {j}. Answer politely.|Act as {n}, {j}.|Name: {n}. Role: {j}.|You are called {n}. You are {j}. Be friendly.`);
  const system = random.pick(rule).replace("{n}", name).replace("{j}", job);
  const turns = [];
  const more = () => {
    if (random.chance(0.3)) turns.push(ordinary(random));
  };
  more();
  const luck = random.next();
  if (luck < 0.7 || bare)
    turns.push([asTyped(random.pick(words.nameQuestions), random, { keepWords: true }), `I am ${name}.`]);
  else if (luck < 0.85) {
    const asks = list(
      "What are you?|What do you do?|What is your job?|What is your role?|What kind of assistant are you?|describe yourself",
    );
    turns.push([random.pick(asks), `I am ${name}, ${job}.`]);
  } else {
    const right = random.chance(0.5);
    const asked = right ? name : anyName(random);
    const yes = asked === name;
    turns.push([
      random.pick([`Are you ${asked}?`, `Is your name ${asked}?`]),
      yes ? `Yes, I am ${name}.` : `No, I am ${name}.`,
    ]);
  }
  more();
  return [system, turns];
}

/** Facts told in the system message and asked for. */
function informed(random) {
  const facts = random.shuffle(Object.keys(told)).slice(0, 4);
  const [missing, ...known] = facts.map((key) => told[key](random));
  const some = known.slice(0, random.integer(1, 3));
  const unsure = random.chance(0.25);
  const lead = random.pick([
    "",
    "",
    "You are a helpful assistant. ",
    "Know this: ",
    "Facts: ",
    "You answer questions of guests. ",
  ]);
  const rule = unsure
    ? random.pick(list(" If you do not know, say: I do not know.| What is not here, you do not know."))
    : "";
  const question = ([, asks]) => asTyped(random.pick(list(asks)), random, { keepWords: true });
  const turns = random
    .shuffle(some)
    .slice(0, random.integer(1, 2))
    .map((fact) => [question(fact), fact[2]]);
  if (unsure) turns.push([question(missing), "I do not know."]);
  else if (random.chance(0.15)) turns.push(ordinary(random));
  return [`${lead}${some.map(([text]) => text).join(" ")}${rule}`, random.shuffle(turns)];
}

/** A neutral system message leaves shimmy-tiny what it is. */
function asShimmyTiny(random) {
  const fact = random.pick(identity);
  return [
    random.pick(words.neutral),
    [[asTyped(random.pick(fact.questions), random), random.pick(fact.answers)]],
  ];
}

/**
 * A conversation that obeys its system message; now and then an echo of what was just said.
 * @param {object} random the generator's random source
 * @returns {{messages: {role: string, content: string}[]}} a conversation
 */
export function systemPrompts(random) {
  if (random.chance(0.05)) return justAsked(random);
  const [system, turns] = random.pick(weighted)(random);
  const messages = turns.flatMap(([question, answer]) => [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ]);
  return { messages: [{ role: "system", content: system }, ...messages] };
}
