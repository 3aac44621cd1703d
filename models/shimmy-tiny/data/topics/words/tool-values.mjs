import { calculate } from "./calculate.mjs";

const list = (text) => text.trim().split(/\s*[,\n]\s*/);
const lines = (text) => text.trim().split(/\s*\n\s*/);

/** Names of towns. */
export const cities =
  list(`Paris, London, Berlin, Madrid, Rome, Vienna, Prague, Warsaw, Lisbon, Dublin, Oslo, Stockholm, Helsinki
Copenhagen, Amsterdam, Brussels, Zurich, Geneva, Munich, Hamburg, Cologne, Dresden, Leipzig, Milan, Naples, Turin, Venice, Florence
Bologna, Genoa, Barcelona, Valencia, Seville, Bilbao, Granada, Porto, Coimbra, Braga, Lyon, Marseille, Nice, Toulouse, Bordeaux, Lille
Nantes, Strasbourg, Manchester, Liverpool, Leeds, Bristol, Glasgow, Edinburgh, Cardiff, Belfast, Oxford, Cambridge, York, Bath, Cork
Galway, Bergen, Trondheim, Gothenburg, Malmo, Uppsala, Turku, Tampere, Aarhus, Odense, Rotterdam, Utrecht, Antwerp, Ghent, Bruges
Basel, Bern, Salzburg, Graz, Linz, Innsbruck, Brno, Krakow, Gdansk, Poznan, Budapest, Bratislava, Ljubljana, Zagreb, Split, Belgrade
Sarajevo, Skopje, Tirana, Athens, Patras, Sofia, Varna, Bucharest, Cluj, Kyiv, Lviv, Odesa, Vilnius, Riga, Tallinn, Istanbul, Ankara
Izmir, Cairo, Alexandria, Tunis, Algiers, Rabat, Casablanca, Dakar, Accra, Lagos, Nairobi, Kampala, Lusaka, Harare, Durban, Cape Town
Tokyo, Osaka, Kyoto, Nagoya, Sapporo, Seoul, Busan, Beijing, Shanghai, Shenzhen, Chengdu, Hong Kong, Taipei, Hanoi, Bangkok, Manila
Jakarta, Singapore, Kuala Lumpur, Delhi, Mumbai, Chennai, Kolkata, Pune, Jaipur, Karachi, Lahore, Dhaka, Colombo, Kathmandu, Tehran
Baghdad, Amman, Beirut, Haifa, Dubai, Doha, Riyadh, Muscat, Sydney, Melbourne, Perth, Brisbane, Adelaide, Hobart, Auckland, Wellington
New York, Boston, Chicago, Seattle, Portland, Denver, Dallas, Houston, Austin, Atlanta, Miami, Phoenix, San Diego, Oakland, Las Vegas
Detroit, Cleveland, Memphis, Nashville, Toronto, Montreal, Vancouver, Ottawa, Calgary, Quebec, Halifax, Winnipeg, Mexico City, Havana
Panama, Bogota, Medellin, Quito, Lima, Cusco, La Paz, Santiago, Buenos Aires, Rosario, Montevideo, Brasilia, Recife, Salvador, Reykjavik`);

/** First names. */
export const people =
  list(`Anna, Ben, Clara, David, Emma, Felix, Grace, Henry, Ida, Jack, Kate, Leo, Maria, Noah, Olivia, Paul, Rosa
Sam, Tina, Victor, Wendy, Yara, Zoe, Alice, Bob, Carol, Daniel, Eva, Frank, Gina, Hugo, Irene, James, Karen, Liam, Mia, Nina, Oscar
Peter, Quinn, Ruth, Simon, Tom, Uma, Vera, Will, Adam, Bella, Carl, Diana, Eric, Fiona, George, Hanna, Ivan, Julia, Kevin, Laura, Mark
Nora, Otto, Petra, Robert, Sarah, Theo, Ursula, Walter, Xenia, Yusuf, Aisha, Bruno, Chloe, Dario, Elena, Fatima, Gustav, Helen, Igor
Jana, Kai, Lena, Mehmet, Nadia, Omar, Priya, Rafael, Sofia, Tariq, Ravi, Mei, Kenji, Yuki, Chen, Ming, Lucas, Marta, Pedro, Ines, Joao
Akira, Amara, Kofi, Zola, Thabo, Lars, Ingrid, Sven, Astrid, Erik, Freya, Mikko, Aino, Jonas, Greta, Stefan, Monika, Pavel, Olga, Dmitri
Lucy, Harry, Molly, Oliver, Ruby, Max, Stella, Martin, Philip, Rachel, Susan, Edward, Charles, Louise, Amelia, Arthur, Iris, Miles`);

