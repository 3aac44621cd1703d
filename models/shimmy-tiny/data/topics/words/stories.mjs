/** Parts of the topic `stories`. {N} name, {he} {his} {him} pronouns, {T} "a red ball", {t} "the red ball",
 * {G} "an old owl", {g} "the owl", {P} "in a quiet forest". */

const list = (text) => text.split("|").map((entry) => entry.trim());

export const heroes =
  list(`fox|cat|dog|mouse|rabbit|bear|owl|dragon|knight|princess|prince|robot|wizard|witch|
  pirate|sailor|farmer|baker|king|queen|boy|girl|frog|duck|horse|pony|lion|tiger|elephant|monkey|penguin|turtle|
  hedgehog|squirrel|wolf|bird|bee|ant|snail|fish|whale|dolphin|crab|goat|sheep|pig|cow|hen|giraffe|kangaroo|
  ghost|giant|fairy|elf|unicorn|astronaut|teacher|painter|gardener|fisherman|detective|shepherd|miller|tailor|
  clown|dancer|singer|snowman|butterfly|ladybird|otter|beaver|camel|computer`);

export const adjectives =
  list(`little|small|young|brave|clever|kind|shy|curious|happy|lonely|old|friendly|quiet|
  cheerful|gentle|funny|tiny|big|clumsy|polite|sleepy|lazy|hungry|proud`);

export const girls =
  list(`Mira|Lena|Anna|Rosa|Nora|Tilda|Luna|Ella|Ida|Maya|Zoe|Clara|Pia|Greta|Suki|Lily|Emma|Tara|
  Wanda|Bella|Fern|Hazel|Olive|Daisy|Ruby|Poppy|Yuki|Amira|Sofia|Nila`);
export const boys =
  list(`Tom|Ben|Max|Leo|Finn|Oscar|Hugo|Otto|Felix|Paul|Sam|Noah|Emil|Jonas|Theo|Milo|Rufus|Pip|
  Bruno|Karl|Ivan|Omar|Kofi|Hans|Arlo|Casper|Nils|Gus|Toby|Ravi`);

export const places =
  list(`in a quiet forest|in a small village|by the sea|on a green hill|in a big city|in a castle|
  on a farm|on a small island|in the mountains|in a garden|near a river|in the desert|on the moon|in an old house|
  at the edge of a wood|in a snowy valley|on a ship|under a bridge|in a deep cave|beside a lake|in a tall tower|
  in a windmill|in a library|in the jungle|in a lighthouse|in a little town|under the sea|in a hollow tree|
  on a distant planet|in a market town|near a waterfall|in a meadow|in a toy shop|in a bakery|at a railway station`);

export const things =
  list(`red ball|golden key|silver bell|old map|blue hat|small boat|magic stone|warm coat|lamp|
  wooden flute|big cake|green umbrella|secret letter|tiny drum|glass bottle|paper kite|golden ring|yellow scarf|
  brass compass|soft blanket|shiny coin|music box|picture book|silver spoon|toy train|honey jar|white feather|
  new bicycle|old clock|pair of boots|basket of apples|red balloon|candle|seed|crown`);

export const helpers =
  list(`an old owl|a friendly mouse|a wise turtle|a kind old woman|a merry bird|a small hedgehog|
  a clever crow|a tall stork|a patient snail|a brave squirrel|a gentle giant|a young fisherman|a travelling singer|
  a quick hare|a soft grey cat|a big brown dog|a busy bee|a quiet deer`);

export const likes = list(`{He} liked to walk and look at the clouds.|{He} loved to sing in the morning.|
  Every day {he} helped the neighbours.|{He} was good at listening.|{He} had a warm heart and quick feet.|
  In the evening {he} counted the stars.|{He} liked nothing better than a long walk.|
  {He} laughed often and liked to make new friends.|{He} always wanted to know how things work.|
  {He} worked hard and slept well.|{He} was never in a hurry.|{He} dreamed of a great adventure.`);

