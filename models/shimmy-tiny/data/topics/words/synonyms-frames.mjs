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

/**
 * Phrases that say which fact is meant, or that mean something else than their words: they stay as they are.
 * So do the names of commands behind `shimmy` and in front of `command`.
 */
const FIXED =
  `good morning|good night|good evening|good afternoon|how are you|how is it going|how's it going|how do you do|how are things|how are you doing|nice to meet you|pleased to meet you|see you|you are welcome|all the best|best wishes|happy birthday|merry christmas|happy holidays|sweet dreams|good job|well done|have a nice day|have a good day|let go|get going|get started|get up|get well|get back|get in|get out|get on|of course|no problem|never mind|what is up|what's up|how old are you|too many requests|too many|shutting down|shuts down|internal error|internal server error|bad request|bad gateway|not found|route not found|model not found|no such route|gateway timeout|service unavailable|backend unavailable|engine crashed|load timeout|generation timeout|request timeout|queue full|queue is full|rate limit|rate limited|not authorized|connection refused|connection reset|context length exceeded|invalid request|unsupported parameter|template failed|insufficient memory|payload too large|content too large|entity too large|unprocessable entity|model corrupt|out of memory|free port|free memory|next free|tool call|tool calls|tool calling|function call|function calling|stop sequence|stop sequences|stop string|stop strings|stop word|stop words|stop text|stop texts|stop parameter|stop field|stop option|finish reason|end of text|finish length|list response|responses api|responses route|responses endpoint|responses|responses url|request id|request body|request log|log level|log levels|log in|log out|command prompt|key value|repeat penalty|frequency penalty|presence penalty|max tokens|top p|top k|base url|bearer token|api keys|hugging face|face to face|lm studio|open source|open webui|open ai|machine readable|machine code|machine learning|human or machine|or a machine|are you a machine|a computer or|or a computer|or a program|are you a program|are you a robot|a robot|an ai|language model|large language model|chat template|system prompt|system role|shell completion|shell completions|tab completion|code completion|text completion|fill in|graphics mode|status page|health check|health route|config check|check config|help page|help text|help flag|show help|version flag|version command|print version|show version|keep alive|keep-alive|no auth|insecure no auth|model list|list models|model dirs|embedding model|batch size|cross origin|web socket|web sockets|event stream|server sent events|open api|openapi|graphics of|command r|life a meaning|of life|knock knock|once upon a time|short story|a lot|used to|by mistake|cron job|cron jobs|any chance|at first|first of all|show off|keep on|get lost|very much|argument list|price list|word salad|in the middle of|build tool|build tools|the matter|this one|that one|the one|any one|how is the weather|how is life|how is your|how is everything|how is it|let me know|all the time|all the same|each other|each of|one another|made up|the same|context size of|end point|end points|starting point|at once|all at once|at the end|in the end|to the end|the end|question mark|answer key|go home|going on|go on|look like|sound like|feel like|set up|setup wizard|point out|run time|run out|runs out|running out|cut off|first start|type of value|wrong type|right type|data type|content type|mime type|file type|what type|the press|free trial|fine tune|fine-tune|trained on|train you on|long time|first time|each time|a plus|in full|test suite|unit test|unit tests|npm test|npm start|npm run|npm install|docker run|docker compose|git clone|make it|as long as|how long|how often|right answer|in common|right of|on the way|by the way|in a way|no way|the way|make sense|no start|only shimmy-tiny`.split(
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
  "use uses reuse read reads total summary account need needs work works support supports end ends point points place places position record records store stores watch watches count counts cap caps limit limits copy copies reply replies share shares play plays cut cuts hit hits force forces test tests check checks offer offers supply supplies attempt attempts aid trust handle handles contact access run runs stop stops guard mask type types set sets search scan download downloads change changes return returns start starts download cause causes crash crashes spot spots fix fixes mean measure measures gauge estimate estimates display displays project boost decrease increase contact notice study love hate sleep laugh cry hurt relax try update upgrade exit clock judge repair win trump trim clip die wait split mix pick press push contrast type copy guard shift move point conclude beginning ending training recording meaning setting building checking stopping cap surpass complete output input record reject release interrupt total permit approach advise answer cost costs charge charges look looks print prints block blocks bar pass mention link links query lack attach treat skip fresh record",
);
export const ALSO_ADJECTIVES = words(
  "lower clear close correct secure separate mean open cut set split hurt used mixed tired",
);
