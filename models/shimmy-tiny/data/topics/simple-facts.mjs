import { capitals, colours, days, legs, months, opposites, plurals, sounds } from "./words/simple-facts.mjs";

const units = `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
  sixteen seventeen eighteen nineteen`.split(/\s+/);
const tens = " . twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/**
 * A whole number from 0 to 100 in English words.
 * @param {number} n
 * @returns {string}
 */
export function numberInWords(n) {
  if (n === 100) return "one hundred";
  if (n < 20) return units[n];
  return n % 10 ? `${tens[Math.floor(n / 10)]}-${units[n % 10]}` : tens[n / 10];
}

/** @param {string} text @returns {string} */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** @param {string} noun @returns {string} */
const withArticle = (noun) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

const frames = {
  capital: `What is the capital of @?|capital of @|@ capital|Which city is the capital of @?|Name the capital of @.
    |Tell me the capital of @.|What's the capital city of @?|Do you know the capital of @?|@: capital?
    |Which town is the seat of government of @?|I forgot the capital of @.|I need the capital of @ for my homework.
    |What is @'s capital?|The capital of @ is which city?|Say the capital city of @.|Where is the government of @?
    |What do we call the capital of @?|geography question: capital of @?|What city is @'s capital?`,
  country: `# is the capital of which country?|Of which country is # the capital?|# is the capital of what?
    |Which country has # as its capital?|What country has the capital #?|Which country is # the capital of?
    |country with capital #|Name the country whose capital is #.|Tell me the country that has # as capital.
    |whose capital is #|Which state is governed from #?|I know the capital #, but which country is it?`,
  opposite: `What is the opposite of @?|opposite of @|Tell me the opposite of @.|Which word is the opposite of @?
    |What is the contrary of @?|@ - opposite?|antonym of @|What's an antonym for @?|Name the opposite of "@".
    |What word means the reverse of @?|Give me a word that is the opposite of @.|the contrary of "@", please
    |Not @, but the opposite: what is it?|Find the opposite: @|If it is not @, what is it?|Do you know an antonym of @?
    |I need the opposite of the word @.|Say the opposite of @.|@ and its opposite`,
  colour: `What colour is @?|What color is @?|Which colour does @ have?|colour of @|color of @|What is the colour of @?
    |Tell me the colour of @.|Name the color of @.|Do you know what colour @ is?|In which colour would you paint @?
    |@: what colour?|Which crayon do I need for @?|I want to paint @, which colour do I take?|What's the usual color of @?
    |How does @ look, which colour?|Is there a usual colour for @?`,
  sound: `What sound does % make?|What does % say?|Which noise does % make?|sound of %|% - what sound?
    |How does % sound?|What noise comes from %?|Tell me the sound of %.|Name the noise that % makes.
    |What do you hear from %?|Do you know the sound % makes?|What does % do when it is loud?
    |animal sounds: %|The cow moos, and %?|A word for the sound of %, please.|What is the voice of % called?`,
  legs: `How many legs does % have?|number of legs of %|legs of %|% has how many legs?|Count the legs of %.
    |How many legs has %?|On how many legs does % stand?|Tell me how many legs % has.|What number of legs does % have?
    |Do you know how many legs % has?|% - how many legs?|I am drawing %. How many legs do I draw?
    |how many legs are there on %|Say the number of legs that % has.|Does % have legs, and how many?`,
  after: `Which @ comes after #?|What comes after #?|What @ is after #?|# is followed by which @?|next @ after #
    |the @ after #|Tell me the @ that follows #.|What is the next @ after #?|After # comes which @?|Name the @ after #.
    |What follows #?|which @ follows #|If it is # now, what is the next @?|Which @ is next after #?|# and then?`,
  before: `Which @ comes before #?|What comes before #?|What @ is before #?|Which @ precedes #?|previous @ before #
    |the @ before #|Tell me the @ that comes just before #.|What is the @ before #?|Before # comes which @?
    |Name the @ before #.|What precedes #?|which @ is right before #|If it is # now, what was the last @?
    |Which @ was it before #?|# comes after which @?`,
  monthDays: `How many days does # have?|How many days are in #?|days in #|number of days in #|# has how many days?
    |How long is #?|Tell me how many days # has.|How many days are there in #?|What is the length of # in days?
    |Count the days of #.|How many days in the month of #?|Which number of days does # have?|# - how many days?
    |Does # have 30 or 31 days?|Is # a long or a short month, in days?|On which day number does # end?`,
  nextNumber: `What comes after #?|Which number comes after #?|What number follows #?|number after #|# plus one more?
    |Which number is next after #?|next number after #|Count on from #.|What is the next number: #?|Tell me the number after #.
    |After # comes which number?|I counted to #, what is next?|What follows # when I count?|Name the number that follows #.`,
  spell: `Write # in words.|Spell the number #.|# in words|How do you write # in words?|How is # written as a word?
    |Say # in letters.|What is # in words?|Give me the word for #.|Turn # into words.|the number # as a word
    |How do I spell #?|Tell me how # is spelled.|Put # into words.|Write out the number #.`,
  bigger: `Which is bigger, @ or #?|What is larger: @ or #?|Which number is greater, @ or #?|@ or #, which is more?
    |bigger number: @ or #|Compare @ and #: which is bigger?|Is @ or # the bigger number?|Tell me the larger of @ and #.
    |Which one is more, @ or #?|The greater of @ and #?|max of @ and #|Of @ and #, which is the larger number?
    |Name the bigger number: @, #.|I have @ and #, which is higher?`,
  smaller: `Which is smaller, @ or #?|What is less: @ or #?|Which number is smaller, @ or #?|@ or #, which is less?
    |smaller number: @ or #|Compare @ and #: which is smaller?|Is @ or # the smaller number?|Tell me the smaller of @ and #.
    |Which one is less, @ or #?|The lesser of @ and #?|min of @ and #|Of @ and #, which is the lower number?
    |Name the smaller number: @, #.|I have @ and #, which is lower?`,
  plural: `What is the plural of @?|plural of @|Tell me the plural of @.|One @, two ...?|one @, many what?
    |How do you say more than one @?|Which word is the plural of "@"?|Give the plural form of @.|@ in the plural
    |What's the plural form of @?|Form the plural: @|If there are several, not one @, what do I write?
    |Make @ plural.|more than one @|I need the plural of the noun @.|What do you call two of a @?`,
  singular: `What is the singular of @?|singular of @|Tell me the singular of @.|Many @, one ...?|Which word is the singular of "@"?
    |Give the singular form of @.|@ in the singular|What's the singular form of @?|Form the singular: @
    |Make @ singular.|I need the singular of @.|What is just one of the @ called?`,
  letter: `What is the first letter of @?|first letter of @|With which letter does @ begin?|What letter does @ start with?
    |Tell me the first letter of the word @.|Which letter comes first in @?|Name the first letter of "@".|"@" starts with which letter?
    |@ - first letter?|The word @ begins with what letter?|Give me the initial letter of @.|What is the initial of @?`,
  last: `What is the last letter of @?|last letter of @|With which letter does @ end?|What letter does @ end with?
    |Tell me the last letter of the word @.|Which letter comes last in @?|Name the last letter of "@".|"@" ends with which letter?
    |@ - last letter?|The word @ ends in what letter?|Give me the final letter of @.|What is the final letter of @?`,
  count: `How many letters does @ have?|How many letters are in @?|Count the letters of @.|letters in @|length of the word @
    |How long is the word @?|Number of letters in "@"?|Tell me how many letters @ has.|How many characters has the word @?
    |The word @ has how many letters?|What is the number of letters in @?|@ - how many letters?`,
};
const table = Object.fromEntries(
  Object.entries(frames).map(([name, text]) => [name, text.split("|").map((frame) => frame.trim())]),
);

