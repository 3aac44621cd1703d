import { readBank } from "../banks.mjs";
import { asTyped } from "../noise.mjs";
import { arithmetic } from "./arithmetic.mjs";
import { simpleFacts } from "./simple-facts.mjs";
import { anyName } from "./words/names.mjs";

const list = (text) => text.split("|").map((entry) => entry.trim());
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const colours = list(
  "red|blue|green|yellow|black|white|orange|purple|pink|brown|grey|turquoise|gold|silver|violet",
);
const animals =
  list(`cat|dog|horse|rabbit|owl|fox|wolf|bear|lion|tiger|elephant|dolphin|whale|turtle|penguin|mouse|
  hamster|parrot|frog|snake|giraffe|monkey|panda|koala|deer|eagle|hedgehog|squirrel|duck|goat`);
const pets = list("cat|dog|rabbit|hamster|parrot|horse|turtle|fish|mouse|pony|goat|canary");
const foods =
  list(`pizza|pasta|rice|soup|salad|bread|cheese|chocolate|ice cream|pancakes|sushi|curry|apple pie|noodles|
  tomato soup|fried fish|potatoes|beans|lasagna|strawberries|cherries|mushrooms|tacos|dumplings|porridge|honey cake`);
const cities =
  list(`Berlin|Paris|London|Rome|Madrid|Vienna|Oslo|Stockholm|Helsinki|Warsaw|Prague|Lisbon|Athens|Dublin|
  Hamburg|Munich|Lyon|Milan|Naples|Porto|Bergen|Chicago|Boston|Seattle|Toronto|Lima|Cairo|Nairobi|Delhi|Tokyo|Kyoto|
  Seoul|Sydney|Leeds|York|Basel|Geneva|Bremen|Cologne|Dresden|Ghent|Turin|Denver|Austin|Quito|Accra|Hanoi|Osaka`);
const jobs =
  list(`teacher|nurse|baker|doctor|farmer|painter|gardener|driver|cook|student|pilot|carpenter|singer|writer|
  programmer|librarian|plumber|dentist|lawyer|tailor|waiter|musician|photographer|engineer|shepherd|translator`);
const hobbies =
  list(`swimming|reading|chess|painting|running|dancing|cooking|cycling|football|tennis|fishing|hiking|
  gardening|singing|drawing|knitting|skiing|sailing|climbing|baking|photography|rowing|yoga|pottery|juggling`);
const relatives =
  list(`sister|brother|mother|father|friend|best friend|neighbour|teacher|boss|uncle|aunt|cousin|son|
  daughter|wife|husband|grandmother|grandfather|colleague|doctor`);
const monthNames = list(
  `January|February|March|April|May|June|July|August|September|October|November|December`,
);

