/**
 * Verbs in base form; the other forms are made below. A line with `~` in front has no past form that is fit
 * for exchange. Words that decide between two facts (load, pull, discover, serve, generate, ...) are absent.
 */
const BASE = `grow|expand|swell
confirm|attest|certify
discuss|debate|talk over
announce|proclaim|make known
exclude|rule out|shut out
adapt|tailor|customise
revoke|withdraw|rescind
inspect|scrutinise|look closely at
wake up|awaken|rouse
paste|insert|stick in
walk|stroll|go on foot
admire|look up to|think highly of
~throw|toss|fling
compute|calculate|figure out
prove|demonstrate|establish
guess|speculate|conjecture
detect|sense|perceive
enjoy|take pleasure in|delight in
collect|gather|amass
bother|disturb|annoy
~shrink|compress|contract
spread|distribute|scatter
browse|surf|explore
summarise|sum up|recap
pretend|make believe|act as if
redirect|divert|reroute
read|go through|peruse
~write|write down|put down
ask|query|put a question to
ask for|make a request for|put in for
stay|remain|continue to be
follow|obey|stick to
~prefer|favour|like better
avoid|steer clear of|keep away from
leave out|omit|skip
~pass|hand over|forward
reuse|use again|recycle
~become|turn into|grow into
survive|outlive|get through
block|obstruct|bar
~print|print out|write out
~tell shimmy|let Shimmy know|inform Shimmy
~tell the model|let the model know|inform the model
~have a look|take a look|look
claim|assert|maintain
mention|bring up|touch on
lack|miss|do without
treat|deal with|go about
arrange|organise|see to
attach|fasten|tie
select from|choose from|pick from
delete|remove|erase|get rid of|throw away|discard
start|launch|start up|boot up|fire up
stop|halt|terminate
run|execute|operate
use|utilise|make use of|employ
~work with|cooperate with|function with|go together with|get along with
see|view|look at|have a look at|take a look at
show|display|reveal|exhibit
check|verify|validate|go over
~find|locate|track down
search|look through|scan|comb through
search for|look for|hunt for
choose|select|pick|opt for|decide on
change|alter|modify|adjust
set|specify|configure
limit|restrict|cap|put a limit on
raise|increase|boost|turn up|put up
lower|reduce|decrease|cut down|bring down|turn down
cut|truncate|trim|shorten|clip
send|submit|transmit
receive|obtain|pick up
ask a question|put a question|pose a question
talk to|chat with|speak with|converse with|speak to
talk|speak|converse
explain|describe|clarify|give an explanation of
~mean|signify|stand for|indicate|refer to
need|require|have need of
return|give back|send back|hand back
~work|function|do its job
create|produce|construct|put together
connect|link up|hook up|couple
allow|permit|give access to
refuse|reject|decline|deny
~support|handle|have support for
keep|retain|hold
put|place|position
add|append|put in
~install|set up|deploy
disable|deactivate|turn off|switch off
enable|activate|turn on|switch on
unload|evict|offload
download|fetch|grab|get hold of
manage|administer|take care of|look after
measure|gauge|assess|clock
estimate|predict|judge|work out
fix|solve|repair|resolve|sort out|correct
~try to|attempt to|seek to
wait|hang on|hold on
happen|occur|take place|come about
~cause|trigger|bring about|provoke|lead to
fail|go wrong|break down
crash|collapse|go down|fall over
restart|reboot|start again|relaunch
replace|swap out|exchange|take the place of
understand|grasp|comprehend|make sense of
learn|find out|get to know
remember|recall|keep in mind
help|assist|aid
provide|supply|offer|deliver
~answer|reply to|respond to
reply|respond|write back
~call|invoke|send a request to
type|enter|type in|key in
press|hit|push
continue|go on|carry on|proceed
end|finish|conclude
begin|commence|embark on
~appear|show up|pop up|come up
share|pass on|hand on|give away
protect|secure|guard|safeguard
hide|conceal|mask
monitor|watch|keep an eye on|observe
save|store|preserve|record
copy|duplicate|make a copy of
move|shift|relocate|transport
~point|direct|aim|steer
force|enforce|insist on|compel
exceed|go beyond|surpass
speed up|accelerate|quicken
occupy|take up|use up|consume|eat up
~accept|tolerate|admit
combine|merge|mix
split|divide|break up
count|tally|add up
trust|rely on|count on|depend on|have faith in
train|teach|educate
contain|include|comprise
expect|anticipate|await
improve|enhance|upgrade
diagnose|troubleshoot|get to the bottom of
authenticate|log in|sign in
override|overrule|take precedence over|trump
win|prevail|have priority|take precedence
~reach|get to|access|contact
quit|exit|get out of
cancel|abort|interrupt|call off|break off
shut down|power down|close down|take down
buy|purchase|pay for
publish|release|make public|put out
convert|transform|recast
list|enumerate|itemise
think|believe|suppose|reckon
decide|determine|settle
identify|recognise|recognize
define|give a definition of|spell out
investigate|look into|dig into
~get a|obtain a|receive a
~get an|obtain an|receive an
~get the|obtain the|receive the
~get no|obtain no|receive no
~get my|obtain my|receive my
~get more|obtain more|receive more
make sure|ensure|be sure|make certain
~make shimmy|have shimmy|let shimmy
ignore|disregard|pay no attention to|take no notice of
complain|grumble|moan
prevent|avert|preclude
test|try out|try
learn more|find out more|get to know more
~close|shut|close off
arrive|come in|get here
extend|lengthen|prolong
compare|contrast|weigh up
recommend|suggest|advise|propose
~forget|lose sight of|fail to remember
notice|become aware of|take note of
inform|notify|let know
reproduce|replicate|recreate
blame|accuse|hold responsible
sleep|doze|have a nap
laugh|giggle|chuckle
cry|weep|sob
relax|unwind|calm down|wind down
celebrate|feast|make merry
shout|yell|scream
play|have a game of|take part in
hurt|ache|be sore
hate|detest|loathe|despise
love|adore|cherish
study|examine|go deep into
travel|journey|go on a trip`;

