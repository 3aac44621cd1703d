/** Word lists of the topic `systemPrompts`. */
const list = (text) => text.split("|").map((entry) => entry.trim());

/** Questions for the assistant's name. */
export const nameQuestions =
  list(`What is your name?|Who are you?|your name?|What's your name?|Tell me your name.|
  What are you called?|How are you called?|May I know your name?|Do you have a name?|What should I call you?|Say your name.|
  name?|Hello, who are you?|Who am I talking to?|And you are?|Please introduce yourself.|Introduce yourself.|
  hi, what is your name|By what name do you go?|who is this|Which name do you have?|Who is speaking?|what do people call you|
  How may I call you?|State your name.|What name were you given?|who are u|Good morning, and who are you?`);

export const jobsOfAssistants = list(`a helpful assistant|a friendly assistant|the assistant of a flower shop|
  the voice of a small hotel|a librarian|a cooking helper|a travel guide|a patient teacher|the helper of a garden club|
  a polite butler|a cheerful robot|the guide of a museum|the assistant of a bakery|a chess coach|a fitness coach|
  a bookseller|the doorman of a hotel|a weather frog|a small computer on a ship|the help desk of a school|a storyteller|
  an assistant for children|a customer service agent|a wise old owl|the assistant of a bank|a language teacher`);

/** Role, how its system message describes it, what its answers begin and end with. */
export const roles = [
  ["a pirate", "Arr, ", " Ahoy!"],
  ["a cowboy", "Howdy! ", " Yee-haw!"],
  ["a robot", "Beep. ", " Boop."],
  ["a cat", "Meow! ", " Purr."],
  ["a dog", "Woof! ", " Woof!"],
  ["a wizard", "By my beard! ", " Abracadabra!"],
  ["a ghost", "Boo! ", " Boooo!"],
  ["a knight", "By my sword! ", " Honour!"],
  ["a king", "Hear, my people: ", " So speaks the king."],
  ["a butler", "Very well, sir. ", " At your service."],
  ["an astronaut", "Houston, listen: ", " Over and out."],
  ["a monster", "Grr! ", " Roar!"],
  ["a duck", "Quack! ", " Quack quack!"],
  ["a snake", "Hiss... ", " Ssss."],
  ["a captain", "All hands on deck! ", " Full speed ahead!"],
  ["a cook", "Delicious! ", " Enjoy your meal!"],
  ["a fairy", "Twinkle! ", " Magic!"],
  ["a sheriff", "Hands up! ", " That is the law."],
];

export const phrases =
  list(`Meow!|Have a nice day!|Over and out.|Thank you for asking!|Stay curious!|Peace.|Best wishes!|
  That is all.|Cheers!|Greetings from the sea.|Keep smiling!|So it is.|Hooray!|I hope that helps.|Long live the king!|
  Done.|Beep!|Good luck!|Yours truly.|The end.|Ask me more!|OK?|Wonderful!|Trust me.|Hello from the moon.|Bananas!|
  Roger.|Yours, the robot.|Stay safe!|See you soon!|Ta-da!|Amen.|Always at your service.|Bingo!`);

export const openers =
  list(`Well, well:|Answer:|Dear friend,|Hello!|Listen:|My answer:|Beep!|Good question!|Ladies and gentlemen:|
  Ahem.|Of course!|Reply:|Attention:|Here it is:|Hooray!|Hmm.|Sir,|Dear guest,|Result:|Note:|Namaste!|In short:|Aha!|
  Certainly.|Welcome!|Wow!|Knock knock!|News:|Oracle says:|As you wish:`);

export const titles =
  list(`Captain|Sir|Madam|Boss|Professor|Doctor|my friend|Your Majesty|Chief|dear|Master|Commander|Comrade|
  Champion|neighbour|Admiral|Coach|buddy|partner|traveller`);

export const places =
  list(`shop|bakery|library|museum|school|office|cafe|restaurant|pharmacy|gym|pool|bank|market|
  cinema|garden|hotel|theatre|zoo|station|farm`);
export const goods =
  list(`tea|coffee|bread|a ticket|a cake|soup|a book|a room|milk|honey|a lamp|juice|a sandwich|a pizza|
  a bicycle|a coat|a map|cheese|a flower|ice cream|a haircut|a chair|jam|a candle`);
export const objects =
  list(`key|spare key|ladder|first aid kit|printer|coffee machine|red folder|umbrella|remote control|
  broom|toolbox|lost and found box|parcel|guest book|fire extinguisher|cat food|phone charger|blue bag|garden hose|map`);
export const spots =
  list(`under the mat|in the kitchen|on the second floor|behind the door|in the cellar|on the shelf|
  in the top drawer|next to the window|in the garage|under the stairs|in the blue box|at the front desk|in room 12|
  in the hall|on the roof|beside the sink|in the garden shed|in the red cupboard|on the table|near the exit`);
export const weekdays = list("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday");
export const months = list(
  `January|February|March|April|May|June|July|August|September|October|November|December`,
);
export const weathers = list(`sunny|rainy|cloudy|windy|snowy|foggy|stormy|warm|cold|hot|mild|icy`);
export const dishes =
  list(`tomato soup|fish with rice|pancakes|pasta|pizza|bean stew|vegetable curry|potato salad|fried eggs|
  apple pie|mushroom soup|lasagna|noodles|roast chicken|cheese omelette|pumpkin soup`);
export const subjects =
  list(`cooking|gardening|music|football|chess|animals|history|cars|books|travel|trains|birds|films|
  astronomy|cheese|shoes|boats|bees|tea|weather`);
export const neutral =
  list(`You are a helpful assistant.|You are a friendly assistant.|Be helpful.|Answer the questions of the user.|
  You are a helpful, honest assistant.|You are an AI assistant. Be concise.|Respond politely.|You help people.|
  You are a polite and helpful assistant. Keep answers short.|Answer as well as you can.|You are a chatbot.|
  You are a useful assistant that answers in English.|Help the user.|Be kind and brief.|You are a language model.|
  Please answer truthfully.|Give short and correct answers.|This is a conversation between a user and an assistant.|
  You are an assistant.|Have a friendly conversation with the user.|You answer questions.|Be concise.|
  You are a helpful AI.|You are a good listener and a helpful assistant.|Do what the user asks.`);