/** {v} the value, {k} a kind where there are two. `tell`, `reply`, `ask`, `recall`, `unknown`, `correct`. */
const facts = {
  name: {
    weight: 8,
    value: anyName,
    tell: list(`My name is {v}.|I am {v}.|I'm {v}.|Call me {v}.|You can call me {v}.|{v} is my name.|People call me {v}.|
      Hi, {v} here.|Hello, my name is {v}.|Hi, I'm {v}.|This is {v} speaking.|I go by {v}.|The name is {v}.|my name's {v}|
      Please remember my name: {v}.|Hello! I am {v}, nice to meet you.|For your information, I am called {v}.|
      Let me introduce myself: {v}.|hey, it's {v}|My parents named me {v}.|Everyone calls me {v}.|Good morning, I am {v}.`),
    reply: list("Nice to meet you, {v}!|Hello {v}! How can I help you?"),
    ask: list(`What is my name?|what's my name|Do you know my name?|Who am I?|Do you remember my name?|What am I called?|
      Tell me my name.|Say my name.|my name?|What did I say my name was?|How am I called?|Can you recall my name?|
      What was my name again?|You know who I am, right?|Which name did I give you?|Do you still know my name?|
      and my name is?|Have you forgotten my name?|I told you my name. What is it?|By what name do I go?|who am I then`),
    recall: "Your name is {v}.",
    unknown: "You have not told me your name yet.",
    correct:
      list(`No, my name is {v}.|Sorry, I meant {v}.|That is wrong, I am {v}.|No, not that: I am called {v}.|
      I made a mistake, my name is {v}.|Actually, my name is {v}.|Correction: my name is {v}.|no, it's {v}`),
  },
  colour: {
    weight: 3,
    value: (r) => r.pick(colours),
    tell: list(`My favourite colour is {v}.|I like {v} best of all colours.|{v} is my favourite colour.|my favorite color is {v}|
      The colour I like most is {v}.|I love the colour {v}.|Of all the colours I prefer {v}.|favorite color: {v}|
      If you ask me, {v} is the best colour.|The colour {v} makes me happy, it is my favourite.`),
    reply: list("{V} is a nice colour!"),
    ask: list(`What is my favourite colour?|Which colour do I like?|what's my favorite color|Do you remember my favourite colour?|
      Which colour did I tell you?|Tell me my favourite colour.|What colour do I like best?|my favourite colour?|
      Do you know which color I prefer?|Which is the colour I love?`),
    recall: "Your favourite colour is {v}.",
    unknown: "You have not told me your favourite colour yet.",
    correct:
      list(`No, my favourite colour is {v}.|Actually, my favourite colour is {v}.|Sorry, I meant {v}. That colour I like most.|
      I changed my mind: my favourite colour is {v}.|No, I like {v} best.`),
  },
  animal: {
    weight: 3,
    value: (r) => r.pick(animals),
    tell: list(`My favourite animal is the {v}.|I like the {v} best of all animals.|The {v} is my favourite animal.|
      my favorite animal is the {v}|Of all animals I prefer the {v}.|The animal I like most is the {v}.|favourite animal: {v}`),
    reply: list("The {v} is a fine animal!"),
    ask: list(`What is my favourite animal?|Which animal do I like?|what's my favorite animal|Do you remember my favourite animal?|
      Which animal did I tell you?|Tell me my favourite animal.|What animal do I like best?|Do you know which animal I prefer?`),
    recall: "Your favourite animal is the {v}.",
    unknown: "You have not told me your favourite animal yet.",
    correct: list(
      `No, my favourite animal is the {v}.|Actually, it is the {v}.|I changed my mind: my favourite animal is the {v}.`,
    ),
  },
  food: {
    weight: 3,
    value: (r) => r.pick(foods),
    tell: list(`My favourite food is {v}.|I love to eat {v}.|I like {v} more than any other food.|My favorite food is {v}.|
      The food I like most is {v}.|I could eat {v} every day.|favourite food: {v}|The best food for me is {v}.`),
    reply: list("{V}: that sounds tasty!"),
    ask: list(`What is my favourite food?|What do I like to eat?|what's my favorite food|Do you remember my favourite food?|
      Which food did I tell you?|Tell me my favourite food.|What food do I like best?|What could I eat every day?`),
    recall: "Your favourite food is {v}.",
    unknown: "You have not told me your favourite food yet.",
    correct: list(
      `No, my favourite food is {v}.|Actually, I like {v} best.|I changed my mind: my favourite food is {v}.`,
    ),
  },
  city: {
    weight: 3,
    value: (r) => (r.chance(0.85) ? r.pick(cities) : anyName(r)),
    tell: list(`I live in {v}.|I come from {v}.|My home is in {v}.|I am from {v}.|My city is {v}.|I have a flat in {v}.|
      Greetings from {v}, where I live.|I moved to {v} last year.|My house is in {v}.|{v} is where I live.|home town: {v}`),
    reply: list("I hope life in {v} is good!"),
    ask: list(`Where do I live?|Which city do I live in?|Where am I from?|What is my city?|Do you remember where I live?|
      Which city did I tell you?|Tell me where I live.|Where is my home?|What is my home town?|in what place do I live`),
    recall: "You live in {v}.",
    unknown: "You have not told me where you live.",
    correct: list(
      `No, I live in {v}.|Actually, I live in {v}.|Sorry, I meant {v}, there I live.|I moved: now I live in {v}.`,
    ),
  },
  age: {
    weight: 2,
    value: (r) => String(r.integer(5, 99)),
    tell: list(
      `I am {v} years old.|My age is {v}.|I turned {v} last week.|I'm {v} years old.|age: {v}|I am already {v} years old.`,
    ),
    reply: list("{v} is a good age!"),
    ask: list(`How old am I?|What is my age?|Do you remember how old I am?|Tell me my age.|my age?|How many years old am I?|
      Which age did I tell you?|Do you know my age?`),
    recall: "You are {v} years old.",
    unknown: "You have not told me your age yet.",
    correct: list(`No, I am {v} years old.|Actually, I am {v} years old.|I made a mistake, I am {v}.`),
  },
  pet: {
    weight: 3,
    kind: (r) => r.pick(pets),
    value: anyName,
    tell: list(`I have a {k} named {v}.|My {k} is called {v}.|The name of my {k} is {v}.|I have a {k}, its name is {v}.|
      My {k}'s name is {v}.|We got a {k} called {v}.|At home waits my {k} {v}.`),
    reply: list("{v} is a lovely name for a {k}!"),
    ask: list(`What is the name of my {k}?|What is my {k} called?|How is my {k} called?|what's my {k}'s name|Tell me the name of my {k}.|
      Do you remember the name of my {k}?|What is my pet called?|What is the name of my pet?|Who is waiting at home, which {k}?`),
    recall: "Your {k} is called {v}.",
    unknown: "You have not told me about a {k}.",
    correct: list(
      `No, my {k} is called {v}.|Actually, my {k} is called {v}.|Correction: the name of my {k} is {v}.`,
    ),
  },
  relative: {
    weight: 3,
    kind: (r) => r.pick(relatives),
    value: anyName,
    tell: list(
      `My {k} is called {v}.|My {k}'s name is {v}.|The name of my {k} is {v}.|I have a {k} named {v}.|{v} is my {k}.`,
    ),
    reply: list("{v} is a nice name!"),
    ask: list(`What is the name of my {k}?|What is my {k} called?|what's my {k}'s name|Tell me the name of my {k}.|
      Do you remember how my {k} is called?|Who is my {k}?|Do you know the name of my {k}?`),
    recall: "Your {k} is called {v}.",
    unknown: "You have not told me the name of your {k}.",
    correct: list(
      `No, my {k} is called {v}.|Actually, my {k} is called {v}.|Sorry, the name of my {k} is {v}.`,
    ),
  },
  job: {
    weight: 2,
    value: (r) => r.pick(jobs),
    tell: list(
      `I work as a {v}.|My job is {v}.|I earn my money as a {v}.|By profession I am a {v}.|job: {v}|I am a {v} by trade.`,
    ),
    reply: list("{V} is an interesting job!"),
    ask: list(`What is my job?|What do I do for a living?|What is my profession?|Do you remember my job?|Which job did I tell you?|
      Tell me my job.|As what do I work?|What work do I do?`),
    recall: "Your job is {v}.",
    unknown: "You have not told me your job yet.",
    correct: list(`No, my job is {v}.|Actually, I work as a {v}.|I changed my job: now I am a {v}.`),
  },
  hobby: {
    weight: 2,
    value: (r) => r.pick(hobbies),
    tell: list(
      `My hobby is {v}.|In my free time I enjoy {v}.|I love {v}, it is my hobby.|My favourite hobby is {v}.|hobby: {v}`,
    ),
    reply: list("{V} is a nice hobby!"),
    ask: list(`What is my hobby?|What do I like to do in my free time?|Do you remember my hobby?|Which hobby did I tell you?|
      Tell me my hobby.|What do I enjoy?|What do I do for fun?`),
    recall: "Your hobby is {v}.",
    unknown: "You have not told me your hobby yet.",
    correct: list(`No, my hobby is {v}.|Actually, my hobby is {v}.|I have a new hobby: {v}.`),
  },
  birthday: {
    weight: 1,
    value: (r) => `${r.integer(1, 28)} ${r.pick(monthNames)}`,
    tell: list(`My birthday is on {v}.|I was born on {v}.|My birthday: {v}.|I have birthday on {v}.`),
    reply: list("I will remember {v}!"),
    ask: list(
      `When is my birthday?|What is my birthday?|On which day was I born?|Tell me my birthday.|Do you know my birthday?`,
    ),
    recall: "Your birthday is on {v}.",
    unknown: "You have not told me your birthday yet.",
    correct: list(`No, my birthday is on {v}.|Actually, I was born on {v}.`),
  },
  word: {
    weight: 4,
    kind: (r) => r.pick(list("word|code|password|secret word|code word|key word|magic word")),
    value: (r) => (r.chance(0.5) ? anyName(r).toLowerCase() : r.pick([...animals, ...foods, ...hobbies])),
    tell: list(`Remember the {k} {v}.|The {k} is {v}.|Please remember this {k}: {v}.|Keep the {k} {v} in mind.|Our {k} is {v}.|
      Note the {k}: {v}.|Do not forget the {k} {v}.|I tell you a {k}: {v}`),
    reply: list("I will remember the {k} {v}."),
    ask: list(`What is the {k}?|Which {k} did I tell you?|What was the {k}?|Tell me the {k}.|Say the {k} again.|the {k}?|
      Do you remember the {k}?|Repeat the {k}.|Which {k} should you remember?`),
    recall: "The {k} is {v}.",
    unknown: "You have not told me a {k}.",
    correct: list(`No, the {k} is {v}.|I changed the {k}: it is {v}.|The new {k} is {v}.`),
  },
  number: {
    weight: 3,
    kind: (r) =>
      r.pick(list("number|lucky number|favourite number|room number|house number|code number|secret number")),
    value: (r) => String(r.integer(1, r.chance(0.5) ? 99 : 9999)),
    tell: list(
      `My {k} is {v}.|Remember my {k}: {v}.|The {k} I have is {v}.|Please note my {k} {v}.|{k}: {v}|{v} is my {k}.`,
    ),
    reply: list("I will remember your {k} {v}."),
    ask: list(`What is my {k}?|Which {k} did I tell you?|What was my {k}?|Tell me my {k}.|my {k}?|Do you remember my {k}?|
      Repeat my {k}.|Which {k} do I have?`),
    recall: "Your {k} is {v}.",
    unknown: "You have not told me a {k}.",
    correct: list(`No, my {k} is {v}.|I made a mistake: my {k} is {v}.|My new {k} is {v}.`),
  },
};
const names = Object.entries(facts).flatMap(([name, { weight }]) => Array(weight).fill(name));
const talk = readBank("small-talk").filter(
  ({ id }) => !/^(hello|goodbye|wrong|right|repeat|another)/.test(id),
);
const whoAreYou = readBank("identity").find(({ id }) => id === "what-are-you").answers;