/** Forms that stand for one another and are not made from a line above. */
export const VERB_FORMS = `want to say|mean to say|am trying to say
wanted|desired|wished for
tells me|lets me know|informs me|says to me
tell me|let me know|inform me
is installed|has been installed|is set up
is allowed|is permitted|is acceptable
are allowed|are permitted|are acceptable
am I allowed to|am I permitted to|do I have permission to
required|needed|called for
need to know|have to know|must know
was told|was informed|was given to understand
turned up|showed up|popped up
written by|authored by|penned by
taken from|drawn from|borrowed from
comes from|originates from|stems from
come from|originate from|stem from
came from|originated from|stemmed from
belongs to|is part of|forms part of
belong to|are part of|form part of
depends on|hinges on|is determined by
consists of|is made up of|is composed of
is wrong with|is the matter with|is the trouble with
did not work|didn't work|was no success
has failed|has gone wrong|has broken down
takes too long|lasts too long|needs too much time
look like|appear like|come across like
created|made|produced|constructed|built|developed
written in|coded in|programmed in|implemented in
gives|provides|delivers|yields
causes|triggers|brings about|provokes|leads to
it says|it states|it reports|it claims
is loaded|has been loaded|gets loaded
was refused|was rejected|was declined|was turned down
was refused with|was rejected with|was turned down with
is missing|is absent|is lacking|is not there
came back with|returned with|ended up with
ended with|finished with|ended in
failed with|broke off with|stopped with
told me|informed me|said to me
gave me|handed me|returned me
is used|is utilised|is employed|gets used
are used|are utilised|are employed|get used
is needed|is required|is necessary
are needed|are required|are necessary
is chosen|is selected|is picked
happened|occurred|transpired
got back|received back|was sent back
is running|is up|is up and running|is in operation
is not running|isn't running|is not up
got no|received no|was given no
saw|noticed|came across|spotted
does not work|doesn't work|is not working|isn't working|fails to work
do not work|don't work|are not working|aren't working|fail to work
is it possible|can it be done|is that possible|is it feasible
wants to|would like to|wishes to|intends to
want to know|would like to know|wish to know
have to|need to|have got to
has to|needs to|is obliged to
is found|is located|is situated
is damaged|is broken|is corrupt|is defective`
  .split("\n")
  .map((line) => line.split("|"));

const DOUBLED = new Set(
  "stop get put set run cut scan refer occur transfer pop forget cancel output input plug bar skip cap clip trim begin shut grab swap spot log quit hit dig let submit permit transmit admit commit split sit chat plan drop reset sob win compel".split(
    " ",
  ),
);
/** Irregular past forms; `null` where past and participle differ, so that neither may replace a regular one. */
const PAST = {
  ...Object.fromEntries(
    "run see choose begin give take get go do write show speak throw know break fall hide wake forget overrule have become come be tear draw stretch"
      .split(" ")
      .map((verb) => [verb, null]),
  ),
  ...Object.fromEntries(
    "put set cut shut hit split reset read hurt quit let".split(" ").map((verb) => [verb, verb]),
  ),
  send: "sent",
  keep: "kept",
  hold: "held",
  find: "found",
  teach: "taught",
  buy: "bought",
  make: "made",
  build: "built",
  mean: "meant",
  understand: "understood",
  think: "thought",
  win: "won",
  sleep: "slept",
  weep: "wept",
  output: "output",
  input: "input",
  override: null,
  recast: "recast",
  overrule: "overruled",
  stretch: "stretched",
}; // prettier-ignore

/** @param {string} verb @returns {string} "tries" of "try" */
function third(verb) {
  if (verb === "have") return "has";
  if (verb === "be") return "is";
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

/** @param {string} verb @returns {string} "trying" of "try" */
function continuous(verb) {
  if (/^(?:die|lie|tie)$/.test(verb)) return `${verb.slice(0, -2)}ying`;
  if (DOUBLED.has(verb)) return `${verb}${verb.at(-1)}ing`;
  return /[^eo]e$/.test(verb) && verb !== "be" ? `${verb.slice(0, -1)}ing` : `${verb}ing`;
}

/** @param {string} verb @returns {string | null} "tried" of "try", null where two forms would be needed */
function past(verb) {
  if (verb in PAST) return PAST[verb];
  if (DOUBLED.has(verb)) return `${verb}${verb.at(-1)}ed`;
  if (verb.endsWith("e")) return `${verb}d`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`;
}

/** @param {(verb: string) => string | null} form */
const inForm = (form) => (phrase) => {
  const [verb, ...rest] = phrase.split(" ");
  return [form(verb), ...rest].join(" ");
};
const lines = BASE.split("\n").map((line) => ({
  hasPast: !line.startsWith("~"),
  phrases: line.replace("~", "").split("|"),
}));

export const VERBS = lines.map(({ phrases }) => phrases);
export const VERBS_THIRD = VERBS.map((phrases) => phrases.map(inForm(third)));
export const VERBS_ING = VERBS.map((phrases) => phrases.map(inForm(continuous)));
/** Past and participle at once, so single words only. */
export const VERBS_PAST = lines
  .filter(({ hasPast }) => hasPast)
  .map(({ phrases }) =>
    phrases
      .filter((phrase) => !phrase.includes(" "))
      .map(past)
      .filter((form) => form !== null),
  )
  .filter((forms) => forms.length >= 3);
