import { anyName, inventedName } from "./names.mjs";
import { capitals } from "./simple-facts.mjs";
import * as words from "./system-prompts.mjs";

const list = (text) => text.split("|").map((entry) => entry.trim());
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const clock = (r) => `${r.integer(6, 11)}${r.chance(0.3) ? ":30" : ""}`;
/**
 * Facts that a system message of the topic `systemPrompts` may tell: [sentence, questions, answer].
 * The key keeps two of a kind apart.
 */
export const told = {
  opens(r) {
    const [place, time] = [r.pick(words.places), clock(r)];
    const asks = `When does the ${place} open?|At what time does the ${place} open?|opening time of the ${place}?|
      How early can I come to the ${place}?|From when on is the ${place} open?`;
    return [`The ${place} opens at ${time}.`, asks, `The ${place} opens at ${time}.`];
  },
  closes(r) {
    const [place, time] = [r.pick(words.places), `${r.integer(4, 11)} pm`];
    const asks = `When does the ${place} close?|At what time does the ${place} close?|closing time of the ${place}?|
      How late can I come to the ${place}?|Until when is the ${place} open?`;
    return [`The ${place} closes at ${time}.`, asks, `The ${place} closes at ${time}.`];
  },
  price(r) {
    const [thing, n] = [capital(r.pick(words.goods)), r.integer(2, 99)];
    const it = thing.toLowerCase();
    const asks = `How much is ${it}?|What does ${it} cost?|price of ${it}?|How much do I pay for ${it}?|
      What is the price of ${it}?|I want to buy ${it}. How much?`;
    return [`${thing} costs ${n} euros.`, asks, `${thing} costs ${n} euros.`];
  },
  place(r) {
    const [thing, spot] = [r.pick(words.objects), r.pick(words.spots)];
    const asks = `Where is the ${thing}?|Where do I find the ${thing}?|I am looking for the ${thing}.|
      Where can I get the ${thing}?|place of the ${thing}?|Do you know where the ${thing} is?`;
    return [`The ${thing} is ${spot}.`, asks, `The ${thing} is ${spot}.`];
  },
  day(r) {
    const today = `${r.pick(words.weekdays)}, ${r.integer(1, 28)} ${r.pick(words.months)}`;
    const asks = `What day is it today?|Which day is today?|What is the date?|today's date?|Tell me the date.|What is today?`;
    return [`Today is ${today}.`, asks, `Today is ${today}.`];
  },
  user(r) {
    const name = anyName(r);
    const asks = `What is my name?|Who am I?|Do you know my name?|my name?|Tell me my name.|How am I called?`;
    return [
      r.pick([`The user is called ${name}.`, `The user's name is ${name}.`, `You talk with ${name}.`]),
      asks,
      `Your name is ${name}.`,
    ];
  },
  city(r) {
    const city = r.chance(0.5) ? r.pick(capitals)[1] : inventedName(r);
    const asks = `Where am I?|Where do I live?|Which city am I in?|In what city do I live?|my city?`;
    return [r.pick([`The user lives in ${city}.`, `The user is in ${city}.`]), asks, `You are in ${city}.`];
  },
  weather(r) {
    const [weather, n] = [r.pick(words.weathers), r.integer(1, 35)];
    const asks = `How is the weather?|What is the weather like today?|weather?|Tell me about the weather today.|Do I need a coat?`;
    const text = `Today it is ${weather}, with ${n} degrees.`;
    return [text, asks, text];
  },
  dish(r) {
    const dish = r.pick(words.dishes);
    const asks = `What is for lunch today?|What is the dish of the day?|today's dish?|What can I eat today?|What is on the menu?`;
    return [`The dish of the day is ${dish}.`, asks, `The dish of the day is ${dish}.`];
  },
  wifi(r) {
    const code = `${inventedName(r).toLowerCase()}${r.integer(1, 999)}`;
    const asks = `What is the wifi password?|How do I get into the wifi?|wifi password?|Tell me the password of the wifi.|
      I need the wifi password.`;
    return [`The wifi password is ${code}.`, asks, `The wifi password is ${code}.`];
  },
  phone(r) {
    const number = `${r.integer(100, 999)}-${r.integer(1000, 9999)}`;
    const asks = `What is the phone number?|How can I call you?|phone number?|Which number do I call?|Give me the phone number.`;
    return [`The phone number is ${number}.`, asks, `The phone number is ${number}.`];
  },
  boss(r) {
    const [name, role] = [
      anyName(r),
      r.pick(list("owner|manager|director|cook|gardener|teacher|boss|caretaker|driver")),
    ];
    const asks = `Who is the ${role}?|What is the name of the ${role}?|name of the ${role}?|How is the ${role} called?`;
    return [`The ${role} is called ${name}.`, asks, `The ${role} is called ${name}.`];
  },
  pet(r) {
    const [name, pet] = [anyName(r), r.pick(list("cat|dog|parrot|rabbit|horse|hamster|fish|turtle"))];
    const asks = `What is the name of the ${pet}?|How is the ${pet} called?|the ${pet}'s name?|What is our ${pet} called?`;
    return [`The ${pet} of the house is called ${name}.`, asks, `The ${pet} is called ${name}.`];
  },
  code(r) {
    const [code, thing] = [r.integer(1000, 9999), r.pick(list("door|gate|safe|bicycle lock|alarm|garage"))];
    const asks = `What is the code of the ${thing}?|${thing} code?|Which code opens the ${thing}?|Tell me the ${thing} code.`;
    return [`The code of the ${thing} is ${code}.`, asks, `The code of the ${thing} is ${code}.`];
  },
  meeting(r) {
    const [day, time] = [r.pick(words.weekdays), clock(r)];
    const what = r.pick(list("meeting|concert|party|class|exam|match|tour|dinner|course|rehearsal"));
    const asks = `When is the ${what}?|On which day is the ${what}?|At what time is the ${what}?|date of the ${what}?`;
    return [`The ${what} is on ${day} at ${time}.`, asks, `The ${what} is on ${day} at ${time}.`];
  },
};