/** Each plot: [problem sentences, what happens, how it ends well]. The plots of `thingPlots` need a thing. */
export const thingPlots = [
  [
    "One day {N} lost {T}.|One morning {t} of {N} was gone.|One windy day {N} could not find {his} {thing}.",
    "{N} looked everywhere, but it was not there. Then {G} came by and offered to help.|{He} asked {G} for help, and together they searched the whole day.",
    "At last they found {t} under a bush.|In the evening {g} saw {t} behind a stone, and {N} jumped for joy.",
  ],
  [
    "One day {N} found {T}.|On the way home {N} saw {T} on the ground.|One morning {T} lay in front of the door.",
    "{He} wondered who had lost it. So {he} asked everybody, and at last {G} said: It is mine!|{N} wanted to keep it, but then {he} saw that {G} was looking for something.",
    "{N} gave {t} back, and the two became friends.|{He} gave {t} back at once, and {g} thanked {him} with a big smile.",
  ],
  [
    "More than anything {N} wanted {T}.|{N} had only one wish: {T}.|Every night {N} dreamed of {T}.",
    "{He} saved every penny for it. But then {he} met {G} who had nothing to eat, and {he} shared all {he} had.|{He} worked for it all summer, and {G} helped {him}.",
    "The next morning {t} stood at the door, with a note: For a good heart.|When autumn came, {t} was {his} at last, and {N} shared it with {g}.",
  ],
  [
    "One day {N} got {T} as a present.|For {his} birthday {N} got {T}.",
    "Soon {G} came and looked at it with big eyes. At first {N} did not want to share.|{He} took it everywhere, but alone it was not much fun. Then {he} met {G}.",
    "Soon {he} saw how much more fun it was for two.|They both enjoyed {t}, and the day was too short.",
  ],
  [
    "One day {N} damaged {T} by mistake.|By accident {N} damaged {T} that was not {his} own.",
    "{He} was afraid to tell anybody. But {G} said: It is better to tell the truth.|First {he} hid it, but {he} could not sleep. Then {he} asked {G} what to do.",
    "So {N} said sorry, and together they repaired {t}.|{N} told the truth, and nobody was angry. Soon {t} was as good as new.",
  ],
  [
    "One day {N} heard about {T} hidden far away.|An old story told of {T} behind the seven hills.",
    "{He} set out to look for it and met {G} on the road. They went on together through wind and rain.|{N} packed some bread and went to find it. On the third day {G} showed {him} the way.",
    "At last they found {t}, and came home as heroes.|They found {t}, but the best treasure was their friendship.",
  ],
];

export const plots = [
  [
    "One day {N} lost the way.|One foggy evening {N} did not know the way home.",
    "It grew dark, and {he} was afraid. Then {he} met {G} with a little light.|{He} sat down and called for help, and {G} heard {him}.",
    "Together they walked until they saw the lights of home.|{g2} knew every path, and soon {N} was home again.",
  ],
  [
    "One night there was a great storm.|One day the wind blew the roof off {his} house.",
    "{N} had no dry place to sleep. Then {G} opened the door and said: Come in!|Everything was wet and cold. But {G} brought wood, and they began to build.",
    "The next day all the friends came and helped to repair the damage.|In the evening they sat by a warm fire and told stories.",
  ],
  [
    "{N} had no friends and often felt alone.|Nobody ever came to visit {N}.",
    "One day {he} heard a sad voice behind a tree. It was {G}, all alone, too.|One day {G} moved into the house next door, and {N} brought some soup.",
    "From that day they played together every afternoon.|They talked until the moon rose, and neither was alone any more.",
  ],
  [
    "That winter was very cold, and there was little to eat.|One winter all the food was gone.",
    "{N} had only one piece of bread left. Then a hungry {g0} knocked, and {N} shared it.|{He} went out into the snow and met {G} who was even more hungry. {N} gave away half of {his} bread.",
    "The next day {g} came back with a whole sack of nuts.|In spring {g} showed {him} a field full of berries.",
  ],
  [
    "{N} was afraid of the dark.|Every night {N} was afraid when the light went out.",
    "{He} told {G} about it. Come outside with me, said the friend, and look up.|One night {G} called for help in the dark, and {N} went out all the same.",
    "The sky was full of stars, and {N} was not afraid any more.|{He} found {g}, and then {he} saw that the dark was not so bad.",
  ],
  [
    "One day there was a great race.|In summer there was a big race, and {N} wanted to win.",
    "{N} was ahead of everybody when {G} fell into a ditch. {He} stopped and helped.|{He} trained every day, and {G} helped {him}. Then the race began.",
    "{N} did not win the race, but {he} won a friend.|{N} came in first, but they shared the prize.",
  ],
  [
    "One day a bridge broke, and nobody could cross the river.|After the rain the river was too wide to cross.",
    "{N} had an idea. With {G} {he} carried branches and stones to the water.|Everybody complained, but {N} began to build. Soon {G} came to help.",
    "After three days there was a new bridge, stronger than the old one.|When the sun went down, everybody could cross, and all cheered.",
  ],
  [
    "{N} wanted to learn to sing, but the voice sounded like an old door.|{N} wanted to dance, but always fell over.",
    "{He} almost gave up. But {G} said: Try a little every day.|The others laughed, but {G} did not. They practised together each evening.",
    "After some weeks everybody came to see it, and clapped.|In spring there was a big feast, and {N} was the star of the evening.",
  ],
  [
    "{N} wanted to see the world.|One day {N} packed a small bag and set out to see the world.",
    "On the road {he} met {G}, and they went on together. They saw high mountains and the wide sea.|{He} walked for many days. Then {G} asked: What are you looking for?",
    "In the end they found that home is the best place of all.|When {he} came back, {he} had a hundred stories to tell.",
  ],
  [
    "One day {N} heard a strange noise.|Each night there was a strange sound behind the wall.",
    "Everybody was afraid of it, but {N} went to look. It was only {G} with a bad cold.|{He} took a lantern and went closer. There sat {G} who could not find the way out.",
    "{N} made some hot tea, and soon all was quiet again.|{N} helped, and from then on they laughed about it every day.",
  ],
  [
    "One day {N} told a lie.|One day {N} played a trick on a friend.",
    "{G2} was very sad about it. That night {N} could not sleep.|Then {G} did not want to talk to {him} any more.",
    "In the morning {he} said sorry, and they were friends again.|{N} said sorry with a big bunch of flowers, and all was good again.",
  ],
  [
    "One summer it did not rain for a long time, and the well was dry.|One day there was no water left.",
    "{N} began to dig. {G2} laughed at first, but then began to help.|{N} walked far to find water. On the way {he} helped {G} out of a trap.",
    "On the seventh day clear water came out of the ground.|Thankful, {g} showed {him} a secret spring, and there was water for all.",
  ],
  [
    "One morning {N} wanted to make the best soup of the world.|{N} wanted to bake a cake for a friend.",
    "But there was no salt in the house. So {he} asked {G} for some.|But everything went wrong, and there was flour on the ceiling. {G2} heard the noise and came to help.",
    "It tasted so good that nothing was left.|They ate it together in the sun and laughed a lot.",
  ],
];

