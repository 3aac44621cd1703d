const groups = (text) => text.split("\n").map((line) => line.split("|"));

/** What a question or a part of it begins with; exchanged only there. */
export const FRAMES =
  groups(`how do I|how can I|how could I|how would I|how should I|how might I|how do you|how does one|how to|what is the way to|what is the best way to|what do I have to do to
how do I get|how can I get|how could I get|how would I get|how to get
how is|in what way is|in which way is|by what means is
how are|in what way are|in which way are|by what means are
how does|how exactly does|in what way does|in which way does
how did|in what way did|how exactly did
how will|in what way will|how exactly will
how big is|how large is|what is the size of|what size is
how fast is|how quick is|at what speed is
how many|what number of|which number of
how much memory|how much RAM|what amount of memory|what amount of RAM
how long does it take|how much time does it take|what amount of time does it take
how come|why is it that|how is it that
why is|for what reason is|for which reason is
why does|for what reason does|for which reason does
why do|for what reason do|for which reason do
why did|for what reason did|for which reason did
why are|for what reason are|for which reason are
why was|for what reason was|for which reason was
why do I get|why am I getting|why do I receive|why do I keep getting|why did I get
why did I receive|for what reason was I given|why was I given
can I|could I|may I|am I able to|is it possible to|is there a way to|is there any way to|is it possible for me to
can you|could you|are you able to|is it possible for you to
can you tell me|could you tell me|would you tell me|please tell me|can you let me know
can it|could it|is it able to|is it possible for it to
can shimmy|could Shimmy|is Shimmy able to|is it possible for Shimmy to
can one|is one able to|could one
does shimmy|will Shimmy|would Shimmy|can Shimmy be expected to
do you know|do you happen to know|would you know
are you sure|are you certain|are you positive
please|kindly|be so kind and
do you like|are you fond of|do you love|do you care for
do I need|do I require|must I have|is it necessary to have|do I have to have
do I need to|do I have to|must I|am I required to|is it necessary to
should I|ought I to|am I supposed to|am I meant to
is there a|does there exist a|is there such a thing as a
is there an|does there exist an|is there such a thing as an
are there any|do there exist any|do we have any
is it true that|is it correct that|is it a fact that|am I right that
is it safe to|is it risky to|can I safely|may I safely
what can I do|what should I do|what do I do|what must I do|what am I supposed to do|what am I meant to do
what do I need to|what do I have to|what must I
what do I type|what do I enter|what must I type|what should I type|what do I have to type
what can you do|what are you able to do|what are you capable of|what could you do
what are you|what exactly are you|what sort of thing are you
who are you|who exactly are you|who might you be
who made you|who created you|who built you|who developed you
what is your name|what's your name|what are you called|what do they call you|what name do you have
what does|what exactly does|what precisely does
what do|what exactly do|what precisely do
what did|what exactly did|what precisely did
what happens|what will happen|what is going to happen|what would happen|what occurs
what causes|what triggers|what brings about|what leads to|what provokes
what can cause|what could cause|what might cause|what may cause
what is the difference between|is there a difference between|how great is the difference between
what is the purpose of|what is the point of|what is the use of|what is the aim of|what's the purpose of
what is the meaning of|what's the meaning of|what is meant by|what does one mean by
what is the name of|what's the name of|how does one call
what kind of|what sort of|what type of|which kind of|which sort of
what about|how about|and what about
what if|and if|suppose that
what would be|which would be|what might be
where do I|where can I|where could I|where would I|where should I|where does one
where do I find|where can I find|where would I find|where will I find|where does one find
where does|in which place does|in what place does
where are|in which place are|in what place are
when do I|when can I|when should I|when must I
when does|at what moment does|at which moment does
who is|who's|whos|who exactly is
which command|what command|which shimmy command|what shimmy command|which exact command
which subcommand|what subcommand|which exact subcommand
which route|what route|which endpoint|what endpoint|which API route
which flag|what flag|which option|what option|which switch
which file|what file|which exact file
which files|what files|which sorts of files
which model|what model|which exact model
which models|what models|which sorts of models
which model files|what model files|which sorts of model files
which port|what port|which exact port
which status|what status|which HTTP status|what HTTP status
which error|what error|which exact error
which parameter|what parameter|which exact parameter
which field|what field|which exact field
which setting|what setting|which exact setting
which settings|what settings|which sorts of settings
which clients|what clients|which sorts of clients
which programs|what programs|which sorts of programs
which formats|what formats|which sorts of formats
which format|what format|which exact format
which engine|what engine|which exact engine
which language|what language|which exact language
which languages|what languages|which sorts of languages
which address|what address|which exact address
which name|what name|which exact name
which version|what version|which exact version
which header|what header|which exact header
which variable|what variable|which environment variable|what environment variable
which platforms|what platforms|which operating systems|what operating systems
which url|what url|which exact URL
which path|what path|which exact path
which code|what code|which exact code
which number|what number|which exact number
which key|what key|which exact key
which software|what software|which sort of software
tell me about|explain|describe|give me information about|what can you tell me about|what do you know about|I want to know about
explain how|tell me how|describe how|show me how|let me know how
tell me how to|explain how to|show me how to|tell me how I can|explain how I can|describe how to
explain what|tell me what|describe what|say what|let me know what
explain why|tell me why|say why|let me know why
tell me which|explain which|say which|let me know which
tell me where|explain where|say where|let me know where
tell me whether|tell me if|say whether|let me know whether|let me know if
tell me the|give me the|show me the|name the|state the|let me have the
tell me a|let me hear a|please tell me a|I want to hear a|I would like to hear a
tell me something|let me hear something|please tell me something|I want to hear something
show me|let me see|give me|please show me|I want to see
give me an example|show me an example|let me see an example|provide an example
describe the|explain the|give a description of the|give an explanation of the
list all|list all the|give me a list of all|show a list of all
list the|give me a list of the|show a list of the|enumerate the
I want to|I would like to|I'd like to|I need to|I wish to|I am trying to|I'm trying to|I intend to|I plan to|I am looking to
I want a|I would like a|I'd like a|I need a|I wish for a
I want an|I would like an|I'd like an|I need an
I want my|I would like my|I'd like my
I want the|I would like the|I'd like the
I want shimmy to|I would like Shimmy to|I'd like Shimmy to|I need Shimmy to
I have a question|I've got a question|I have got a question|I would like to ask something
let me|allow me to|permit me to
let us|let's|why don't we
is the server|is the Shimmy server|is my server|is this server
I use|I am using|I'm using|I am working with
I wonder|I am wondering|I'm wondering|I ask myself
hello|hi|hey|hi there|hello there
bye|goodbye|bye bye|see you
thanks|thank you|many thanks|thanks a lot
yes|yeah|yep|yup
ok|okay|alright|all right
what is needed|what is required|what is necessary
how can it be|how could it be|how is it possible
example of|sample of|illustration of
meaning of|significance of|definition of
purpose of|aim of|goal of|point of
way to|method to|possibility to`);

