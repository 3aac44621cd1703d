const groups = (text) => text.split("\n").map((line) => line.split("|"));

/** Adjectives, adverbs, connectives, short forms and whatever else keeps its form. */
export const OTHERS = groups(`depressed|low-spirited|down in the dumps
external|outside|outer
friendly|kind|amiable
stable|steady|solid
strong|powerful|mighty
crazy|insane|bonkers
nearest|closest|most nearby
nearly|almost|just about
quite|fairly|rather
fewer|a smaller number of|not so many
gracefully|cleanly|in an orderly way
anew|afresh|from scratch
freshly|newly|just recently
otherwise|if not|or else
anyway|in any case|anyhow
explicitly|expressly|in so many words
funnier|more amusing|more humorous
clean|tidy|neat
awake|wide awake|not asleep
dead|deceased|lifeless
valid|legitimate|acceptable
later|afterwards|at a later time
earlier|sooner|before now
heavy|weighty|hefty
normal|ordinary|regular
optional|not compulsory|voluntary
based on|built on|founded on
weak|feeble|frail
healthy|fit|in good health
quiet|silent|noiseless
worse|poorer|inferior
false|untrue|incorrectly stated
pending|outstanding|unfinished
elsewhere|somewhere else|in another place
beforehand|in advance|ahead of time
official|formal|authoritative
curious|inquisitive|eager to know
useless|worthless|of no use
reachable|accessible|within reach
worth it|worthwhile|worth the effort
how to stop|how to halt|how to terminate
serious|grave|earnest
long|lengthy|extensive
next|following|subsequent
last|final|very last
good|decent|fine
instead|in its place|as an alternative
already|by now|by this time
better|superior|finer
real|genuine|actual
tiny|minute|miniature
unknown|unrecognised|unfamiliar
usable|employable|serviceable
idle|inactive|unused
existing|present|current
during|in the course of|throughout
hard|difficult|tough
twice|two times|a second time
random|arbitrary|haphazard
online|on the web|on the net
soon|shortly|before long
exact|precise|literal
private|confidential|personal
automatic|automated|self-acting
permanent|lasting|enduring
stuck|jammed|at a standstill
new|brand-new|fresh
remote|distant|far-away
remotely|from afar|from a distance
properly|correctly|the right way
badly|poorly|not well
at first|in the beginning|initially
among|amongst|in the midst of
next to|beside|alongside
apart from|other than|except for
according to|as stated by|going by
regarding|concerning|with regard to
big|large|sizeable|huge
bigger|larger|heftier
biggest|largest|hugest
small|little|compact
smaller|more compact|slighter
fast|quick|speedy|rapid
faster|quicker|speedier
fastest|quickest|speediest
slow|sluggish|slow-going
slower|more sluggish|less fast
slowly|sluggishly|at a slow pace
quickly|rapidly|swiftly|speedily
wrong|incorrect|mistaken|erroneous
correct|accurate|proper
broken|damaged|corrupt|corrupted|defective
missing|absent|lacking
short|brief|concise
shorter|briefer|more concise
longer|lengthier|more extended
possible|feasible|doable
easy|simple|straightforward
easiest|simplest|most straightforward
for free|free of charge|at no cost|gratis|without paying
newest|latest|most recent
available|on offer|obtainable
best|ideal|optimal|most suitable
bad|poor|lousy
terrible|awful|dreadful|horrible
great|wonderful|fantastic|excellent|terrific
happy|glad|pleased|delighted|cheerful
sad|unhappy|miserable|gloomy
tired|weary|worn out|exhausted
angry|mad|furious|cross
hungry|starving|famished
sick|ill|unwell
stupid|dumb|silly|foolish
clever|smart|intelligent|bright
funny|amusing|humorous|hilarious
nice|lovely|pleasant|delightful
beautiful|gorgeous|attractive
stressed|tense|under pressure|stressed out
nervous|anxious|worried|uneasy
afraid|scared|frightened
excited|thrilled|enthusiastic
favourite|favorite|preferred|most loved
reliable|dependable|trustworthy
safe|secure|risk-free
dangerous|risky|unsafe|hazardous
expensive|costly|pricey
strange|odd|weird|peculiar
several|multiple|various|a number of|a few
different|distinct|differing
identical|exactly the same|just the same
whole|entire|total
necessary|essential|indispensable
busy|occupied|engaged
common|frequent|usual
interesting|fascinating|intriguing
important|crucial|significant
useful|helpful|handy
boring|dull|tedious
annoying|irritating|vexing
perfect|flawless|faultless
lucky|fortunate|blessed
hot|very warm|boiling
cold|chilly|freezing
special|particular|specific
additional|extra|further
my own|my very own|my personal
empty|blank|bare
ready|prepared|all set
nonsense|rubbish|gibberish|garbage
commercially|for business|for money
privately|in private|without strangers
at the same time|simultaneously|in parallel|concurrently
permanently|for good|for ever
automatically|by itself|on its own
currently|at the moment|right now|at present
again|once more|one more time|once again
always|at all times|invariably
often|frequently|regularly
also|additionally|in addition
only|just|merely
really|actually|truly|genuinely
very|extremely|highly
maybe|perhaps|possibly
exactly|precisely|specifically
completely|entirely|totally|fully
usually|normally|generally|as a rule
suddenly|all of a sudden|abruptly|out of the blue
immediately|right away|instantly|straight away
together|jointly|in combination
directly|straight|without a detour
internally|under the hood|on the inside
silently|quietly|without a word
instead of|rather than|in place of
because|given that|seeing that
because of|due to|owing to|on account of
through|via|by way of|by means of
inside|within|in the interior of
so that|such that|in order that
in order to|so as to|with the aim to
as well as|along with|together with
for example|for instance|by way of example
as soon as|the moment|the minute
although|though|even though|despite the fact that
however|nevertheless|all the same
even if|even when|also if
cannot|can't|can not
does not|doesn't|won't|will not
do you not|don't you|will you not
it is not|it isn't|it's not
I cannot|I can't|I am unable to|I am not able to
I do not know|I don't know|I have no idea
I do not understand|I don't understand|I cannot understand
I think|I believe|I guess|I suppose
I got a|I received a|I was given a|I have received a
I got an|I received an|I was given an|I have received an
I get|I am getting|I'm getting|I receive|I keep getting
I see|I am seeing|I can see
I have a|I've got a|I have got a|I own a
I have no|I've got no|I have got no|I do not have any
I have to|I must|I have got to
I want to know|I would like to know|I'd like to know
I am|I'm|im
you are|you're|youre
what is|what's|whats
where is|where's|wheres
I will|I'll|I shall
I would like|I'd like|I should like
like to know|care to know|love to know
does it mean that|does that mean that|does this mean that
does it mean|does that mean|does this mean
does it do|does that do|does this do
is it called|is that called|is it named
no longer|not any more|not any longer
not enough memory|too little memory|insufficient memory|not enough RAM
enough memory|sufficient memory|enough RAM|sufficient RAM
in memory|in RAM|in main memory
from memory|from RAM|from main memory
memory usage|memory use|memory consumption|use of memory
a lot of|lots of|plenty of|a large number of
a little|a bit|slightly
at least|no less than|at minimum
at most|no more than|at the most
more than|greater than|in excess of
less than|fewer than|smaller than
in the background|behind the scenes|as a background task
by default|as the default|when I set nothing
per second|each second|a second|every second
step by step|one step at a time|bit by bit
at all|in any way|whatsoever
another|a different|some other
each|every|each and every
all my|all of my|every one of my
all the|all of the|every one of the
nobody|no one|not a single person
somebody|someone|some person
everybody|everyone|all people
anybody|anyone|any person
everything|all things|all of it
on my machine|on my computer|on my PC
on my own machine|on my own computer|on my own PC
on this machine|on this computer|on this PC
on another machine|on another computer|on a different machine|on a different computer
from another machine|from another computer|from a different machine|from a different computer
in my code|in my own code|in my program
at startup|on startup|when the server starts|at launch
without internet|without the internet|offline|without an internet connection
the server|the Shimmy server|my server|this server
the local server|my local server|this local server
the model's|my model's|this model's
a model of my own|my own model|a custom model
kind of|type of|sort of
kinds of|types of|sorts of
number of|count of|total number of
from the command line|from the terminal|from the console|from a shell
on the command line|in the terminal|in the console|in a shell
over http|via HTTP|through HTTP|by HTTP
over the network|via the network|through the network|across the network
over the api|via the API|through the API
with curl|using curl|by curl|by means of curl
from python|in Python|with Python
is meant by|is understood by|is intended by
what to do|which steps to take|how to proceed
out of date|outdated|old
over and over|again and again|time and again
too long|overlong|too lengthy
too big|too large|oversized
too slow|not fast enough|not quick enough
too short|not long enough|overly brief
too small|not big enough|not large enough
good at|skilled at|clever at
used for|employed for|meant for
good for|of use for|there for
responsible for|in charge of|behind
stands for|is short for|is an abbreviation of
made of|composed of|made up of
under which conditions|in which cases|under what conditions
to use|to work with|to employ
supposed to|meant to|intended to
unable to|not able to|not in a position to
try again|retry|make another attempt
everywhere|in all places|all over the place
somewhere|in some place|some place
anywhere|in any place|at any place
nowhere|in no place|not anywhere
halfway|midway|half way through
per model|for each model|for every model
per request|for each request|for every request
before that|prior to that|earlier than that
the fault of|the mistake of|the doing of`);