const said = (content) => ({ role: "user", content });
const answered = (content) => ({ role: "assistant", content });
const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** A fresh value of a fact with everything that can be said of it. */
function draw(random, name = random.pick(names)) {
  const fact = facts[name];
  const kind = fact.kind?.(random) ?? "";
  const value = fact.value(random);
  const fill = (text, other = value) =>
    text.replaceAll("{v}", other).replaceAll("{V}", capital(other)).replaceAll("{k}", kind);
  const choose = (texts, other) => fill(random.pick(texts), other);
  const typed = (text) => (random.chance(0.2) ? text.replace(/[?.]$/, "") : text);
  return {
    name,
    kind,
    another: () => fact.value(random),
    tell: (other) => typed(capital(choose(fact.tell, other))),
    reply: (other) => choose(fact.reply, other),
    ask: () => typed(choose(fact.ask)),
    recall: (other) => fill(fact.recall, other),
    unknown: fill(fact.unknown),
    correct: (other) => choose(fact.correct, other),
  };
}

/** A second fact that cannot be confused with the first. */
function drawOther(random, first) {
  let second = draw(random);
  while (second.name === first.name || (second.kind && second.kind === first.kind)) second = draw(random);
  return second;
}

/** A question and answer about something else. */
function filler(random) {
  const kind = random.next();
  if (kind < 0.3) return simpleFacts(random).messages.slice(0, 2);
  if (kind < 0.55) return arithmetic(random).messages.slice(0, 2);
  const fact = random.pick(talk);
  return [said(asTyped(random.pick(fact.questions), random)), answered(random.pick(fact.answers))];
}

