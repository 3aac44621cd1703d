/**
 * Nouns in the singular; the plural is made below, of the word in front of " of " or " for ", else of the last
 * one. A line with `!` in front has no plural. Words that decide between two facts (prompt, token, port, slot,
 * thread, context, model, key, message, ...) are absent.
 */
const SINGULAR = `lawyer|attorney|solicitor
student|pupil|learner
employee|staff member|member of staff
stranger|outsider|unknown person
accident|mishap|misfortune
category|class|grouping
payment|fee|remuneration
glance|glimpse|quick look
neighbour|neighbor|person next door
report|account|write-up
result|outcome|end result
overview|survey|summary
deadline|time limit|due date
database|data store|DB
replacement|substitute|stand-in
vocabulary|word list|lexicon
session|sitting|working session
!trouble|difficulty|bother
dashboard|control panel|control board
duration|time span|length of time
administrator|admin|sysadmin
suggestion|proposal|recommendation
bill|invoice|demand for payment
country|nation|land
teacher|instructor|tutor
essay|article|composition
outage|downtime|interruption
sum|total|grand total
!food|nourishment|something to eat
inventory|stock list|catalogue
mood|frame of mind|state of mind
!output|printed text|printout
address|web address|network address
format|data format|file format
connection|link|network link
demo|demonstration|showcase
installation|installed copy|install
package|software package|npm package
container|Docker container|OCI container
order|sequence|succession
boss|manager|supervisor
office|workplace|bureau
probability|likelihood|chance
description|outline|characterisation
equivalent|counterpart|analogue
repository|repo|code repository
team|group|crew
instruction|guideline|directive
step|stage|action
!information|info|facts
choice|selection|pick
!money|cash|funds
effect|impact|influence
provider|vendor|supplier
!protection|security|safeguarding
!progress|headway|advancement
!latency|delay|lag
bug|defect|flaw
!advice|guidance|counsel
site|web presence|internet site
cluster|group of machines|set of machines
trick|knack|clever way
opinion|view|judgement
habit|custom|routine
rule|regulation|guiding rule
folder|directory|file folder
computer|machine|PC|box|workstation
program|application|app
error|failure|fault|problem
error message|failure message|error text
question|enquiry|inquiry
answer|reply|response
request|call|API call|HTTP request
command|subcommand|CLI command|shell command
flag|option|switch|command line flag|command line option
parameter|request parameter|argument
setting|config setting|configuration value|preference
configuration|config|setup
configuration file|config file|settings file|file with the settings
route|endpoint|API route|API endpoint|HTTP route
client|client program|client application
library|code library|software library
!the documentation|the manual|the handbook|the user guide
price|cost|charge
licence|license|software licence
programming language|coding language|implementation language
browser|web browser|internet browser
!the internet|the web|the net
internet connection|network connection|connection to the internet
!internet access|web access|access to the internet|access to the web
friend|buddy|pal|mate
joke|gag|jest
story|tale|short story
riddle|puzzle|brain teaser
reason|cause|explanation
purpose|aim|goal|objective
meaning|sense|significance|definition
difference|distinction|contrast
example|sample|illustration
graphics card|GPU|video card|graphics processor
processor|CPU|central processor
!RAM|main memory|working memory|system memory
disk|hard disk|drive|hard drive
API key|access key|secret key
list|listing|enumeration
!speed|performance|pace
amount|quantity|volume
terminal|console|command line|terminal window
version|release|edition
script|shell script|helper script
colleague|coworker|workmate
web page|website|web site|page in the browser
conversation|dialogue|discussion
limit|cap|ceiling|upper bound
task|job|assignment
ability|skill|capability|talent
part|piece|chunk|portion
place|spot|location
engine|inference engine|execution engine
log|log file|logbook
queue|waiting line|waiting list
crash|breakdown|collapse
colour|color|hue
animal|creature|beast
film|movie|motion picture
song|tune|melody
creator|maker|author|inventor
robot|bot|android
assistant|helper|aide
hobby|pastime|leisure activity
mistake|slip|blunder
environment variable|env variable|env var
exit code|exit status|return code|exit value
status code|HTTP status|HTTP status code|HTTP code
body|request body|body of the request
field|JSON field|member
operating system|platform|OS
local network|LAN|home network
laptop|notebook|portable computer
phone|smartphone|mobile phone|cell phone
company|firm|business|enterprise
benefit|advantage|plus point|upside
tutorial|walkthrough|introduction|guide
beginner|newcomer|novice|newbie
!help|assistance|support
start|launch|startup
restriction|constraint|limitation
requirement|prerequisite|precondition
poem|verse|piece of poetry
line of code|row of code|code line
context length|context size|context window|size of the context|length of the context
plan|intention|scheme
test|trial|check
editor|code editor|text editor
graphics chip|video chip|graphics unit
child|kid|youngster
feature|function|capacity
button|knob|push button
tablet|tablet computer|handheld computer
secret|password|passphrase
worry|fear|concern
feeling|emotion|sentiment
dream|vision|daydream
weakness|drawback|shortcoming
developer|programmer|coder
topic|subject|theme
gap|hole|blank space
notification|alert|notice
image|picture|photo
newspaper|paper|gazette
server process|process of the server|process for the server
shell|command shell|command interpreter
backend|model backend|inference backend`;

/** Plurals only, or forms in which the lines above do not come. */
const PLURAL = `people|folks|persons
details|particulars|specifics
docs|doc pages|manuals
weights|model weights|weight files
graphics cards|GPUs|video cards
sources|source files|source texts
credentials|login details|access data
statistics|stats|figures about use`;

const IRREGULAR = {
  OS: "OSes",
  child: "children",
  person: "persons",
  man: "men",
  box: "boxes",
};

/** @param {string} noun @returns {string} "directories" of "directory" */
function plural(noun) {
  const [, head, rest = ""] = /^(.*?)( (?:of|for|with|to|from|or|in)\b.*)?$/.exec(noun) ?? [];
  const word = head.slice(head.lastIndexOf(" ") + 1);
  const front = head.slice(0, head.length - word.length);
  if (Object.hasOwn(IRREGULAR, word)) return `${front}${IRREGULAR[word]}${rest}`;
  if (/[^aeiou]y$/.test(word)) return `${front}${word.slice(0, -1)}ies${rest}`;
  return `${front}${word}${/(?:s|x|z|ch|sh)$/.test(word) ? "es" : "s"}${rest}`;
}

const lines = SINGULAR.split("\n");

export const NOUNS = lines.map((line) => line.replace("!", "").split("|"));
export const NOUNS_PLURAL = [
  ...lines.filter((line) => !line.startsWith("!")).map((line) => line.split("|").map(plural)),
  ...PLURAL.split("\n").map((line) => line.split("|")),
].filter((group) => !group.includes("graphics processors"));
