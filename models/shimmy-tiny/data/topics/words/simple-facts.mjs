/** Word lists of the topic `simpleFacts`. Pairs are written as "left:right", lists as one string. */

/** @param {string} text "a:b, c:d" @returns {string[][]} */
const pairs = (text) =>
  text
    .split(",")
    .map((entry) => entry.split(":").map((part) => part.trim()))
    .filter((entry) => entry.length === 2);

/** Country and capital. */
export const capitals = pairs(`France:Paris, Germany:Berlin, Italy:Rome, Spain:Madrid, Portugal:Lisbon,
  Austria:Vienna, Switzerland:Bern, Belgium:Brussels, Poland:Warsaw, Hungary:Budapest, Romania:Bucharest,
  Bulgaria:Sofia, Greece:Athens, Turkey:Ankara, Russia:Moscow, Ukraine:Kyiv, Sweden:Stockholm, Norway:Oslo,
  Denmark:Copenhagen, Finland:Helsinki, Iceland:Reykjavik, Ireland:Dublin, England:London,
  Scotland:Edinburgh, Wales:Cardiff, Estonia:Tallinn, Latvia:Riga, Lithuania:Vilnius, Croatia:Zagreb,
  Serbia:Belgrade, Slovenia:Ljubljana, Slovakia:Bratislava, Albania:Tirana, Malta:Valletta, Cyprus:Nicosia,
  the Czech Republic:Prague, the Netherlands:Amsterdam, the United Kingdom:London,
  the United States:Washington, Canada:Ottawa, Mexico:Mexico City, Cuba:Havana, Jamaica:Kingston,
  Panama:Panama City, Brazil:Brasilia, Argentina:Buenos Aires, Chile:Santiago, Peru:Lima, Colombia:Bogota,
  Ecuador:Quito, Uruguay:Montevideo, Venezuela:Caracas, Egypt:Cairo, Morocco:Rabat, Algeria:Algiers,
  Tunisia:Tunis, Kenya:Nairobi, Ethiopia:Addis Ababa, Ghana:Accra, Nigeria:Abuja, Senegal:Dakar,
  Uganda:Kampala, China:Beijing, Japan:Tokyo, South Korea:Seoul, India:New Delhi, Nepal:Kathmandu,
  Thailand:Bangkok, Vietnam:Hanoi, Indonesia:Jakarta, the Philippines:Manila, Mongolia:Ulaanbaatar,
  Iran:Tehran, Iraq:Baghdad, Lebanon:Beirut, Jordan:Amman, Saudi Arabia:Riyadh, Australia:Canberra,
  New Zealand:Wellington, Fiji:Suva`);

/** Word and opposite, in one direction. */
const oneWay = pairs(`big:small, hot:cold, high:low, long:short, fast:slow, old:young, new:old,
  good:bad, happy:sad, light:dark, heavy:light, hard:soft, wet:dry, full:empty, open:closed, rich:poor,
  strong:weak, thick:thin, wide:narrow, deep:shallow, clean:dirty, loud:quiet, early:late, near:far,
  easy:difficult, cheap:expensive, true:false, right:wrong, left:right, up:down, in:out, inside:outside,
  above:below, over:under, before:after, first:last, day:night, black:white, summer:winter, north:south,
  east:west, hello:goodbye, yes:no, always:never, all:none, many:few, more:less, love:hate, war:peace,
  friend:enemy, begin:end, start:stop, come:go, give:take, buy:sell, push:pull, win:lose, laugh:cry,
  remember:forget, ask:answer, arrive:leave, rise:fall, live:die, sleep:wake, sit:stand, question:answer,
  beginning:end, birth:death, success:failure, top:bottom, front:back, alive:dead, asleep:awake,
  beautiful:ugly, brave:afraid, polite:rude, kind:cruel, lucky:unlucky, possible:impossible, real:fake,
  safe:dangerous, same:different, sharp:blunt, simple:complicated, smooth:rough, sweet:sour, tall:short,
  tight:loose, together:apart, useful:useless, visible:invisible, warm:cool, wise:foolish, public:private,
  modern:ancient, tame:wild, guilty:innocent, generous:stingy, lazy:hard-working, noisy:silent,
  ordinary:special, present:absent, accept:refuse, attack:defend, build:destroy, increase:decrease,
  appear:vanish, float:sink, freeze:melt, lock:unlock, send:receive, teach:learn, whisper:shout,
  victory:defeat, entrance:exit, heaven:hell, king:queen, husband:wife, brother:sister, father:mother,
  uncle:aunt, boy:girl, man:woman, past:future, plus:minus, add:subtract, multiply:divide`);

