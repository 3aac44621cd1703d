import { inventedName } from "./words/names.mjs";
import * as parts from "./words/stories.mjs";

const { heroes, adjectives, girls, boys, places, things, helpers, likes, plots, thingPlots, endings } = parts;

/** @param {string} text @returns {string} */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** @param {string} noun @returns {string} */
const withArticle = (noun) => `${/^[aeiou](?!ni)/.test(noun) ? "an" : "a"} ${noun}`;
const female = new Set(["princess", "witch", "queen", "girl", "hen", "cow", "fairy"]);
const male = new Set(["prince", "king", "boy", "fisherman", "knight", "wizard", "snowman"]);

/** Who, where and with what the next story is. */
function cast(random) {
  const hero = random.pick(heroes);
  const she = female.has(hero) || (!male.has(hero) && random.chance(0.5));
  const made = random.chance(0.25);
  return {
    hero,
    adjective: random.pick(adjectives),
    name: made ? inventedName(random) : random.pick(she ? girls : boys),
    she,
    place: random.pick(places),
    thing: random.chance(0.4) ? random.pick(things) : "",
    helper: random.pick(helpers.filter((helper) => !helper.endsWith(` ${hero}`))),
  };
}

/** Tells the story of a cast in four to six sentences or a little more. */
function tell(random, role) {
  const { hero, adjective, name, she, place, thing, helper } = role;
  const plot = random.pick(thing ? thingPlots : plots);
  const [problem, happening, solution] = plot.map((text) => random.pick(text.split("|")));
  const who = adjective ? `${adjective} ${hero}` : hero;
  const start = random.pick([
    `Once upon a time there was ${withArticle(who)} named ${name} who lived ${place}.`,
    `Once upon a time, ${place}, there lived ${withArticle(who)} named ${name}.`,
    `There once was ${withArticle(who)} called ${name} who lived ${place}.`,
    `${name} was ${withArticle(who)} who lived ${place}.`,
    `${capital(place)} lived ${withArticle(who)} named ${name}.`,
  ]);
  const middle = random.chance(0.5) ? [random.pick(likes)] : [];
  const end = random.chance(0.8) ? [random.pick(endings)] : [];
  const shortHelper = `the ${helper.split(" ").pop()}`;
  return [start, ...middle, problem, happening, solution, ...end]
    .join(" ")
    .replaceAll("{N}", name)
    .replaceAll("{he}", she ? "she" : "he")
    .replaceAll("{He}", she ? "She" : "He")
    .replaceAll("{him}", she ? "her" : "him")
    .replace(/\bwas \{his\}/g, she ? "was hers" : "was his")
    .replaceAll("{his}", she ? "her" : "his")
    .replace(/(^|[.!?:] )\{T\}/g, (_, before) => before + capital(withArticle(thing)))
    .replaceAll("{T}", thing.startsWith("pair") ? "a pair of boots" : withArticle(thing))
    .replaceAll("{t}", `the ${thing}`)
    .replaceAll("{thing}", thing)
    .replaceAll("{g0}", helper.replace(/^an? /, "").split(" ").pop())
    .replaceAll("{G2}", capital(helper))
    .replaceAll("{g2}", capital(shortHelper))
    .replace(/(^|[.!?] )\{G\}/g, (_, before) => before + capital(helper))
    .replaceAll("{G}", helper)
    .replaceAll("{g}", shortHelper);
}

/** What the user asks for, and the cast that obeys it. */
function wish(random) {
  const role = cast(random);
  const form = random.integer(0, 13);
  const who = withArticle(role.hero);
  const fancy = withArticle(`${role.adjective} ${role.hero}`);
  const named = random.pick(["named", "called", "with the name"]);
  if (form <= 2) return [role, random.chance(0.3) ? `the ${role.hero}` : who];
  if (form === 3) return [role, fancy];
  if (form <= 5) return [role, `${random.chance(0.5) ? who : fancy} ${named} ${role.name}`];
  if (form === 6) return [role, `${who} ${role.place}`];
  if (form === 7) return [role, `${who} who lives ${role.place}`];
  if (form === 8) return [role, `${who} ${named} ${role.name} ${role.place}`];
  if (form === 9) return [role, role.name];
  if (form === 10) return [role, `${role.name} the ${role.hero}`];
  role.thing ||= random.pick(things);
  if (form === 11) return [role, `${who} and ${withArticle(role.thing)}`];
  if (form === 12) return [role, `${role.name} and ${withArticle(role.thing)}`];
  const other = random.pick(helpers).split(" ").pop();
  role.thing = "";
  role.helper = withArticle(other === role.hero ? "crow" : other);
  return [role, `${who} and ${role.helper}`];
}

const about = (random, role) =>
  random.pick([
    [
      [
        "What was the name?",
        "What is the name of the hero?",
        "Who was it about?",
        "How was the hero called?",
      ],
      `The ${role.hero} is called ${role.name}.`,
    ],
    [
      [
        "Where does it happen?",
        "Where did the hero live?",
        "Where was that?",
        "What is the place of the story?",
      ],
      `It happens ${role.place}.`,
    ],
    [
      ["What animal or person was it?", `Who is ${role.name}?`, `What was ${role.name}?`],
      `${role.name} is ${withArticle(role.hero)}.`,
    ],
    [
      [
        "Nice story!",
        "That was a lovely story.",
        "I like this story.",
        "What a sweet story",
        "Good story, thanks",
      ],
      "Thank you! I am glad you like it.",
    ],
  ]);

/**
 * A request for a story and the story, sometimes with a question about it or one story more.
 * @param {object} random the generator's random source
 * @returns {{messages: {role: string, content: string}[]}} a conversation
 */
export function stories(random) {
  const open = random.chance(0.2);
  const [role, subject] = open ? [cast(random), ""] : wish(random);
  const question = open ? random.pick(parts.openAsks) : random.pick(parts.asks).replace("{x}", subject);
  const messages = [
    { role: "user", content: question },
    { role: "assistant", content: tell(random, role) },
  ];
  const luck = random.next();
  if (luck < 0.18) {
    const [questions, answer] = about(random, role);
    messages.push({ role: "user", content: random.pick(questions) }, { role: "assistant", content: answer });
  } else if (luck < 0.26) {
    const [next, topic] = wish(random);
    const again = random.pick([
      random.pick(parts.moreAsks),
      `And now about ${topic}.`,
      `Now one about ${topic}.`,
      `And a story about ${topic}?`,
    ]);
    messages.push({ role: "user", content: again }, { role: "assistant", content: tell(random, next) });
  }
  return { messages };
}

/**
 * One or two stories as a raw document, without chat.
 * @param {object} random the generator's random source
 * @returns {{text: string}} the document
 */
export function rawStories(random) {
  const one = tell(random, cast(random));
  return { text: random.chance(0.25) ? `${one}\n\n${tell(random, cast(random))}` : one };
}