/** Fills a random frame: @ and # are replaced by the two values, % by the first with its article. */
function ask(random, name, first, second = first) {
  const text = random
    .pick(table[name])
    .replaceAll("%", first)
    .replaceAll("@", first)
    .replaceAll("#", second)
    .replaceAll("'s's", "'s");
  return capital(text);
}

const words = [...new Set([...plurals.map((p) => p[0]), ...opposites.map((p) => p[0])])].filter((w) =>
  /^[a-z]+$/.test(w),
);
const small = ["no", ...units.slice(1, 11)];

/** @type {Record<string, [number, (random: object) => [string, string]]>} weight and maker of question, answer */
const kinds = {
  capital: [
    5,
    (r) => {
      const [land, city] = r.pick(capitals);
      return [ask(r, "capital", land), `The capital of ${land} is ${city}.`];
    },
  ],
  country: [
    1,
    (r) => {
      const [land, city] = r.pick(capitals.filter((c) => c[1] !== "London"));
      return [ask(r, "country", land, city), `${city} is the capital of ${land}.`];
    },
  ],
  opposite: [
    4,
    (r) => {
      const [left, right] = r.pick(opposites);
      return [ask(r, "opposite", left), `The opposite of ${left} is ${right}.`];
    },
  ],
  colour: [
    3,
    (r) => {
      const [thing, colour] = r.pick(colours);
      return [ask(r, "colour", thing), `${capital(thing)} is ${colour}.`];
    },
  ],
  sound: [
    2,
    (r) => {
      const [animal, sound] = r.pick(sounds);
      const name = r.chance(0.7) ? withArticle(animal) : `the ${animal}`;
      return [ask(r, "sound", name), `${capital(withArticle(animal))} ${sound}.`];
    },
  ],
  legs: [
    2,
    (r) => {
      const [animal, n] = r.pick(legs);
      const name = r.chance(0.8) ? withArticle(animal) : `the ${animal}`;
      return [ask(r, "legs", name), `${capital(withArticle(animal))} has ${small[n]} legs.`];
    },
  ],
  order: [
    3,
    (r) => {
      const day = r.chance(0.5);
      const list = day ? days : months.map((m) => m[0]);
      const at = r.integer(0, list.length - 1);
      const next = list[(at + 1) % list.length];
      const kind = day ? "day" : "month";
      if (r.chance(0.5)) return [ask(r, "after", kind, list[at]), `After ${list[at]} comes ${next}.`];
      return [ask(r, "before", kind, next), `Before ${next} comes ${list[at]}.`];
    },
  ],
  monthDays: [
    2,
    (r) => {
      const [month, n] = r.pick(months);
      const more = month === "February" ? " In leap years it has 29." : "";
      return [ask(r, "monthDays", month), `${month} has ${n} days.${more}`];
    },
  ],
  nextNumber: [
    2,
    (r) => {
      const n = r.integer(0, 100);
      return [ask(r, "nextNumber", String(n)), `After ${n} comes ${n + 1}.`];
    },
  ],
  spell: [
    2,
    (r) => {
      const n = r.integer(0, 100);
      return [ask(r, "spell", String(n)), `${n} in words is ${numberInWords(n)}.`];
    },
  ],
  compare: [
    2,
    (r) => {
      const a = r.integer(0, 100);
      const b = (a + r.integer(1, 100)) % 101;
      const up = r.chance(0.6);
      const best = up ? Math.max(a, b) : Math.min(a, b);
      const question = ask(r, up ? "bigger" : "smaller", String(a), String(b));
      return [question, `${best} is ${up ? "bigger" : "smaller"} than ${a + b - best}.`];
    },
  ],
  plural: [
    2,
    (r) => {
      const [one, many] = r.pick(plurals);
      if (r.chance(0.7)) return [ask(r, "plural", one), `The plural of ${one} is ${many}.`];
      return [ask(r, "singular", many), `The singular of ${many} is ${one}.`];
    },
  ],
  letter: [
    2,
    (r) => {
      const word = r.pick(words);
      if (r.chance(0.5)) {
        return [ask(r, "letter", word), `The first letter of ${word} is ${word[0].toUpperCase()}.`];
      }
      if (r.chance(0.5)) return [ask(r, "count", word), `The word ${word} has ${word.length} letters.`];
      return [ask(r, "last", word), `The last letter of ${word} is ${word.at(-1).toUpperCase()}.`];
    },
  ],
};
const weighted = Object.entries(kinds).flatMap(([name, [weight]]) => Array(weight).fill(name));

