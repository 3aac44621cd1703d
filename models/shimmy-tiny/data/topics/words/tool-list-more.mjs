/** More tools, in the form of `toolList`. */
export const moreTools = `
tool file
names read_file, open_file, file_read, readFile, cat_file, load_text
about Read a file. | Returns the content of a file. | Reads a text file.
param path/file/filename/file_path path Path of the file
ask Read {path}. | Show me the content of {path}. | What is in the file {path}? | Open {path} | What does {path} say? | Print the file {path}. | Let me see {path}. | Read me what is written in {path}. | Please look into {path}.
follow And {path}? | Now {path}. | What about {path}?
result content=message
say {path} says: {content}. | The file {path} contains "{content}".

tool file
names write_file, save_file, file_write, writeFile, create_file
about Write text to a file. | Saves a file. | Create a file with content.
param path/file/filename/file_path path Path of the file
param content/text/data message Text to write
ask Write "{content}" to {path}. | Save "{content}" in {path}. | Create the file {path} with the text "{content}". | Put "{content}" into the file {path}. | Make a file {path} that contains "{content}". | Store "{content}" as {path}. | File {path}, content: {content} | New file {path} with "{content}"
result status=@written
say Done: {path} is {status}. | I saved the text in {path}.

tool file
names delete_file, remove_file, file_delete, deleteFile, rm_file
about Delete a file. | Removes a file from the disk.
param path/file/filename/target path Path of the file
ask Delete {path}. | Remove the file {path}. | Get rid of {path}. | Please erase {path}. | I no longer need {path}, delete it. | Throw away {path} | Wipe the file {path}. | Can you remove {path} from the disk?
follow And {path}. | Also {path}.
result status=@deleted
say {path} is {status}. | Done: I removed {path}.

tool folder
names list_files, list_directory, ls, listDir, dir, list_folder
about List the files in a folder. | Shows a directory. | Names of the files in a folder.
param path/directory/folder/dir folder Folder
ask List the files in {path}. | What is in the folder {path}? | Show me the directory {path}. | Which files are in {path}? | Files in {path} | What files does {path} hold? | Look into the folder {path}. | Show all files under {path}. | Give me a listing of {path}.
follow And in {path}? | What about {path}?
result first=file second=file
say {path} holds {first} and {second}. | The files are {first} and {second}.

tool database
names query_database, run_sql, sql_query, execute_query, dbQuery, database
about Run an SQL query. | Query the database with SQL. | Executes SQL.
param query/sql/statement sql SQL text
ask Run {query} | Execute the query {query} on the database. | What does {query} return? | Query the database: {query} | Run this SQL: {query} | Please run "{query}". | Give me the result of {query} | SQL: {query}
result rows=big
say The query returned {rows}. | The result has {rows} rows.

tool database
names count_rows, table_count, countRecords, row_count, count_table
about Count the rows of a table. | Number of records in a table.
param table/name/table_name table Table
ask How many rows does the table {table} have? | Count the rows in {table}. | How many records are in {table}? | Number of entries in {table} | Size of the table {table} in rows? | Count {table} | Tell me how many {table} are in the database. | How many {table} do we have in the database?
follow And {table}? | What about {table}?
result count=big
say The table {table} has {count} rows. | There are {count} rows in {table}.

tool shimmy
names list_models, get_models, models, listModels, show_models
about List the models that Shimmy serves. | Shows all available models. | Names of the models.
ask Which models are there? | List the models. | Show me all models. | What models do you have available? | Give me the names of the models. | Which models can I use? | Print the model list. | What models does the server know? | Models please.
result first=model second=model
say The models are {first} and {second}. | There are {first} and {second}.

tool shimmy
names load_model, loadModel, model_load, start_model, open_model
about Load a model. | Loads a model into memory. | Makes a model ready.
param model/name/model_name/id model Name of the model
ask Load {model}. | Load the model {model}. | Please get {model} ready. | Bring {model} into memory. | I want to use {model}, load it. | Start the model {model}. | Warm up {model} please. | Make {model} available. | load {model} now
follow And {model}. | Also {model}. | Now {model}.
result status=@loaded
say {model} is {status}. | Done: the model {model} is {status}.

tool shimmy
names unload_model, unloadModel, model_unload, stop_model, free_model
about Unload a model. | Removes a model from memory. | Frees the memory of a model.
param model/name/model_name/id model Name of the model
ask Unload {model}. | Free the memory of {model}. | Take {model} out of memory. | I am done with {model}, unload it. | Stop the model {model}. | Please unload the model {model}. | Drop {model} from memory. | {model} is not needed any more, free it.
follow And {model}. | Also {model}.
result status=@unloaded
say {model} is {status}. | Done: {model} is out of memory.

tool shimmy
names model_status, get_model_status, modelStatus, model_info, show_model
about Status of a model. | Details about a model. | Tells whether a model is loaded.
param model/name/model_name model Name of the model
ask What is the status of {model}? | Is {model} loaded? | Show me details of {model}. | Tell me about the model {model}. | Check whether {model} is in memory. | How is {model} doing? | Info on {model} | Give me the state of {model}.
follow And {model}? | What about {model}?
result state=@ready memory_mb=big
say {model} is {state} and uses {memory_mb} MB. | Status of {model}: {state}, {memory_mb} MB.

tool hotel
names book_hotel, hotel_booking, reserve_hotel, bookRoom, reserve_room
about Book a hotel in a city. | Reserve a hotel room. | Hotel booking.
param city/location/destination city City
param nights/num_nights/stay nights Number of nights
param? guests/people/persons guests Number of guests
ask Book a hotel in {city} for {nights} nights. | I need a room in {city} for {nights} nights. | Reserve {nights} nights in {city} for {guests} people. | Hotel in {city}, {nights} nights | Find me a hotel room in {city} for {nights} nights and {guests} guests. | We are {guests} people and want to stay {nights} nights in {city}. | Get me a hotel in {city}, {nights} nights. | I want to stay in {city} for {nights} nights.
result hotel=restaurant price=price
say I booked the {hotel} in {city} for {nights} nights. | Done: {nights} nights at the {hotel}, {price} in total.

tool travel
names book_flight, flight_booking, reserve_flight, bookFlight, buy_ticket
about Book a flight. | Reserve a flight between two cities. | Flight booking.
param from/origin/departure/from_city city City of departure
param to/destination/arrival/to_city city City of arrival
param date/day/departure_date date Day of the flight
ask Book a flight from {from} to {to} on {date}. | I want to fly from {from} to {to} on {date}. | Flight {from} to {to}, {date} | Get me a plane ticket from {from} to {to} for {date}. | Reserve a flight on {date} from {from} to {to}. | Fly me from {from} to {to} on {date}. | I need to be in {to} on {date}, I start in {from}; book the flight. | Please book {from} to {to} by plane on {date}.
result flight=flight price=price
say Your flight {flight} from {from} to {to} is booked. | I booked {flight} to {to} for {price}.

tool travel
names flight_status, track_flight, get_flight, flightInfo, check_flight
about Status of a flight. | Look up a flight by its number.
param flight/number/flight_number/code flight Flight number
ask What is the status of flight {flight}? | Is {flight} on time? | When does flight {flight} land? | Track {flight} | Check flight {flight} for me. | Has {flight} arrived yet? | Is the flight {flight} late? | Give me news of flight {flight}.
follow And {flight}? | What about {flight}?
result state=@delayed gate=flight
say Flight {flight} is {state}, gate {gate}. | {flight}: {state}. The gate is {gate}.

tool restaurant
names book_table, reserve_table, restaurant_booking, bookTable, make_reservation
about Book a table in a restaurant. | Restaurant reservation.
param restaurant/name/place restaurant Restaurant
param people/guests/party_size guests Number of people
param time/at/when time Time
ask Book a table for {people} at {restaurant} at {time}. | Reserve a table at {restaurant} for {people} people at {time}. | Table for {people}, {restaurant}, {time} | I want to eat at {restaurant} with {people} people at {time}. | We are {people} and want to dine at {restaurant} at {time}. | Get us a table at {restaurant}, {people} people, {time}. | Make a reservation at {restaurant} at {time} for {people}. | Please reserve at {restaurant}: {people} persons, {time}.
result status=@confirmed
say Your table at {restaurant} for {people} at {time} is {status}. | Done: {restaurant}, {people} people, {time}.

tool food
names order_food, order_meal, food_order, orderDish, order
about Order food. | Order a dish for delivery.
param dish/item/meal dish Dish
param quantity/count/amount small How many
ask Order {quantity} {dish}. | I would like {quantity} {dish} please. | Get me {quantity} portions of {dish}. | {quantity} x {dish} | We want {quantity} times {dish}. | Order {dish} for {quantity} people. | Bring {quantity} {dish} to my place. | I am hungry, order {quantity} {dish}.
result minutes=minutes
say {quantity} {dish} will arrive in {minutes} minutes. | Ordered: {quantity} {dish}, ready in {minutes} minutes.

tool food
names find_recipe, get_recipe, recipe, searchRecipes, recipe_search
about Find a recipe for a dish. | Recipe search. | How to cook something.
param dish/meal/name/query dish Dish
ask How do I cook {dish}? | Find a recipe for {dish}. | Recipe for {dish} | I want to make {dish}, what do I need? | Show me how {dish} is made. | Give me a recipe of {dish}. | What goes into {dish}? | Look up how to prepare {dish}.
follow And for {dish}? | What about {dish}?
result title=restaurant minutes=minutes
say I found "{title}": it takes {minutes} minutes. | Try the recipe "{title}", ready in {minutes} minutes.

tool maps
names get_directions, directions, route, findRoute, navigate, plan_route
about Directions between two places. | Find a route. | Route planner.
param from/origin/start place Start
param to/destination/end place Destination
param? mode/by/travel_mode one:walking,driving,cycling How to travel
ask How do I get from the {from} to the {to}? | Directions from the {from} to the {to}. | Show me the way from the {from} to the {to}. | Route from the {from} to the {to}, {mode} | Find a {mode} route from the {from} to the {to}. | I am at the {from} and must go to the {to}. | Plan a {mode} trip from the {from} to the {to}. | Take me from the {from} to the {to}.
result minutes=minutes distance_km=count
say It is {distance_km} km and takes {minutes} minutes. | From the {from} to the {to}: {distance_km} km, {minutes} minutes.

tool maps
names find_nearby, nearby, places_nearby, findPlace, search_places
about Find a place near by. | Search for shops and places around. | Places in the area.
param type/kind/category/place shop Kind of place
param city/near/location/area city Where
ask Find a {type} in {city}. | Is there a {type} in {city}? | Where is the nearest {type} in {city}? | {type} near {city} | I need a {type} in {city}. | Show me a {type} around {city}. | Which {type} is close to {city}? | Look for a {type} in {city}.
result name=restaurant address=street
say There is the {name} at {address}. | The nearest {type}: {name}, {address}.

tool maps
names get_distance, distance, distance_between, calcDistance, how_far
about Distance between two cities. | How far two places are apart.
param from/origin/start/a city First city
param to/destination/end/b city Second city
ask How far is it from {from} to {to}? | What is the distance between {from} and {to}? | Distance {from} to {to} | How many kilometers lie between {from} and {to}? | How far apart are {from} and {to}? | Is it far from {from} to {to}? | Measure the way from {from} to {to}. | Give me the distance from {from} to {to}.
result distance_km=big
say It is {distance_km} km from {from} to {to}. | {from} and {to} are {distance_km} km apart.

tool notes
names create_note, add_note, save_note, newNote, note, take_note
about Save a note. | Write a note. | Keeps a short text.
param text/content/note/body message Text of the note
ask Note: {text} | Save a note that says "{text}". | Write down "{text}". | Take a note: {text} | Make a note of this: {text} | Keep in my notes: "{text}". | Add "{text}" to my notes. | Jot down: {text}
follow And another one: {text} | Also: {text}
result id=big
say Noted: {text}. | I saved your note with the id {id}.

tool notes
names search_notes, find_note, notes_search, findNotes, lookup_note
about Search the notes. | Find a note by a word.
param query/text/keyword/term word Word to search for
ask Find my note about {query}. | Search my notes for {query}. | Do I have a note with the word {query}? | Notes on {query} | Where did I write about {query}? | Look for {query} in my notes. | Which of my notes mention {query}? | Show the notes about {query}.
follow And about {query}? | What about {query}?
result note=message
say Your note says: {note}. | I found the note "{note}".

tool reminder
names set_reminder, add_reminder, remind, createReminder, remind_me, reminder
about Set a reminder. | Reminds the user of something. | Create a reminder with a time.
param text/task/what/message task What to be reminded of
param time/at/when time When
ask Remind me to {text} at {time}. | Set a reminder at {time} to {text}. | At {time} I have to {text}, remind me. | Reminder: {text}, {time} | Do not let me forget to {text} at {time}. | I must {text} at {time}, please remind me. | Please remind me at {time} to {text}. | Create a reminder to {text} at {time}.
result status=@set
say I will remind you to {text} at {time}. | Reminder {status}: {text} at {time}.

tool todo
names add_task, add_todo, todo_add, addTodo, create_task, new_task
about Add a task to the list. | New to-do item. | Put something on the to-do list.
param task/title/text/item task The task
param? priority/importance/level one:low,normal,high Priority
ask Add "{task}" to my to-do list. | Put {task} on my list. | New task: {task} | I have to {task}, add it to the tasks. | Add the task {task} with {priority} priority. | To-do: {task} | Create a {priority} priority task: {task} | Make {task} a task of {priority} priority. | My list needs one more task: {task}.
follow And {task}. | Also {task}.
result id=big
say "{task}" is on your list. | Added task {id}: {task}.

tool units
names convert_units, unit_converter, convert, convertUnit, unit_conversion
about Convert between units. | Unit converter. | Converts lengths.
param value/amount/number/quantity number Number to convert
param from/from_unit/source length_unit Unit to convert from
param to/to_unit/target length_unit Unit to convert to
ask Convert {value} {from} to {to}. | How many {to} are {value} {from}? | {value} {from} in {to} | What is {value} {from} in {to}? | Turn {value} {from} into {to}. | Give me {value} {from} as {to}. | I have {value} {from}, what is that in {to}? | Express {value} {from} in {to}.
result result=price
say {value} {from} are {result} {to}. | That is {result} {to}.

tool units
names convert_weight, weight_converter, convertMass, mass_conversion
about Convert weights. | Converts a mass between units.
param value/amount/weight number Number to convert
param from/from_unit/source mass_unit Unit to convert from
param to/to_unit/target mass_unit Unit to convert to
ask Convert {value} {from} to {to}. | How many {to} do {value} {from} make? | {value} {from} in {to} | What do {value} {from} weigh in {to}? | Turn {value} {from} into {to}. | Give me {value} {from} as {to}. | My parcel weighs {value} {from}, what is that in {to}? | Express {value} {from} in {to}.
result result=price
say {value} {from} are {result} {to}. | That is {result} {to}.

tool dice
names roll_dice, dice, roll, rollDie, throw_dice
about Roll a die. | Throws a die with some sides. | Dice roller.
param sides/faces/max sides Sides of the die
ask Roll a die with {sides} sides. | Roll a d{sides}. | Throw a {sides} sided die. | Roll the dice, {sides} sides | I need a throw of a {sides} sided die. | Give me a roll with {sides} sides. | Let a {sides} sided die decide. | Dice with {sides} faces please.
follow And one with {sides} sides.
result result=roll
say You rolled a {result}. | The die shows {result}.

tool dice
names random_number, get_random, randomInt, pick_number, random
about Get a random number in a range. | Random integer between two numbers.
param min/low/from/start low Smallest number
param max/high/to/end high Largest number
ask Give me a random number between {min} and {max}. | Pick a number from {min} to {max}. | Random number {min} to {max} | Choose any number between {min} and {max}. | I need a random number from {min} to {max}. | Draw a number between {min} and {max}. | Think of a number from {min} to {max}. | Get me some random number, at least {min} and at most {max}.
result number=inRange
say Your number is {number}. | I picked {number}.

tool dictionary
names define_word, dictionary, define, getDefinition, lookup_word, meaning
about Look up the meaning of a word. | Dictionary. | Definition of a word.
param word/term/query word Word
ask What does {word} mean? | Define {word}. | What is the meaning of "{word}"? | Look up the word {word}. | Definition of {word} | Explain the word "{word}". | I do not know the word {word}, what is it? | What is the definition of {word}? | Check {word} in the dictionary.
follow And {word}? | What about {word}?
result definition=definition
say {word}: {definition}. | "{word}" means {definition}.

tool shopping
names add_to_cart, cart_add, addToCart, buy_item, add_item
about Put a product into the cart. | Adds an item to the shopping cart.
param product/item/name product Product
param quantity/count/amount small How many
ask Put {quantity} {product} in my cart. | Add {quantity} {product} to the cart. | I want to buy {quantity} {product}. | {quantity} x {product} into the cart | Shop {quantity} {product} for me. | Get {quantity} {product} in the shopping cart. | My cart needs {quantity} {product}. | Please buy {quantity} {product}.
follow And {quantity} {product}. | Also {quantity} {product}.
result total=price
say {quantity} {product} are in your cart. | Added {quantity} {product}; the total is {total}.

tool shopping
names track_order, order_status, get_order, trackPackage, check_order
about Track an order. | Status of an order by its id.
param order_id/id/order/number order Id of the order
ask Where is my order {order_id}? | Track order {order_id}. | What is the status of order {order_id}? | Order {order_id}: has it been sent? | Check the order with the id {order_id}. | Has {order_id} been delivered yet? | My order number is {order_id}, where is it? | Tell me about order {order_id}.
follow And {order_id}? | What about {order_id}?
result status=status
say Order {order_id} is {status}. | Your order is {status}.

tool country
names country_info, get_capital, capital_of, countryData, lookup_country
about Facts about a country. | Capital and people of a country.
param country/name/nation country Country
ask What is the capital of {country}? | How many people live in {country}? | Tell me facts about {country}. | Look up {country}. | Country data of {country} | Give me information about the country {country}. | How big is {country}? | Get the facts on {country}.
follow And {country}? | What about {country}?
result capital=city people=big
say {country}: the capital is {capital}, with {people} people. | The capital of {country} is {capital}.

tool web
names fetch_url, open_url, get_page, fetchPage, http_get, download_page
about Fetch a web page. | Download the text of a URL. | Opens a web address.
param url/address/link url Address
ask Open {url} | Fetch {url} please. | What is on the page {url}? | Download {url} | Get the text of {url} | Read the web page {url} for me. | Summarize {url} | Load the address {url}
follow And {url}? | Now {url}
result title=headline
say The page says: {title}. | {url} has the title "{title}".

tool password
names generate_password, make_password, password, newPassword, random_password
about Make a random password. | Password generator.
param length/size/chars length Number of characters
ask Make me a password with {length} characters. | Generate a password of length {length}. | New password, {length} characters | I need a safe password with {length} letters. | Give me a random password of {length} characters. | Create a {length} character password. | A password that is {length} long please. | Password of {length} characters
result password=secret
say Your password is {password}. | Here it is: {password}

tool sport
names get_score, sports_score, match_result, gameScore, team_result
about Result of the last game of a team. | Sports scores.
param team/name/club team Team
ask How did {team} play? | What is the score of {team}? | Did {team} win? | Result of {team} | Show me the last game of {team}. | Tell me how the match of {team} ended. | Score for {team} please. | Has {team} lost again?
follow And {team}? | What about {team}?
result score=score
say {team} played {score}. | The score was {score}.

tool movie
names movie_info, get_movie, find_movie, movieDetails, film_info
about Look up a movie. | Details of a film.
param title/movie/name/film movie Title
ask Tell me about the movie {title}. | Who made the film {title}? | Look up the movie "{title}". | When did {title} come out? | Is the movie {title} any good? | Movie info: {title} | Give me details about the film "{title}". | What is {title} about? It is a movie.
follow And {title}? | What about "{title}"?
result director=surname year=year
say {title} was made by {director} in {year}. | The film is from {year}, by {director}.

tool server
names ping_host, ping, check_host, pingServer, host_status
about Check whether a host answers. | Ping a server.
param host/server/name/hostname host Host name
ask Ping {host}. | Is {host} up? | Check whether {host} answers. | Does the server {host} respond? | Status of the host {host} | Can you reach {host}? | Is {host} alive? | Test the connection to {host}.
follow And {host}? | What about {host}?
result ms=count
say {host} answers in {ms} ms. | {host} is up: {ms} ms.

tool server
names restart_service, restart_server, reboot, restartHost, reboot_host
about Restart a server. | Reboots a host.
param host/server/name/target host Host name
ask Restart {host}. | Reboot the server {host}. | Please restart {host} now. | {host} hangs, restart it. | Turn {host} off and on again. | Give {host} a reboot. | The host {host} needs a restart. | Bring {host} up again with a restart.
follow And {host}. | Also {host}.
result status=@restarted
say {host} was {status}. | Done: {host} is {status}.

tool code
names create_branch, git_branch, new_branch, createBranch, add_branch
about Create a git branch. | Makes a new branch.
param name/branch/branch_name branch Name of the branch
ask Create a branch called {name}. | New branch {name} | Make a git branch named {name}. | I need the branch {name}. | Start a branch with the name {name}. | Branch off as {name}. | Open a new branch {name} please. | Add a branch {name} to the repository.
result status=@created
say The branch {name} is {status}. | Done: branch {name} {status}.
`;