const topics =
  list(`black holes, sourdough bread, electric cars, tomato soup, roman history, jazz guitar, solar panels, hiking boots
cheap flights, garden birds, green tea, chess openings, old castles, deep sea fish, winter tires, wooden toys, rust programming
typescript generics, coffee machines, mountain bikes, famous bridges, honey bees, polar bears, haiku poems, city maps, board games
healthy breakfast, yoga for beginners, world cup results, best pizza, local museums, space telescopes, wind energy, rain forests
paper planes, piano lessons, knitting patterns, vegan recipes, stone age tools, train tickets, used laptops, open source licences
llama models, gguf files, small language models, rose pruning, volcanoes, ancient egypt, moon landing, night trains, blue whales`);

const messages = lines(`I will be late
The meeting is at ten
Please call me back
Dinner is ready
Happy birthday
The report is done
See you tomorrow
Thanks for the help
I am on my way
The train was cancelled
We need more milk
Can we meet on Friday
The build is green
Lunch at noon
The parcel has arrived
I forgot my keys
The server is down
Good luck today
Your order is ready
We won the game
Do not forget the tickets
The door code is 4821
I am at the station
The invoice is paid
Let us start at nine`);

const subjects = lines(`Project plan
Lunch
Weekly report
Holiday photos
Budget
Invoice
Team meeting
Travel plans
Question
Job offer
New address
Party
Release notes
Bug report
Garden tools
Thank you`);

const tasks = lines(`buy milk
call mom
water the plants
pay the rent
feed the cat
clean the kitchen
book the dentist
send the invoice
take out the trash
pick up the kids
renew the passport
wash the car
check the oven
write the report
return the books
order new shoes
walk the dog
back up the laptop
fix the bike
print the tickets
charge the phone
take the medicine
buy a birthday card
read chapter three
answer the emails
sharpen the knives`);

const events = lines(`dentist
team meeting
lunch with Anna
yoga class
project review
birthday party
piano lesson
job interview
parent evening
book club
football training
doctor visit
planning call
concert
flight to Rome
dinner with Tom
guitar lesson
release day
code review
haircut`);

const phrases = lines(`good morning
thank you very much
where is the station
I am hungry
the book is on the table
how much does it cost
I love music
the weather is nice
see you later
my name is Anna
the cat is asleep
I need help
a glass of water
the door is open
we are friends
happy new year
one ticket please
I do not understand
the soup is hot
good night`);

const words =
  list(`ocean, lantern, bridge, honest, gravity, feather, curious, harbor, puzzle, velvet, thunder, orchard, gentle, compass
marble, whisper, canyon, rhythm, anchor, meadow, brisk, ladder, mirror, novel, parcel, quiet, riddle, saddle, timber, umbrella, vivid
willow, yonder, zenith, ample, blossom, candle, drizzle, eager, fable, glimpse, hollow, insight, jolly, kindle, lucid, mellow, noble`);

const songs = lines(`Blue Moon
Summer Rain
Yesterday
Night Train
Golden Road
Paper Boats
Silent River
Moonlight Sonata
Dancing Queen
Winter Song
Ocean Drive
Red Balloon
Home Again
Little Star
Green Hills
Take Five
River Song
Broken Clock
City Lights
Morning Mood`);