const known = new Set(oneWay.map((pair) => pair[0]));
/** Word and opposite, both ways where the way back is clear. */
export const opposites = [
  ...oneWay,
  ...oneWay
    .filter(([, right]) => !known.has(right) && oneWay.filter((pair) => pair[1] === right).length === 1)
    .map(([left, right]) => [right, left]),
];

/** Thing and its usual colour. */
export const colours =
  pairs(`grass:green, the sky:blue, snow:white, blood:red, the sun:yellow, a lemon:yellow,
  a banana:yellow, a tomato:red, a strawberry:red, a cherry:red, an orange:orange, a carrot:orange,
  a pumpkin:orange, coal:black, a raven:black, a crow:black, milk:white, salt:white, sugar:white,
  chocolate:brown, coffee:brown, tree bark:brown, soil:brown, a bear:brown, an elephant:grey, a mouse:grey,
  ash:grey, a rain cloud:grey, lead:grey, a frog:green, a cucumber:green, a pea:green, a leaf:green,
  spinach:green, broccoli:green, a lime:green, lettuce:green, a crocodile:green, the sea:blue, a sapphire:blue,
  an emerald:green, a ruby:red, gold:yellow, silver:grey, ink:blue, a fire engine:red, a stop sign:red,
  a swan:white, a polar bear:white, chalk:white, rice:white, a flamingo:pink, a pig:pink, lavender:purple,
  a plum:purple, an aubergine:purple, a blueberry:blue, a sunflower:yellow, a canary:yellow, a chick:yellow,
  corn:yellow, butter:yellow, honey:yellow, a raspberry:red, a rose:red, a fox:red, a lion:yellow,
  the night:black, tar:black, a panther:black`);

/** Animal and the verb of its sound. */
export const sounds =
  pairs(`dog:barks, cat:meows, cow:moos, sheep:bleats, pig:oinks, duck:quacks, horse:neighs,
  donkey:brays, lion:roars, wolf:howls, bird:sings, bee:buzzes, snake:hisses, frog:croaks, owl:hoots,
  hen:clucks, rooster:crows, mouse:squeaks, elephant:trumpets, tiger:roars, goat:bleats, crow:caws,
  pigeon:coos, bear:growls, fly:buzzes, cricket:chirps, turkey:gobbles, monkey:chatters, goose:honks,
  kitten:meows, puppy:barks, chick:cheeps, sparrow:chirps, seal:barks`);

/** Animal and number of legs. */
export const legs =
  pairs(`dog:4, cat:4, horse:4, cow:4, sheep:4, spider:8, ant:6, bee:6, bird:2, hen:2, duck:2,
  beetle:6, butterfly:6, fly:6, snake:0, fish:0, worm:0, elephant:4, lion:4, frog:4, mouse:4, human:2,
  scorpion:8, crab:10, goat:4, pig:4, owl:2, tiger:4, giraffe:4, ladybird:6, grasshopper:6,
  penguin:2, rabbit:4, fox:4, camel:4, whale:0, dolphin:0, shark:0, chair:4, tripod:3`);

/** Singular and plural. */
export const plurals =
  pairs(`cat:cats, dog:dogs, house:houses, tree:trees, book:books, car:cars, apple:apples,
  flower:flowers, table:tables, river:rivers, bus:buses, box:boxes, fox:foxes, glass:glasses, dish:dishes,
  church:churches, watch:watches, brush:brushes, class:classes, kiss:kisses, wish:wishes, peach:peaches,
  baby:babies, city:cities, lady:ladies, story:stories, party:parties, berry:berries, cherry:cherries,
  country:countries, family:families, puppy:puppies, fly:flies, boy:boys, key:keys, toy:toys, day:days,
  monkey:monkeys, leaf:leaves, wolf:wolves, knife:knives, wife:wives, life:lives, shelf:shelves, half:halves,
  thief:thieves, loaf:loaves, calf:calves, man:men, woman:women, child:children, person:people, foot:feet,
  tooth:teeth, goose:geese, mouse:mice, ox:oxen, sheep:sheep, fish:fish, deer:deer, tomato:tomatoes,
  potato:potatoes, hero:heroes, photo:photos, piano:pianos, window:windows, pencil:pencils, computer:computers,
  model:models, server:servers, bridge:bridges, orange:oranges`);

export const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Month and number of days. */
export const months = pairs(`January:31, February:28, March:31, April:30, May:31, June:30, July:31, August:31,
  September:30, October:31, November:30, December:31`);
