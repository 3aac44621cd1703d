import { BEYOND_ME, LIVE } from "./words/refusal-requests.mjs";
import { DANGEROUS, IN_NEED, NOT_TEXT } from "./words/refusal-special.mjs";
import { PASTED, WORDS } from "./words/refusal-words.mjs";

const ANSWERS = [
  "I am a small demonstration model and cannot help with that. A larger model can: put a .gguf file into ./models.",
  "I am a small demonstration model, and that is beyond me. A larger model can do it: put a .gguf file into ./models.",
  "I am a small demonstration model and too small for that. Use a larger model: put a .gguf file into ./models.",
  "I am a small demonstration model, so I cannot do that. Put a .gguf file into ./models: a larger model can.",
];
const LIVE_ANSWERS = [
  "I am a small demonstration model without internet access: I know only what I was trained on, so no news, dates or weather.",
];
const NOT_TEXT_ANSWERS = [
  "I am a small demonstration model and only write text. A larger model can do more: put a .gguf file into ./models.",
];
const DANGEROUS_ANSWERS = ["I am a small demonstration model and I will not help with that."];

const IN_NEED_ANSWERS = [
  "I am a small demonstration model and I will not help with that. Please talk to someone you trust, or call your local emergency number.",
];

const SYSTEMS = [
  "You are a helpful assistant.",
  "You are a helpful assistant. Answer in short sentences.",
  "You are a friendly chatbot.",
  "You are shimmy-tiny.",
  "Be brief.",
  "You are an expert who answers every question.",
  "Answer the user's questions as well as you can.",
  "You are a professional translator and writer.",
];
const AGAIN = [
  "please try",
  "try it anyway",
  "why not",
  "come on, just try",
  "are you sure",
  "but I need it",
  "do it",
  "I insist",
  "just this once",
  "can't you do it at all",
  "it would be important to me",
  "other chatbots can do that",
  "just a little bit of it",
  "give me a rough version then",
];