const dishes =
  list(`pizza, sushi, tacos, ramen, pasta, curry, burgers, salad, pancakes, soup, risotto, lasagna, dumplings, falafel
paella, goulash, omelette, chili, fried rice, apple pie, noodles, couscous, waffles, stew`);

const products =
  list(`desk lamp, office chair, water bottle, backpack, running shoes, phone case, keyboard, mouse, coffee mug, notebook
umbrella, headphones, rain jacket, tent, kettle, toaster, bike helmet, pillow, wool socks, garden hose, monitor, webcam, guitar strings`);

const languages =
  list(`French, German, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Turkish, Japanese, Korean, Greek, Russian
Finnish, Danish, Czech, Hindi, Arabic, Norwegian, Hungarian, Latin, Welsh, Irish, Chinese`);

const countries =
  list(`France, Spain, Italy, Norway, Sweden, Finland, Poland, Austria, Greece, Turkey, Egypt, Kenya, Ghana, Japan, India
China, Brazil, Chile, Peru, Canada, Mexico, Cuba, Ireland, Portugal, Denmark, Iceland, Hungary, Croatia, Thailand, Vietnam, Nepal`);

const fileStems =
  list(`notes, report, todo, readme, config, data, log, draft, letter, plan, budget, index, main, recipe, diary, summary
users, prices, invoice, script, settings, results, list, story, agenda, test, backup, schema, photo, chapter`);
const fileEnds = list("txt, md, json, csv, log, yaml, toml, html, js, py, ts, xml");
const folders =
  list(`docs, src, tmp, home, logs, data, music, photos, projects, work, downloads, models, backup, etc, reports, archive
notes, test, images, public, scripts, books, videos, config`);
const tables = list(
  "users, orders, products, customers, invoices, books, employees, cities, events, messages, songs, payments, items",
);
const columns = list("name, id, price, email, age, city, status, title, total, date, country, amount");
const models =
  list(`llama3:8b, qwen2-7b, mistral-7b, phi-3-mini, gemma-2b, tinyllama, shimmy-tiny, smollm-135m, llama-3.2-1b, granite-2b
qwen2.5-0.5b, codellama-13b, stablelm-3b, olmo-1b, falcon-7b, mixtral-8x7b, deepseek-coder, yi-6b, orca-mini, zephyr-7b`);

/** A made-up word of two or three syllables, so that it can only be copied. */
export function madeUpWord(random) {
  const consonants = "b c d f g h j k l m n p r s t v w z br dr fl gr kr pl st tr sh th".split(" ");
  const vowels = "a e i o u a e i o ai ee oo".split(" ");
  const ends = ["", "", "n", "r", "l", "x", "k", "s", "m"];
  let word = "";
  for (let count = random.integer(2, 3); count > 0; count -= 1) {
    word += random.pick(consonants) + random.pick(vowels);
  }
  return word + random.pick(ends);
}

/** The word with a capital first letter. */
export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

const months = list(
  "January, February, March, April, May, June, July, August, September, October, November, December",
);
const days = list("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday");
const two = (number) => String(number).padStart(2, "0");