/** Adjectives, adverbs, connectives, short forms and whatever else keeps its form. */
export const OTHERS = groups(`without|with no|in the absence of
long|lengthy|extensive
first|initial|very first
next|following|subsequent
last|final|very last
good|decent|fine
still|even now|as before
instead|in its place|as an alternative
already|by now|by this time
single|sole|lone
never|at no time|not once
better|superior|finer
real|genuine|actual
tiny|minute|miniature
unknown|unrecognised|unfamiliar
usable|employable|serviceable
legal|lawful|legitimate
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
empty|blank|void
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
because|since|given that
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
I got|I received|I was given|I have received
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
such a|this kind of|this sort of
the fault of|the mistake of|the doing of`);

/**
 * Phrases that say which fact is meant, or that mean something else than their words: they stay as they are.
 * So do the names of commands behind `shimmy` and in front of `command`.
 */
const FIXED =
  `good morning|good night|good evening|good afternoon|how are you|how is it going|how's it going|how do you do|how are things|how are you doing|nice to meet you|pleased to meet you|see you|you are welcome|all the best|best wishes|happy birthday|merry christmas|happy holidays|sweet dreams|good job|well done|have a nice day|have a good day|let go|get going|get started|get up|get well|get back|get in|get out|get on|of course|no problem|never mind|what is up|what's up|how old are you|too many requests|too many|shutting down|shuts down|internal error|internal server error|bad request|bad gateway|not found|route not found|model not found|no such route|gateway timeout|service unavailable|backend unavailable|engine crashed|load timeout|generation timeout|request timeout|queue full|queue is full|rate limit|rate limited|not authorized|connection refused|connection reset|context length exceeded|invalid request|unsupported parameter|template failed|insufficient memory|payload too large|content too large|entity too large|unprocessable entity|model corrupt|out of memory|free port|free memory|next free|tool call|tool calls|tool calling|function call|function calling|stop sequence|stop sequences|stop string|stop strings|stop word|stop words|stop text|stop texts|stop parameter|stop field|stop option|finish reason|end of text|finish length|list response|responses api|responses route|responses endpoint|responses|responses url|request id|request body|request log|log level|log levels|log in|log out|command prompt|key value|repeat penalty|frequency penalty|presence penalty|max tokens|top p|top k|base url|bearer token|api keys|hugging face|face to face|lm studio|open source|open webui|open ai|machine readable|machine code|machine learning|human or machine|or a machine|are you a machine|a computer or|or a computer|or a program|are you a program|are you a robot|a robot|an ai|language model|large language model|chat template|system prompt|system role|shell completion|shell completions|tab completion|code completion|text completion|fill in|graphics mode|status page|health check|health route|config check|check config|help page|help text|help flag|show help|version flag|version command|print version|show version|keep alive|keep-alive|no auth|insecure no auth|model list|list models|model dirs|embedding model|batch size|cross origin|web socket|web sockets|event stream|server sent events|open api|openapi|graphics of|command r|life a meaning|of life|knock knock|once upon a time|short story|a lot|used to|very much|argument list|price list|word salad|in the middle of|build tool|build tools|the matter|this one|that one|the one|any one|how is the weather|how is life|how is your|how is everything|how is it|let me know|all the time|all the same|each other|each of|one another|made up|the same|context size of|end point|end points|starting point|at once|all at once|at the end|in the end|to the end|the end|question mark|answer key|go home|going on|go on|look like|sound like|feel like|set up|setup wizard|point out|run time|run out|runs out|running out|cut off|first start|type of value|wrong type|right type|data type|content type|mime type|file type|what type|the press|free trial|fine tune|fine-tune|trained on|train you on|long time|first time|each time|a plus|in full|test suite|unit test|unit tests|npm test|npm start|npm run|npm install|docker run|docker compose|git clone|make it|as long as|how long|how often|right answer|in common|right of|on the way|by the way|in a way|no way|the way|make sense|no start|only shimmy-tiny`.split(
    "|",
  );