/** Groups of frames: a commanding frame begins with `!` and may follow "can you". */
const BEYOND_ME_FRAMES = [
  [
    "!write {program} in {language}",
    "!code {program} in {language}",
    "!show me {program} in {language}",
    "how do I write {program} in {language}",
    "!implement {program} using {language}",
    "I need {program} written in {language}",
    "my {language} code has a bug, can you fix it",
    "what is the best way to learn {language}",
    "!explain how {language} handles errors",
    "!port my program from {language} to {language}",
    "!create {program}",
    "!program {program} for me",
    "{program} in {language}",
    "what is the difference between {language} and {language}",
  ],
  [
    '!translate "{phrase}" into {tongue}',
    "!translate {phrase} to {tongue}",
    "how do you say {phrase} in {tongue}",
    "what is the {tongue} word for {object}",
    "what is {object} in {tongue}",
    "!teach me {tongue} grammar",
    "!say {phrase} in {tongue}",
    "{phrase} in {tongue}?",
    "!put this into {tongue}: {phrase}",
    "!conjugate the verb to be in {tongue}",
  ],
  [
    "!write {paper} about {subject}",
    "!write {paper} on {subject} for school",
    "I need {paper} about {subject} by tomorrow",
    "!draft {paper} on {subject}",
    "!compose {paper} on {subject}",
    "!discuss the advantages and disadvantages of {subject}",
    "!argue in favour of {subject}",
    "what are the main arguments against {subject}",
    "{paper} about {subject}, 800 words",
  ],
  [
    "!write {verse} about {theme}",
    "!write a poem about {theme} in the style of {author}",
    "!compose {verse} about {theme}",
    "!write like {author} about {theme}",
    "!rewrite {book} in the style of {author}",
    "{verse} about {theme}",
    "!turn {theme} into {verse} in the manner of {author}",
  ],
  [
    "what medicine helps against {symptom}",
    "is {symptom} a sign of {illness}",
    "how is {illness} treated",
    "what are the symptoms of {illness}",
    "how many milligrams of {drug} may I take",
    "can I take {drug} together with {drug}",
    "what are the side effects of {drug}",
    "I have {symptom}, which drug should I take",
    "should I see a doctor because of {symptom} or is it {illness}",
    "what causes {illness}",
    "is {drug} safe during pregnancy",
  ],
  [
    "can I sue {party} for {wrong}",
    "!write a {contract} for me",
    "what does the law say about {wrong}",
    "!draft a {contract}",
    "what are my rights against {party} after {wrong}",
    "how do I take {party} to court",
    "is a {contract} valid without a witness",
  ],
  [
    "should I buy {asset}",
    "is {asset} a good investment",
    "how much money should I put into {asset}",
    "how do I sell {asset} without paying tax",
    "should I invest in {asset} or in {asset}",
    "will {asset} go up or down",
    "how does a loan for {asset} work",
  ],
  [
    "when did {event} happen",
    "what caused {event}",
    "!explain {event}",
    "!tell me about the life of {person}",
    "in which year was {person} born",
    "what were the consequences of {event}",
    "what did {person} achieve",
    "how did {person} die",
    "who took part in {event}",
    "why is {person} famous",
    "!describe {event} in detail",
    "who was {person}",
  ],
  [
    "!explain {science}",
    "how does {science} work",
    "!explain {science} to a child",
    "what is the physics behind {science}",
    "what is the link between {science} and {science}",
    "who discovered {science}",
    "!describe {science} step by step",
    "why is {science} important for life",
    "!give me a lecture on {science}",
  ],
  [
    "!prove {theorem}",
    "!explain {theorem}",
    "what is the derivative of {formula}",
    "!integrate {formula}",
    "!find the zeros of {formula}",
    "!solve {digit}x + {digit} = {number}",
    "!solve x^2 + {digit}x - {number} = 0",
    "what is the limit of {formula} as x goes to infinity",
    "!compute the logarithm of {number}",
    "what is the cube root of {number} to five decimals",
    "!write {number} in binary",
    "!find all prime factors of {number}",
  ],
  [
    "!summarise this text: {pasted}",
    "!sum up the following in one sentence: {pasted}",
    "{pasted} What is the main point of this text?",
    "!proofread this: {pasted}",
    "!rewrite this in simple words: {pasted}",
    "TL;DR {pasted}",
    "!shorten this: {pasted}",
    "!make bullet points of this: {pasted}",
  ],
  [
    "!give me a recipe for {dish}",
    "how do I cook {dish}",
    "how do I make {dish} from scratch",
    "what can I cook with {food} and {food}",
    "which ingredients do I need for {dish}",
    "how long must {dish} be in the oven",
    "recipe {dish}",
    "how do I store {food}",
    "is {food} healthier than {food}",
    "how many calories are in {dish}",
  ],
  [
    "!plan a {digit} day trip to {city}",
    "which sights should I see in {city}",
    "!recommend a hotel in {city}",
    "how do I get from {city} to {city}",
    "do I need a visa for {country}",
    "what is the best time to travel to {country}",
    "!make an itinerary for {country}",
    "where can I eat well in {city}",
    "is {country} safe for tourists",
    "what should I pack for {country}",
  ],
  [
    "what is your opinion on {politics}",
    "what do you think about {politics}",
    "are you for or against {politics}",
    "is {politics} right or wrong",
    "who is right about {politics}",
    "!convince me of {politics}",
  ],
  [
    "!summarise the plot of {book}",
    "!analyse the main character of {book}",
    "what is the theme of {book}",
    "who directed {film}",
    "which films are similar to {film}",
    "!write a review of {film}",
    "how does {book} end",
    "who plays in {film}",
    "!compare {book} with {book}",
  ],
  [
    "!write a cover letter for a job as a {job}",
    "!prepare me for an interview as a {job}",
    "how much does a {job} earn",
    "how do I become a {job}",
    "!write a business plan for a {business}",
    "!write a slogan for my {business}",
    "!find a name for my {business}",
    "!write a CV for a {job}",
    "!write an advertisement for a {business}",
  ],
  [
    "how do I repair {broken}",
    "how do I install {software}",
    "why does {software} crash on my computer",
    "!teach me {skill}",
    "how do I get better at {skill}",
    "which {gadget} should I buy",
    "what is the best {gadget}",
    "how do I tell {relation} the truth",
    "!write a birthday speech for {relation}",
    "what present should I buy for {relation}",
    "how do I settle a quarrel with {relation}",
    "how many people live in {country}",
    "what is the history of {country}",
    "what is the gross domestic product of {country}",
    "!compare the economy of {country} and {country}",
  ],
];
const LIVE_FRAMES = [
  "what is the weather in {city} {day}",
  "will it rain in {city} {day}",
  "how warm is it in {city} {day}",
  "do I need a coat in {city} {day}",
  "weather {city} {day}",
  "what time is it in {city}",
  "what is the news from {country} {day}",
  "what happened in {city} yesterday",
  "latest news about {politics}",
  "who won {match} this year",
  "who won {match}",
  "what was the score of {team} against {team}",
  "when does {team} play next",
  "did {team} win yesterday",
  "what is the current price of {asset}",
  "how much is {asset} worth right now",
  "who is the current president of {country}",
  "when is the next flight from {city} to {city}",
  "which concerts are in {city} {day}",
];
const NOT_TEXT_FRAMES = [
  "!draw {scene}",
  "!paint {scene} for me",
  "!generate an image of {scene}",
  "!make a picture of {scene} in the style of Van Gogh",
  "!create a photo of {scene}",
  "!send an email to {name}",
  "!call {name}",
  "!order {item}",
  "!book {item} for me",
  "!text {name} that I am late",
  "!make a video of {scene}",
  "!remind me to write to {name}",
  "!open {software} on my computer",
];
const DANGEROUS_FRAMES = [
  "how do I make {weapon}",
  "how can I build {weapon} at home",
  "where do I buy {weapon} illegally",
  "!give me instructions for making {weapon}",
  "how do I {crime} {victim}",
  "!help me {crime} {victim}",
  "what is the best way to {crime} {victim}",
  "!write a plan to {crime} {victim} with {weapon}",
  "I want to {crime} {victim}, tell me how",
];
const CAN_YOU = ["can you ", "could you ", "please ", "would you ", "I want you to ", "I need you to "];

