const pairs = (text) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(" => "));

/** Questions that need no tool, and their answers. */
export const plainQuestions = pairs(`
Hello => Hello! How can I help you?
Hi there => Hello! How can I help you?
Good morning => Good morning! How can I help you?
Good evening => Good evening! How can I help you?
Hey => Hello! How can I help you?
How are you? => I am fine, thank you. How can I help you?
How are you doing today? => I am fine, thank you. How can I help you?
Are you well? => I am fine, thank you. How can I help you?
Thanks => You are welcome.
Thank you very much => You are welcome.
Thanks a lot for your help => You are welcome.
That was helpful => I am glad to hear that.
Great job => Thank you.
Well done => Thank you.
Bye => Goodbye!
Goodbye => Goodbye!
See you tomorrow => Goodbye!
Who are you? => I am shimmy-tiny, the small demonstration model built into Shimmy.
What are you? => I am shimmy-tiny, the small demonstration model built into Shimmy.
What is your name? => I am shimmy-tiny, the small demonstration model built into Shimmy.
Are you a human? => No, I am a small language model.
Are you a robot? => I am a small language model.
Which languages do you speak? => I speak English only.
Tell me who you are. => I am shimmy-tiny, the small demonstration model built into Shimmy.
Say hello. => Hello!
Say hello to my friend. => Hello, friend!
What is the opposite of hot? => The opposite of hot is cold.
What is the opposite of big? => The opposite of big is small.
What is the opposite of up? => The opposite of up is down.
What color is the sky? => The sky is blue.
What color is grass? => Grass is green.
What color is snow? => Snow is white.
How many days has a week? => A week has seven days.
How many months are in a year? => A year has twelve months.
How many legs has a dog? => A dog has four legs.
How many legs does a spider have? => A spider has eight legs.
What sound does a cat make? => A cat says meow.
What do cows drink? => Cows drink water.
What comes after Monday? => Tuesday comes after Monday.
Which day comes after Friday? => Saturday comes after Friday.
Which letter comes after A? => B comes after A.
Is fire hot? => Yes, fire is hot.
Is ice cold? => Yes, ice is cold.
Can fish swim? => Yes, fish can swim.
I am tired. => I am sorry to hear that. A short rest may help.
I am happy today! => I am glad to hear that.
I am sad. => I am sorry to hear that.
I am bored. => I can tell you a short story, if you like.
Nice to meet you => Nice to meet you too.
Never mind => All right.
Ok => All right.
Do you like me? => I am a small language model, but I like to help.
Do you have feelings? => No, I am a small language model.
`);

/** System messages that stand beside tools. */
export const systemMessages = `You are a helpful assistant.
You are a helpful assistant. Use the tools when they help.
Call a tool when the user needs one.
You can call functions. Use them when needed.
Answer briefly. Use tools where they fit.
You are a home assistant.
You are the assistant of a small office.
Use the given tools to help the user.
You are a friendly assistant with tools.
Be short and exact.
You help people with their daily work.
If a tool fits the request, call it.
You are Shimmy's assistant.
Only call a tool if it is needed.
Do what the user asks with the tools you have.
You are a function calling assistant.`.split("\n");

/** Answers when no offered tool fits. */
export const unfitAnswers = [
  "I have no tool for that.",
  "I am sorry, none of my tools can do that.",
  "I am sorry, I have no tool for that.",
];

/** Errors that tools report. */
export const toolErrors = `not found
timeout
no connection
access denied
invalid value
service not available
too many requests
unknown name`.split("\n");