export const endings = list(`And they lived happily ever after.|From then on they were the best of friends.|
  That night {N} slept very well.|And {N} never forgot that day.|Since then {N} smiles every morning.|
  Everybody was happy.|And if you listen closely, you can hear them laugh.|{N} smiled the whole way home.|
  And {N} told the story again and again.|It was the best day of the year.|
  And that was the end of the adventure.|{N} went home with a light heart.|So a small good deed made a big difference.|
  And the next day a new adventure began.|They are still friends today.|In the end all was well.`);

/** Requests; {x} is what the story is about. */
export const asks = list(`Tell me a story about {x}.|tell me a short story about {x}|Write a story about {x}.|
  a story about {x}|story about {x}|Can you tell a story about {x}?|I want to hear a story about {x}.|
  Please write a short story about {x}.|Make up a story about {x}.|Invent a tale about {x}.|
  Do you know a story about {x}?|My child wants a story about {x}.|Tell a bedtime story about {x}.|
  Write me a fairy tale about {x}.|Give me a little story about {x}.|I would like a tale about {x}.|
  Once upon a time: tell me about {x}|short tale of {x}|Let me hear the story of {x}.|narrate a story with {x}|
  Create a story in which there is {x}.|Write a few sentences about {x}, as a story.|Think of a story about {x}.|
  How about a story with {x}?|I need a story about {x} for my class.|A tale for children about {x}, please.`);

export const openAsks = list(`Tell me a story.|tell me a short story|Write a story.|a story please|story|
  Can you tell a story?|I want to hear a story.|Do you know a story?|Make up a story.|Tell me a bedtime story.|
  Write me a fairy tale.|Give me a little story.|I would like a tale.|Read me a story.|Let me hear a story.|
  Invent a story for me.|Tell me a fairy tale.|Tell me any story.|What stories do you know?|a story for my children|
  I cannot sleep, tell me a story.|One story before I go to bed.|Could you write something like a fairy tale?|
  Surprise me with a story.|Entertain me with a story.|Tell me a story with a happy end.`);

export const moreAsks = list(`Tell me another story.|another story please|one more story|And now another one.|
  Tell me a different story.|A new story, please.|Do you know more stories?|Again, a new story!`);