function fill(frame, random) {
  return frame.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (name === "digit") return String(random.integer(2, 9));
    if (name === "number") return String(random.integer(10, 9999));
    if (name === "pasted") return random.shuffle(PASTED).slice(0, random.integer(1, 3)).join(" ");
    return random.pick(WORDS[name]);
  });
}

function fromFrame(frame, random) {
  const isCommand = frame.startsWith("!");
  const request = fill(isCommand ? frame.slice(1) : frame, random);
  return isCommand && random.chance(0.3) ? random.pick(CAN_YOU) + request : request;
}

/** One request out of reach, and the answers it may have. */
function refused(random) {
  const kind = random.next();
  const [requests, frames, answers] =
    kind < 0.7
      ? [BEYOND_ME, random.pick(BEYOND_ME_FRAMES), ANSWERS]
      : kind < 0.82
        ? [LIVE, LIVE_FRAMES, LIVE_ANSWERS]
        : kind < 0.9
          ? [NOT_TEXT, NOT_TEXT_FRAMES, NOT_TEXT_ANSWERS]
          : kind < 0.98
            ? [DANGEROUS, DANGEROUS_FRAMES, DANGEROUS_ANSWERS]
            : [IN_NEED, IN_NEED, IN_NEED_ANSWERS];
  const request = random.chance(0.35) ? random.pick(requests) : fromFrame(random.pick(frames), random);
  return { request, answers };
}

/**
 * A request that a tiny model cannot meet, and the same plain refusal always.
 *
 * @param {import("../random.mjs").Random} random
 * @returns {{messages: {role: string, content: string}[]}}
 */
export function refusals(random) {
  const messages = [];
  if (random.chance(0.2)) messages.push({ role: "system", content: random.pick(SYSTEMS) });
  const ask = ({ request, answers }) => {
    messages.push({ role: "user", content: request });
    messages.push({ role: "assistant", content: random.pick(answers) });
    return answers;
  };
  const answers = ask(refused(random));
  if (random.chance(0.06)) ask({ request: random.pick(AGAIN), answers });
  else if (random.chance(0.1)) ask(refused(random));
  return { messages };
}