const COMMAND_NAMES =
  "serve list discover probe bench generate chat pull rm ps stop show estimate config doctor keys init completion help version run start load test build".split(
    " ",
  );

export const KEPT = [
  ...FIXED,
  ...COMMAND_NAMES.flatMap((name) =>
    ["command", "subcommand", "flag", "option"]
      .map((kind) => `${name} ${kind}`)
      .concat(`shimmy ${name}`, `npm ${name}`),
  ),
  "shimmy config check",
];

const words = (text) => new Set(text.split(" "));

/** Verbs in these groups that are nouns or adjectives just as often: exchanged only where the words in front decide. */
export const ALSO_NOUNS = words(
  "use uses need needs work works support supports end ends point points place places position record records store stores watch watches count counts cap caps limit limits copy copies reply replies share shares play plays cut cuts hit hits force forces test tests check checks offer offers supply supplies attempt attempts aid trust handle handles contact access run runs stop stops guard mask type types set sets search scan download downloads change changes return returns start starts download cause causes crash crashes spot spots fix fixes mean measure measures gauge estimate estimates display displays project boost decrease increase contact notice study love hate sleep laugh cry hurt relax try update upgrade exit clock judge repair win trump trim clip die wait split mix pick press push contrast type copy guard shift move point conclude beginning ending training recording meaning setting building checking stopping cap surpass complete output input record reject release interrupt total permit approach advise answer cost costs charge charges look looks print prints block blocks bar pass mention link links query lack attach treat skip fresh record",
);
export const ALSO_ADJECTIVES = words(
  "lower clear close correct secure separate mean open cut set split hurt used mixed tired",
);