const told = (fact) => [said(fact.tell()), answered(fact.reply())];
const asked = (random, fact) => {
  const lead = random.pick(["", "", "", "", "Now tell me: ", "One question: ", "And ", "So, ", "Quiz: "]);
  return [said(lead ? lead + lower(fact.ask()) : capital(fact.ask())), answered(fact.recall())];
};
const fillers = (random, most) =>
  Array.from({ length: random.integer(0, most) }, () => filler(random)).flat();

const forms = [
  [6, (r, a) => [...told(a), ...fillers(r, 2), ...asked(r, a)]],
  [4, (r, a, b) => [...told(a), ...told(b), ...fillers(r, 1), ...asked(r, r.chance(0.6) ? a : b)]],
  [
    3,
    (r, a, b) => {
      const start = a.tell().replace(/([^.?!])$/, "$1.");
      const tell = `${start} ${b.tell()}`;
      const rest = r.chance(0.4) ? [...asked(r, a), ...asked(r, b)] : asked(r, r.chance(0.5) ? a : b);
      return [said(tell), answered(a.name === "name" ? a.reply() : b.reply()), ...fillers(r, 1), ...rest];
    },
  ],
  [
    3,
    (r, a) => {
      const value = a.another();
      return [
        ...told(a),
        ...fillers(r, 1),
        said(a.correct(value)),
        answered(`Thank you for telling me! ${a.recall(value)}`),
        ...fillers(r, 1),
        said(capital(a.ask())),
        answered(a.recall(value)),
      ];
    },
  ],
  [
    2,
    (r, a, b) => [...(r.chance(0.5) ? fillers(r, 1) : told(b)), said(capital(a.ask())), answered(a.unknown)],
  ],
  [
    2,
    (r, a) => [
      ...(r.chance(0.4) ? [said(capital(a.ask())), answered(a.unknown)] : fillers(r, 1)),
      ...told(a),
      ...asked(r, a),
    ],
  ],
  [
    1,
    (r) => {
      const me = draw(r, "name");
      const you = r.pick([
        "And you?",
        "What is your name?",
        "And what is your name?",
        "Who are you?",
        "And yours?",
      ]);
      return [...told(me), said(you), answered(r.pick(whoAreYou)), ...asked(r, me)];
    },
  ],
  [
    1,
    (r, a) => {
      const all = r.pick([
        "What did I tell you?",
        "What do you know about me?",
        "What did I say?",
        "What do you remember?",
      ]);
      return [...told(a), said(all), answered(`You told me this: ${lower(a.recall())}`)];
    },
  ],
];
const weighted = forms.flatMap(([weight, form]) => Array(weight).fill(form));

