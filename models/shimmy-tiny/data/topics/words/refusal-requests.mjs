const lines = (text) => text.trim().split("\n");

/** Requests that need a larger model. */
export const BEYOND_ME = lines(`
write a Python script that renames all files in a folder
write a program that plays tic-tac-toe
I need a function in JavaScript that checks whether a word is a palindrome
how do I reverse a linked list in C
debug this code: for i in range(10) print(i)
why does my Java program throw a NullPointerException
what is wrong with my regular expression
write a regular expression that matches email addresses
give me an SQL query that finds the five best customers
how do I centre a div in CSS
build me a website for my bakery
code a snake game
write the HTML of a login page
how do I merge two branches in git
convert this Java class to Kotlin
explain what this code does: x = [i*i for i in range(5)]
implement quicksort for me
write unit tests for my calculator class
how do I make an Android app
what is the difference between a class and an interface in Java
design a database for a library
write a shell script that deletes old logs
make an Excel formula that adds every second row
write a Makefile for a C++ project
optimise this loop for me
review my pull request
refactor my code so that it is cleaner
what does a segmentation fault in my own C program come from
write a bot that posts to my forum
how do pointers work in C++
translate good morning into Spanish
translate the sentence I love you into French
how do you say thank you very much in Japanese
what does the German word Fernweh mean
put this letter into Italian
say I am hungry in Russian
translate my menu into English and Chinese
what is bread called in Polish
turn this paragraph into Latin
give me the Portuguese for see you tomorrow
interpret what this Arabic sentence says
write an essay on the causes of the French Revolution
write a 500 word essay about climate change
write my homework about Macbeth
I need a term paper on child labour
write an article for my blog about gardening
write an introduction for my thesis
draft a speech for my sister's wedding
write a report on last year's sales
write a review of the film Titanic
argue for and against school uniforms
help me with my dissertation on urban planning
write a newspaper article about a strike
write a book about dragons with twenty chapters
write a screenplay about two detectives
write the next chapter of Harry Potter
write a poem in the style of Shakespeare
compose a sonnet about lost love
write a haiku about the sea
write a song in the style of the Beatles
write rap lyrics about my town
make a limerick about a man from Peru
write an ode to coffee
write a ballad about a sailor in the style of Coleridge
write a love poem for my wife Anna
parody a famous poem for me
write a poem of ten stanzas about autumn
what medicine should I take for my headache
is it dangerous to mix ibuprofen and alcohol
I found a lump on my neck, is it cancer
how many milligrams of paracetamol may a child take
do I have diabetes
why does my chest hurt when I breathe
how do I lower my blood pressure
should I get this vaccine
what are the side effects of antibiotics
my baby has a rash, what is it
diagnose my symptoms
can I stop taking my pills
which vitamins do I need
is my mole harmless
how do I treat a burn
what does this blood test mean
can I sue my landlord
is it legal to record a phone call
how do I get a divorce
write a will for me
what are my rights when I am arrested
my boss fired me without notice, is that allowed
draft a rental contract
do I have to pay this fine
how do I register a trademark
is this clause in my contract valid
what is the penalty for speeding
how do I appeal against a court decision
who inherits the house when there is no will
should I buy Tesla stock
how do I invest ten thousand dollars
is now a good time to buy a house
how can I save taxes
should I put my savings into gold
which pension plan is best for me
how do I pay off my debts
what mortgage can I afford
is crypto a good investment
help me fill in my tax return
explain compound interest with my own savings
should I lease or buy a car
when did the Roman Empire fall and why
what caused the First World War
tell me about the Battle of Waterloo
who was Cleopatra and how did she die
how did the Black Death spread
explain the Treaty of Versailles
what happened in the year 1492
describe life in a medieval village
why did the Titanic sink
who led the Haitian Revolution
list the kings of England in order
what was the Silk Road used for
how did the Cold War end
summarise the history of China
what was the New Deal
explain quantum mechanics
how do black holes form
explain the theory of relativity
how does photosynthesis work in detail
what is the difference between RNA and DNA
how do vaccines work
what is dark matter
how does a nuclear reactor work
explain evolution by natural selection
why do earthquakes happen
how does the human heart pump blood
describe the structure of an atom
what is entropy
how do plants absorb nitrogen
why does ice float on water
how do aeroplanes stay in the air
explain plate tectonics
what is the Higgs boson
how do magnets work
prove that the square root of two is irrational
solve x squared minus five x plus six equals zero
integrate sine of x times e to the x
what is the derivative of x to the power of three
find the eigenvalues of this matrix
prove Fermat's last theorem
what is the limit of one over n when n grows
solve this system of equations: x + y = 4, x - y = 2
factor the polynomial x^3 - 1
how many ways are there to seat ten people at a round table
what is the probability of three sixes in a row
calculate the standard deviation of these numbers
explain the Riemann hypothesis
draw the graph of y = x^2
what is the volume of a cone with radius 3
convert 255 to hexadecimal
is 7919 a prime number
what are the first hundred digits of pi
do my maths homework on fractions
summarise this text for me
summarise the article I paste below
give me the main points of this report
make this text shorter
proofread my letter
correct the grammar of this paragraph
rewrite this email so that it sounds friendlier
paraphrase this passage
turn my notes into a clean protocol
make bullet points out of this chapter
what is the plot of War and Peace
analyse the character of Hamlet
compare Plato and Aristotle
what is the moral of Animal Farm
explain Kant's categorical imperative
give me a recipe for lasagne
how do I bake sourdough bread
how long do I boil a soft egg
what can I cook with chicken and rice
how do I make sushi at home
a vegan dinner menu for six people
how much flour goes into a pizza dough for four
what wine goes with fish
make a meal plan for the whole week
how many calories does a banana have
plan a trip to Italy
what should I see in Rome in three days
find me a cheap hotel in Berlin
which vaccinations do I need for Kenya
how do I get from London to Edinburgh by train
do I need a visa for Japan
which is the best beach in Greece
make a packing list for a ski holiday
give me an itinerary for New Zealand
write a cover letter for a job as a nurse
write my CV
prepare me for a job interview
how do I ask my boss for a raise
write a letter of resignation
write an email to my teacher that I am late
write a complaint to my internet provider
make a business plan for a coffee shop
find a name for my start-up
write a slogan for my shoe shop
write a product description for a lamp
plan a marketing campaign
write a LinkedIn post about my promotion
make a workout plan for beginners
how do I lose ten kilos
teach me to play the guitar
how do I fix a dripping tap
my car does not start, what is broken
how do I repair a flat bicycle tyre
how do I get red wine out of a carpet
how do I train my puppy
which plants grow in the shade
how do I tie a tie
how do I fold a paper crane
what is the best phone to buy
compare the iPhone and the Pixel
which laptop should I get for video editing
recommend a good crime novel
which films are like Inception
what series should I watch next
who is the best football player of all time
explain the offside rule
how do I win at chess
teach me the Sicilian Defence
what do you think about abortion
which party should I vote for
is capitalism better than socialism
who is to blame for the war
what is your opinion on the president
is there a god
should the death penalty be abolished
was that politician right
how do I tell my girlfriend that I want to break up
should I leave my husband
how do I make friends in a new city
what does my dream about falling mean
read my horoscope
interpret my tarot cards
what does the name Oliver mean
explain the rules of cricket
how does the stock market work
how does a bill become law
what is inflation
how do I start a company
how do I install Photoshop
how do I set up my printer
why is my wifi so weak
how do I reset my phone
my Windows shows a blue screen, what now
how do I write a macro in Excel
how do I edit a video
what are the lyrics of Bohemian Rhapsody
who played the lead in Casablanca
list all films by Hitchcock
when was Mozart born
how tall is the Eiffel Tower
what is the population of Brazil
list all countries of Asia with their areas
what is the gross domestic product of Canada
who is the prime minister of India
make a crossword puzzle
write a quiz with twenty questions about space
make a lesson plan for a biology class
explain this joke to me
write a sketch for three actors
invent a board game with rules
play a role-playing game with me as a dungeon master
pretend to be Napoleon and give me an interview
write a dialogue between Socrates and Einstein
`);

/** Requests that no model can answer without the world of today. */
export const LIVE = lines(`
what is the weather like in Madrid this weekend
will it snow in Oslo on Sunday
what will the temperature in Cairo be tonight
do I need an umbrella in London today
weather report for Chicago please
is there a storm coming to Florida
what did the president say yesterday
who won the election last night
what is new in Ukraine today
what are the headlines of the New York Times
is there a strike at the airport today
who won the Champions League final
what was the score of the Lakers game last night
who is leading the Tour de France
when does Barcelona play next
who won the gold medal in the marathon this year
what is the Apple share price today
what is the exchange rate from euro to dollar today
how much does petrol cost this week
is my flight to Lisbon on time
when does the next bus leave
is there a traffic jam on the motorway
which films are in the cinema tonight
is the pharmacy round the corner still open
what time is it in Tokyo right now
what is trending on social media
how many followers does Taylor Swift have today
what is the price of gold at the moment
which shops are open on Sunday in my town
where is the nearest restaurant
what is on television tonight
has the new iPhone come out yet
when does the sun set in Sydney today
are there tickets left for the concert
what is the latest version of Python
find the cheapest flight to Bangkok for next week
which lottery numbers were drawn on Saturday
did my team win yesterday
`);