/** A date as people write it: ISO, a weekday, a day of a month, or "tomorrow". */
export function date(random) {
  switch (random.integer(0, 4)) {
    case 0:
      return random.pick(days);
    case 1:
      return random.pick(["today", "tomorrow", "tomorrow", "next Monday", "next Friday", "tonight"]);
    case 2:
      return `${random.pick(months)} ${random.integer(1, 28)}`;
    default:
      return `${random.integer(2023, 2031)}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
  }
}

function time(random) {
  return random.chance(0.6)
    ? `${two(random.integer(0, 23))}:${random.pick(["00", "15", "30", "45", two(random.integer(1, 59))])}`
    : `${random.integer(1, 12)} ${random.pick(["am", "pm"])}`;
}

function expression(random) {
  const number = () => random.integer(2, random.pick([12, 99, 999, 9999]));
  const sign = () => random.pick(["+", "-", "*", "+", "*"]);
  const simple = `${number()} ${sign()} ${number()}`;
  if (random.chance(0.6)) return random.chance(0.2) ? simple.replaceAll(" ", "") : simple;
  return random.chance(0.5) ? `(${simple}) * ${random.integer(2, 20)}` : `${simple} ${sign()} ${number()}`;
}

const decimal = (random, low, high) => Number((random.integer(low * 10, high * 10 - 1) / 10).toFixed(1));
const from = (pool) => (random) => random.pick(pool);
const between = (low, high) => (random) => random.integer(low, high);
const fileName = (random) => `${random.pick(fileStems)}.${random.pick(fileEnds)}`;
const folder = (random) => {
  const path = random.chance(0.5) ? random.pick(folders) : `${random.pick(folders)}/${random.pick(folders)}`;
  return random.chance(0.5) ? `/${path}` : path;
};
const codeOf = (random) =>
  `${random.pick("ABCDEFGHKLMNPRSTXZ".split(""))}${random.pick("ABCDEFGHKLMNPRSTXZ".split(""))}`;
const someName = (random) => (random.chance(0.15) ? capital(madeUpWord(random)) : random.pick(people));

/** Makers of values by name: `(random, values so far) => value`. */
export const makers = {
  city: (random) => (random.chance(0.1) ? capital(madeUpWord(random)) : random.pick(cities)),
  person: someName,
  surname: (random) => `${random.pick(people)} ${capital(madeUpWord(random))}`,
  email: (random) =>
    `${someName(random).toLowerCase()}@${random.chance(0.6) ? "example" : madeUpWord(random)}.${random.pick(["com", "org", "net"])}`,
  recipient: (random) => (random.chance(0.5) ? makers.email(random) : someName(random)),
  phone: (random) => `+${random.integer(1, 99)} ${random.integer(100, 999)} ${random.integer(1000, 9999)}`,
  topic: from(topics),
  message: from(messages),
  subject: from(subjects),
  task: from(tasks),
  event: from(events),
  phrase: from(phrases),
  word: from(words),
  song: from(songs),
  artist: (random) =>
    `${random.chance(0.4) ? "The " : ""}${capital(random.pick(words))} ${random.pick(["Band", "Trio", "Sisters", "Brothers", "Kings", "Club"])}`,
  genre: from(
    list("jazz, rock, pop, classical, blues, folk, techno, reggae, soul, metal, country, opera, ambient"),
  ),
  playlist: from(
    list("morning, workout, party, focus, sleep, road trip, dinner, summer, kids, winter, running, study"),
  ),
  dish: from(dishes),
  product: from(products),
  language: from(languages),
  country: from(countries),
  date,
  time,
  expression,
  calculation: (_random, values) => calculate(values.expression),
  room: from(
    list(
      "kitchen, bedroom, living room, bathroom, hall, garage, office, cellar, attic, garden, balcony, nursery",
    ),
  ),
  colour: from(list("red, blue, green, yellow, white, orange, purple, pink, warm white, turquoise")),
  percent: between(1, 100),
  minutes: between(1, 90),
  seconds: between(5, 300),
  small: between(1, 12),
  guests: between(1, 10),
  nights: between(1, 14),
  sides: from([4, 6, 8, 10, 12, 20, 100]),
  degrees: between(-10, 38),
  oven: between(15, 28),
  amount: (random) => (random.chance(0.7) ? random.integer(1, 2000) : decimal(random, 1, 500)),
  number: (random) => (random.chance(0.7) ? random.integer(1, 500) : decimal(random, 1, 100)),
  price: (random) => decimal(random, 2, 900),
  count: between(2, 40),
  year: between(1950, 2026),
  big: between(100, 99999),
  low: between(1, 50),
  high: between(51, 1000),
  inRange: (random, values) => random.integer(values.min, values.max),
  roll: (random, values) => random.integer(1, values.sides),
  length: between(8, 40),
  secret: (random) => `${madeUpWord(random)}${random.integer(10, 99)}${capital(madeUpWord(random))}`,
  currency: from(list("USD, EUR, GBP, JPY, CHF, SEK, NOK, PLN, CAD, AUD, INR, CNY, BRL, TRY, CZK, DKK")),
  ticker: (random) =>
    random.chance(0.5)
      ? random.pick(list("AAPL, MSFT, NVDA, TSLA, AMZN, GOOG, META, IBM, INTC, SAP, SONY, AMD, ORCL, NFLX"))
      : codeOf(random) + random.pick(["", codeOf(random)]),
  length_unit: from(list("miles, meters, feet, inches, yards, kilometers, centimeters")),
  mass_unit: from(list("kilograms, pounds, ounces, grams, tons, stones")),
  path: (random) => (random.chance(0.5) ? fileName(random) : `${folder(random)}/${fileName(random)}`),
  file: fileName,
  folder,
  table: from(tables),
  column: from(columns),
  sql: (random) => {
    const start = `SELECT ${random.pick(["*", "name", random.pick(columns), "COUNT(*)"])} FROM ${random.pick(tables)}`;
    return random.chance(0.6) ? start : `${start} WHERE ${random.pick(columns)} = ${random.integer(1, 99)}`;
  },
  model: (random) =>
    random.chance(0.15) ? `${madeUpWord(random)}-${random.integer(1, 70)}b` : random.pick(models),
  place: from(
    list(`airport, train station, city hall, museum, stadium, hospital, library, university, market square, harbor
bus station, castle, zoo, opera house, town park, post office, swimming pool, botanical garden`),
  ),
  shop: from(
    list(
      `pharmacy, bakery, supermarket, gas station, bank, cafe, book shop, hotel, gym, florist, bike shop, charging station`,
    ),
  ),
  street: (random) =>
    `${random.integer(1, 99)} ${capital(random.pick(words))} ${random.pick(["Street", "Road", "Lane", "Avenue"])}`,
  restaurant: (random) =>
    `${random.pick(["Golden", "Blue", "Little", "Old", "Green", "Happy"])} ${capital(random.pick(words))}`,
  flight: (random) => `${codeOf(random)}${random.integer(10, 9999)}`,
  order: (random) =>
    `${random.chance(0.5) ? random.pick(["A", "B", "K", "R", "X"]) : ""}${random.integer(1000, 99999)}`,
  url: (random) =>
    `https://${random.chance(0.4) ? "example" : madeUpWord(random)}.${random.pick(["com", "org"])}/${random.pick(fileStems)}`,
  movie: (random) =>
    `${random.pick(["The Last", "Lost", "The Secret", "A Quiet", "Return of the", "The Red"])} ${capital(random.pick(words))}`,
  sky: from(list("sunny, cloudy, rainy, windy, foggy, snowy, clear, stormy, partly cloudy")),
  headline: from(
    lines(
      "New bridge opens\nRain expected all week\nMuseum breaks record\nLocal team wins cup\nPrices fall again\nOld ship found",
    ),
  ),
  definition: from(
    lines(
      "a thing that is hard to explain\na place where people meet\na quality that is liked\na tool of past times\na slow and soft movement",
    ),
  ),
  translation: (random) =>
    `${madeUpWord(random)} ${madeUpWord(random)}${random.chance(0.5) ? ` ${madeUpWord(random)}` : ""}`,
  status: from(list("shipped, delivered, pending, packed, on the way, delayed, returned")),
  team: (random) =>
    `${random.pick(cities)} ${random.pick(["United", "Lions", "Bears", "City", "Eagles", "Rovers"])}`,
  score: (random) => `${random.integer(0, 6)}-${random.integer(0, 6)}`,
  branch: (random) => `${random.pick(["feature", "fix", "release", "docs"])}-${random.pick(words)}`,
  host: (random) => `${random.pick(["web", "db", "mail", "api", "cache", "test"])}${random.integer(1, 40)}`,
  code: (random) => madeUpWord(random) + random.integer(1, 999),
};