/**
 * A conversation in which the user tells something and later asks for it back.
 * @param {object} random the generator's random source
 * @returns {{messages: {role: string, content: string}[]}} a conversation
 */
export function memory(random) {
  const first = draw(random);
  return { messages: random.pick(weighted)(random, first, drawOther(random, first)) };
}

const justFrames =
  list(`What did I just ask?|What was my last question?|What did I ask you?|what did I just say|
  Repeat my question.|What have I asked a moment ago?|Which question did I ask?|Can you repeat what I asked?|
  What was it that I asked?|Do you remember my last question?|my previous question?|Tell me what I just asked.`);
const replyFrames =
  list(`What did you just say?|Repeat your answer.|Say that again.|What was your answer?|Once more, please.|
  Can you repeat that?|Please say it again.|What did you answer?|I did not hear you.|again?`);

/**
 * "What did I just ask?" and "Say that again": nothing may come between the question and its echo.
 * @param {object} random the generator's random source
 * @returns {{messages: {role: string, content: string}[]}} a conversation
 */
export function justAsked(random) {
  const start = random.chance(0.4) ? filler(random) : [];
  const turn = filler(random);
  const [question, answer] = turn.map(({ content }) => content);
  const echo = random.chance(0.6)
    ? [said(random.pick(justFrames)), answered(`You asked: "${question}"`)]
    : [said(random.pick(replyFrames)), answered(answer)];
  return { messages: [...start, ...turn, ...echo] };
}
