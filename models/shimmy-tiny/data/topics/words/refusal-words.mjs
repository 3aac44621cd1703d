const list = (text) => text.trim().split(/\s*[,\n]\s*/);

/** What the frames of refusals are filled with: `{name}` stands for one of the words. */
export const WORDS = {
  language:
    list(`Python, JavaScript, Java, C, C++, C#, Rust, Go, Ruby, PHP, Swift, Kotlin, Haskell, Perl, Bash, SQL,
    Lua, R, Scala, Julia, MATLAB, assembly, Fortran, COBOL, Dart, Elixir, Erlang, Clojure, Lisp, Pascal, PowerShell,
    TypeScript, Prolog, Visual Basic, OCaml, Zig`),
  program:
    list(`a function that sorts a list, a program that prints prime numbers, a script that renames files,
    a class for bank accounts, a calculator, a to-do list app, a chat server, a binary search, a function that reverses a string,
    a loop from one to ten, a parser for CSV files, a web scraper, a snake game, a password generator, a stopwatch,
    a function that counts words, a fizzbuzz, a linked list, a queue, a hash table, a bubble sort, a merge sort,
    a unit test, a REST client, a login form, a mail sender, a file watcher, a chess engine, a memory game, a hello world program,
    a function that computes factorials, a Fibonacci function, a text editor, a clock, a currency converter, a shopping cart,
    a tic-tac-toe game, a guessing game, a date formatter, a spell checker, an image resizer, a thread pool, a compiler`),
  tongue:
    list(`Spanish, French, German, Italian, Portuguese, Dutch, Swedish, Norwegian, Danish, Finnish, Polish, Czech, Hungarian,
    Greek, Turkish, Russian, Ukrainian, Arabic, Hebrew, Persian, Hindi, Urdu, Bengali, Thai, Vietnamese, Korean, Japanese,
    Chinese, Mandarin, Latin, Swahili, Welsh, Irish, Icelandic, Romanian, Croatian, Esperanto`),
  phrase:
    list(`good morning, good night, thank you very much, where is the station, I love you, how much is this,
    I would like a coffee, see you tomorrow, happy birthday, I am lost, what is your name, the dog is in the garden,
    I do not understand, nice to meet you, the book is on the table, my brother is ill, we will arrive at noon, excuse me,
    a table for two please, I miss you, have a safe trip, the bill please, I am learning to cook, she lives by the sea`),
  object:
    list(`bread, water, table, window, butterfly, friend, house, spoon, bicycle, forest, snow, mirror, teacher, river, apple,
    horse, kitchen, umbrella, shoe, candle, bridge, church, doctor, airport, cheese, pillow, garden, letter, storm, island`),
  subject:
    list(`climate change, social media, the French Revolution, homework, school uniforms, space travel, artificial intelligence,
    animal rights, democracy, the death penalty, renewable energy, feminism, globalisation, immigration, recycling,
    the Industrial Revolution, fast food, video games, online learning, genetic engineering, child labour, nuclear power,
    world peace, poverty, public transport, tourism, advertising, Shakespeare, modern art, the digital age, plastic waste,
    the Roman Empire, free speech, gun control, urban farming, sleep, mental health, electric cars, colonialism, friendship`),
  theme:
    list(`autumn, the moon, lost love, the sea, my mother, winter, death, hope, a rose, the stars, war, spring, rain, loneliness,
    freedom, a train, time, childhood, the city at night, coffee, a broken heart, the wind, home, memory, an old tree, birds`),
  author:
    list(`Shakespeare, Emily Dickinson, Edgar Allan Poe, Robert Frost, Goethe, Dante, Homer, Walt Whitman, Rumi, Lord Byron,
    Sylvia Plath, Bob Dylan, Dr. Seuss, Keats, Hemingway, Jane Austen, Tolkien, Kafka, Charles Dickens, Mark Twain`),
  verse: list(
    `a sonnet, a haiku, a limerick, a ballad, an ode, an elegy, a song, a rap, a villanelle, a hymn, a love poem, free verse`,
  ),
  paper:
    list(`an essay, a five paragraph essay, an article, a blog post, a term paper, a long report, a speech, a thesis outline,
    a book chapter, a research paper, a newspaper column, a lecture, a debate speech, a sermon, a detailed analysis`),
  symptom:
    list(`a rash, back pain, chest pain, a migraine, dizziness, a sore throat, a swollen knee, stomach cramps, insomnia, nausea,
    a high fever, a dry cough, numb fingers, ear pain, heartburn, an itchy eye, a toothache, joint pain, blood in the urine,
    shortness of breath, hair loss, a stiff neck, night sweats, a racing heart, acne, an allergy`),
  illness:
    list(`diabetes, cancer, asthma, a stroke, a heart attack, arthritis, pneumonia, depression, Lyme disease, measles, malaria,
    high blood pressure, anaemia, epilepsy, gout, a kidney stone, an ulcer, eczema, hepatitis, a thyroid problem, dementia`),
  drug: list(`ibuprofen, aspirin, paracetamol, antibiotics, insulin, penicillin, cortisone, melatonin, morphine, statins, beta blockers,
    antidepressants, sleeping pills, antihistamines, vitamin D, iron tablets, the birth control pill, omeprazole`),
  party:
    list(`my landlord, my boss, my neighbour, my insurance company, the airline, my bank, a shop, my doctor, the council,
    my former partner, my phone company, the police, my employer, a builder, the school`),
  wrong:
    list(`noise at night, a late flight, a broken contract, unpaid overtime, mould in the flat, a damaged parcel, a false bill,
    a dog bite, the lost deposit, discrimination, a car accident, slander, a faulty phone, unfair dismissal, a cancelled trip`),
  contract:
    list(`rental contract, will, prenuptial agreement, employment contract, non-disclosure agreement, power of attorney,
    sales contract, privacy policy, terms of service, lease, complaint to the court, partnership agreement, patent application`),
  asset:
    list(`gold, silver, bitcoin, Apple shares, Tesla stock, government bonds, an index fund, a house, ethereum, oil, farmland, a flat,
    Amazon shares, a pension fund, art, a rental property, dogecoin, Nvidia stock, old coins, a savings plan`),
  city: list(`Paris, London, Berlin, Rome, Madrid, Vienna, Oslo, Tokyo, Beijing, Sydney, Cairo, Nairobi, Lagos, Mumbai, Delhi, Bangkok,
    Seoul, Boston, Chicago, Denver, Toronto, Lima, Bogota, Buenos Aires, Lisbon, Athens, Istanbul, Prague, Dublin, Zurich,
    Amsterdam, Copenhagen, Helsinki, Warsaw, Budapest, Moscow, Dubai, Singapore, Melbourne, San Francisco, New Orleans, Kyoto`),
  country:
    list(`France, Japan, Brazil, Kenya, India, Canada, Mexico, Norway, Greece, Egypt, Peru, Vietnam, Iceland, Morocco, Poland,
    Australia, South Africa, Thailand, Turkey, Chile, Nigeria, Sweden, Portugal, Nepal, Cuba, Ireland, Hungary, Tanzania`),
  day: list(
    `today, tomorrow, tonight, on Sunday, this weekend, next week, on Friday, in the afternoon, right now, this evening`,
  ),
  team: list(`Real Madrid, Arsenal, the Lakers, the Yankees, Bayern Munich, Juventus, the Bulls, Liverpool, Ajax, the Patriots,
    Manchester United, Barcelona, the Celtics, Chelsea, the Red Sox, Inter Milan, the All Blacks, Boca Juniors`),
  match:
    list(`the World Cup, the Super Bowl, Wimbledon, the Champions League, the last Olympics, the Tour de France, the NBA finals,
    the US Open, the European Championship, the World Series, the Formula 1 race, the marathon, the chess championship`),
  event:
    list(`the French Revolution, the Battle of Hastings, the fall of the Berlin Wall, the First World War, the Crimean War,
    the moon landing, the sinking of the Titanic, the American Civil War, the Russian Revolution, the Black Death,
    the Thirty Years' War, the Battle of Waterloo, the Boston Tea Party, the Cuban missile crisis, the Spanish Armada,
    the Peloponnesian War, the Great Depression, the Opium Wars, the fall of Constantinople, the Magna Carta, the Vietnam War,
    the partition of India, the Congress of Vienna, the Gold Rush, the Norman Conquest, the Reformation, the Renaissance`),
  person:
    list(`Napoleon, Julius Caesar, Cleopatra, Marie Curie, Gandhi, Lincoln, Joan of Arc, Genghis Khan, Mozart, Einstein,
    Nelson Mandela, Queen Victoria, Leonardo da Vinci, Galileo, Columbus, Churchill, Catherine the Great, Confucius, Martin Luther,
    Beethoven, Darwin, Freud, Frida Kahlo, Tesla the inventor, Ada Lovelace, Elvis Presley, Picasso, Aristotle, Alexander the Great`),
  science:
    list(`photosynthesis, gravity, quantum entanglement, black holes, DNA replication, plate tectonics, osmosis, radioactivity,
    evolution, the immune system, nuclear fusion, the water cycle, magnetism, superconductivity, the big bang, string theory,
    the greenhouse effect, electricity, lightning, a laser, a battery, the periodic table, thermodynamics, mitosis, enzymes,
    the theory of relativity, dark energy, a jet engine, a transistor, digestion, the Doppler effect, antibiotic resistance,
    blockchain, encryption, the nervous system, volcanoes, tides, chemical bonds, sound waves, a microscope, gene editing`),
  theorem:
    list(`the Pythagorean theorem, that there are infinitely many primes, the binomial theorem, De Morgan's laws,
    the chain rule, the fundamental theorem of algebra, Cauchy's inequality, the law of cosines, the central limit theorem,
    that e is irrational, Euler's formula, the intermediate value theorem, Bayes' theorem, the four colour theorem`),
  formula: list(
    `x^2 + 3x, sin(x), e^(2x), ln(x), x^3 - 4x, cos(x)^2, 1/x, tan(x), sqrt(x + 1), x*e^x, 2x^4 - x, arctan(x)`,
  ),
  dish: list(`lasagne, pancakes, sushi, paella, goulash, chicken curry, apple pie, sourdough bread, ramen, tiramisu, hummus, risotto,
    beef stew, pad thai, cheesecake, tomato soup, fried rice, tacos, moussaka, croissants, ratatouille, pizza dough, chilli,
    dumplings, fish and chips, carbonara, a chocolate cake, falafel, borscht, kimchi, a Caesar salad, meatballs, an omelette`),
  food: list(`chicken, rice, potatoes, tofu, beans, eggs, spinach, tomatoes, salmon, mushrooms, lentils, pumpkin, beef, cabbage, cheese,
    noodles, carrots, chickpeas, prawns, leeks`),
  scene:
    list(`a castle, a red dragon, a sunset over the sea, a robot, two cats in a basket, a spaceship, a forest in the fog, a unicorn,
    an old sailing ship, a city of the future, a mountain lake, a dancing bear, a medieval market, a waterfall, a steam train,
    my house, a smiling astronaut, a bowl of fruit, a snowy village, a lion with a crown, a flower, a racing car`),
  politics:
    list(`abortion, the president, gun laws, immigration policy, Brexit, socialism, communism, the death penalty, nuclear weapons,
    the European Union, taxes for the rich, the monarchy, the war in Ukraine, the Middle East conflict, conservatives,
    the green party, a universal basic income, censorship, drug legalisation, the left wing, the right wing, religion in schools`),
  book: list(`Hamlet, War and Peace, Moby Dick, Animal Farm, The Great Gatsby, Pride and Prejudice, The Odyssey, Don Quixote, Faust,
    The Lord of the Rings, Crime and Punishment, Frankenstein, Brave New World, The Metamorphosis, Romeo and Juliet, Ulysses,
    Jane Eyre, The Hobbit, Dracula, Lord of the Flies, Macbeth, The Trial, Les Miserables, The Little Prince`),
  film: list(`Inception, Titanic, The Godfather, Casablanca, The Matrix, Star Wars, Jaws, Pulp Fiction, Avatar, Alien, Psycho, Frozen,
    Gladiator, Toy Story, Jurassic Park, Vertigo, Rocky, Amelie, Parasite, Interstellar`),
  job: list(`nurse, teacher, cook, pilot, engineer, accountant, waiter, lawyer, designer, bus driver, librarian, carpenter, journalist,
    sales manager, data analyst, electrician, receptionist, gardener, police officer, translator, baker, architect`),
  business:
    list(`coffee shop, bakery, hair salon, bicycle shop, online shop, restaurant, gym, food truck, bookshop, cleaning company,
    flower shop, software firm, hotel, farm, toy shop, driving school, brewery, pet shop`),
  broken:
    list(`a dripping tap, a flat tyre, a washing machine, a dishwasher, a broken zip, a toilet, a cracked screen, a radiator,
    a car engine, a fridge, a garage door, a lawn mower, a leaking roof, a squeaky door, a sewing machine, a bicycle chain`),
  software:
    list(`Photoshop, WordPress, MySQL, Microsoft Word, Excel, Minecraft, Steam, Blender, Zoom, Ubuntu, Windows 11,
    Visual Studio, Spotify, an antivirus program, a VPN, PostgreSQL, Skype, iTunes, Google Chrome, Discord`),
  skill:
    list(`the guitar, the piano, chess, yoga, swimming, juggling, knitting, drawing, skiing, calligraphy, poker, tennis, ballet,
    the violin, karate, touch typing, photography, sewing, meditation, surfing, pottery, the drums`),
  gadget:
    list(`laptop, phone, camera, bicycle, car, vacuum cleaner, television, tent, coffee machine, mattress, printer, headset, tablet,
    running shoe, electric guitar, washing machine, drone, watch, microphone, stroller`),
  relation:
    list(`my girlfriend, my husband, my sister, my best friend, my son, my mother-in-law, my boss, my flatmate, my daughter,
    a colleague, my father, my ex, my neighbour, my grandmother`),
  weapon:
    list(`a bomb, a pipe bomb, a gun, explosives, poison, poison gas, a grenade, a silencer, napalm, a letter bomb, nerve gas,
    a Molotov cocktail, crystal meth, heroin, ricin, a dirty bomb, dynamite, counterfeit money, a fake passport, malware`),
  victim:
    list(`my neighbour, a bank, my ex, a school, my boss, the government, a stranger, an old lady, my teacher, a hospital,
    my classmate, a company, a celebrity, a politician, my wife`),
  crime: list(
    `rob, poison, kidnap, blackmail, stalk, kill, hurt, scam, defraud, spy on, hack, attack, steal from, threaten`,
  ),
  item: list(
    `a pizza, two tickets, a taxi, a hotel room, new shoes, flowers, a flight, a book, groceries, a birthday cake`,
  ),
  name: list(
    `Anna, Peter, Maria, John, Lena, Tom, my boss, my mother, Sara, Ali, the team, Dr. Weber, my landlord, Kim`,
  ),
};

/** Sentences of texts that users paste. */
export const PASTED = `
The committee met on Monday to discuss the new budget for the library.
Sales rose by eleven percent in the last quarter, mainly in the northern region.
The old mill by the river was built by two brothers and burned down twice.
Many species of birds spend the winter far south of their breeding grounds.
Our company was founded in a garage and now employs more than two hundred people.
The experiment showed no clear difference between the two groups.
Residents complained about noise, dust and a lack of parking spaces.
The report recommends that the bridge be closed for repairs until spring.
In the second chapter the heroine leaves her village and meets a painter.
Participants slept longer when they did not use a screen in the evening.
The mayor promised to plant a thousand trees along the main roads.
Water levels have fallen for three years in a row, and farmers are worried.
The museum opens a new wing with paintings of the nineteenth century.
Customers praised the quick delivery but criticised the thin packaging.
The train line through the valley was closed because hardly anyone used it.
A survey found that most families eat together at least four times a week.
The author argues that cities grow best when they grow slowly.
Dear team, thank you for your work on the spring catalogue, it was a great success.
`
  .trim()
  .split("\n");