/** Elliptical follow-ups about the same kind of fact: [kind, question, answer]. */
function followUp(random, kind) {
  if (kind === "capital") {
    const [land, city] = random.pick(capitals);
    const question = random.pick([
      `And of ${land}?`,
      `And ${land}?`,
      `What about ${land}?`,
      `and for ${land}?`,
    ]);
    return [question, `The capital of ${land} is ${city}.`];
  }
  if (kind === "opposite") {
    const [left, right] = random.pick(opposites);
    const question = random.pick([
      `And of ${left}?`,
      `And ${left}?`,
      `What about ${left}?`,
      `and "${left}"?`,
    ]);
    return [question, `The opposite of ${left} is ${right}.`];
  }
  if (kind === "colour") {
    const [thing, colour] = random.pick(colours);
    const question = random.pick([`And ${thing}?`, `What about ${thing}?`, `and the colour of ${thing}?`]);
    return [question, `${capital(thing)} is ${colour}.`];
  }
  return kinds[kind][1](random);
}

/**
 * One to three questions about simple facts of the world, words and numbers.
 * @param {object} random the generator's random source
 * @returns {{messages: {role: string, content: string}[]}} a conversation
 */
export function simpleFacts(random) {
  const kind = random.pick(weighted);
  const [question, answer] = kinds[kind][1](random);
  const messages = [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ];
  const more = random.chance(0.2) ? random.integer(1, 2) : 0;
  for (let i = 0; i < more; i++) {
    const [again, reply] = followUp(random, kind);
    messages.push({ role: "user", content: again }, { role: "assistant", content: reply });
  }
  return { messages };
}
