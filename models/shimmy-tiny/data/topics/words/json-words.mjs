import { madeUpWord, makers } from "./tool-values.mjs";

const list = (text) => text.trim().split(/\s*[,\n]\s*/);

const jobs = list(
  "teacher, nurse, baker, pilot, farmer, doctor, painter, driver, cook, engineer, singer, gardener, tailor",
);
const pets = list("cat, dog, horse, rabbit, parrot, hamster, turtle, goat, fish, mouse");
const colours = list("red, blue, green, yellow, white, orange, purple, pink, black, brown, grey");
const fruits = list("apple, pear, banana, cherry, plum, grape, lemon, melon, peach, mango, kiwi, fig");
const statuses = list("open, closed, active, done, new, paid, ready, failed, pending, sold");
const items = list(
  "hammer, lamp, chair, table, bottle, rope, candle, mirror, basket, clock, pillow, carpet, kettle, spoon",
);
const hobbies = list(
  "chess, tennis, reading, swimming, running, painting, dancing, cooking, singing, sailing",
);

/** Pools of short words for lists, by what they are called. */
export const listPools = {
  colors: colours,
  colours,
  fruits,
  pets,
  animals: pets,
  items,
  things: items,
  jobs,
  hobbies,
  words: list("sun, moon, river, stone, leaf, cloud, wind, snow, fire, wood, sand, rain, star, hill"),
  tags: list("local, small, fast, free, open, new, tiny, cheap, old, green, safe, quiet"),
  names: list(
    "Anna, Ben, Clara, David, Emma, Felix, Grace, Henry, Ida, Leo, Maria, Noah, Paul, Rosa, Tina, Omar",
  ),
  cities: list(
    "Paris, Rome, Oslo, Berlin, Lima, Cairo, Tokyo, Quito, Riga, Porto, Delhi, Lagos, Perth, Boston, Seoul",
  ),
  days: list("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
};

/** Kinds of fields: the names of their keys, and a maker of values. */
export const fieldKinds = {
  person: [["name", "name", "name", "person", "first_name", "user", "owner", "author"], makers.person],
  age: [["age", "age", "years"], (random) => random.integer(1, 99)],
  city: [["city", "city", "town", "place", "location"], makers.city],
  country: [["country", "land", "nation"], makers.country],
  email: [["email", "mail", "contact"], makers.email],
  job: [["job", "profession", "occupation", "work"], (random) => random.pick(jobs)],
  pet: [["pet", "animal"], (random) => random.pick(pets)],
  color: [["color", "colour"], (random) => random.pick(colours)],
  fruit: [["fruit", "food", "snack"], (random) => random.pick(fruits)],
  item: [["item", "product", "article", "thing"], (random) => random.pick(items)],
  price: [
    ["price", "cost", "amount"],
    (random) => (random.chance(0.5) ? random.integer(1, 500) : makers.price(random)),
  ],
  count: [["count", "quantity", "number", "amount_of_items"], (random) => random.integer(1, 200)],
  year: [["year", "since"], (random) => random.integer(1900, 2030)],
  title: [
    ["title", "book", "headline"],
    (random) => (random.chance(0.5) ? makers.movie(random) : makers.song(random)),
  ],
  hobby: [["hobby", "sport", "activity"], (random) => random.pick(hobbies)],
  date: [["date", "day", "when"], makers.date],
  time: [["time", "at", "hour"], makers.time],
  event: [
    ["event", "meeting", "appointment"],
    (random) => random.pick(list("lunch, yoga, concert, interview, workshop, party, training")),
  ],
  score: [["score", "points", "rating", "level"], (random) => random.integer(0, 100)],
  height: [["height", "width", "length", "weight", "size"], (random) => random.integer(1, 400)],
  id: [["id", "number", "key", "user_id", "order_id"], (random) => random.integer(1, 99999)],
  code: [["code", "serial", "token", "label"], (random) => `${madeUpWord(random)}${random.integer(1, 99)}`],
  status: [["status", "state"], (random) => random.pick(statuses)],
  language: [["language", "speaks", "tongue"], makers.language],
  model: [["model", "model_name"], makers.model],
  file: [["file", "path", "filename"], makers.file],
  flag: [
    ["active", "enabled", "done", "open", "married", "public", "ready", "valid", "paid", "member"],
    (random) => random.chance(0.5),
  ],
  empty: [["parent", "phone", "comment", "nickname", "error", "address", "middle_name", "note"], () => null],
};

/** Sentences to take values from; a name in braces is a kind of field. */
export const sentences = `{person} is {age} years old and lives in {city}.
My name is {person}, I am {age} and I work as a {job}.
{person} from {city} has a {pet}.
{person} bought {count} lamps for {price} euros.
The {item} costs {price} dollars.
The {color} {item} costs {price}.
{person} lives in {city}, {country}.
We meet on {date} at {time} in {city}.
The {event} is on {date} at {time}.
{person} wrote "{title}" in {year}.
The order {id} is {status}.
{person} is a {job} and likes {hobby}.
You can write to {person} at {email}.
In {year} {person} moved to {city}.
{person} speaks {language} and comes from {country}.
The file {file} was made by {person}.
{person} reached {score} points in {event}.
{person} paid {price} for a {color} {item}.
The model {model} has the status {status}.
Please send {count} pieces of the article {item} to {person} in {city}.
{person}, {age}, {job}, {city}
{person} ordered {count} boxes, order number {id}.
A {job} named {person} found a {pet} in {city}.
Hi, I am {person} from {country} and my mail is {email}.
The book "{title}" came out in {year}.
{person} eats a {fruit} on {date}.
Ticket {id}: {event}, {date}, {time}
{person} has a {color} {pet} and is {age} years old.
Our {pet} likes to eat a {fruit}.
The key {code} opens the house in {city}.`.split("\n");

/** System messages that ask for JSON. */
export const jsonSystems = `Answer in JSON.
Reply with JSON only.
You answer only with valid JSON.
Output JSON and nothing else.
Always answer in JSON.
You turn text into JSON.
Respond with a JSON value, no other text.
You are a JSON generator.`.split("\n");

/** Questions whose answer goes under the key "answer" when the system message asks for JSON. */
export const answerPairs = `What is the capital of France? => Paris
What is the capital of Italy? => Rome
What is the capital of Germany? => Berlin
What is the capital of Spain? => Madrid
What is the capital of Japan? => Tokyo
What color is the sky? => blue
What color is grass? => green
What color is snow? => white
What is the opposite of hot? => cold
What is the opposite of big? => small
What is the opposite of day? => night
What comes after Monday? => Tuesday
Which day comes after Friday? => Saturday
Which animal says meow? => cat
Which animal barks? => dog
Is fire hot? => yes
Is ice warm? => no
Can fish swim? => yes
Can a stone swim? => no
Who are you? => I am shimmy-tiny, the small demonstration model built into Shimmy.
What is your name? => I am shimmy-tiny, the small demonstration model built into Shimmy.
Hello => Hello! How can I help you?
How are you? => I am fine, thank you. How can I help you?`
  .split("\n")
  .map((line) => line.split(" => "));
