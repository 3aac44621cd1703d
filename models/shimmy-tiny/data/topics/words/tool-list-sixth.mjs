/** Further tools, in the form of `toolList`: games, music, files, code, servers, devices, farms, freight, texts, cameras. */
export const sixthTools = `
tool wifi
names connect_wifi, join_network, connectWifi, wifi_connect, join_wifi
about Connect to a wireless network. | Joins a wifi with its password. | Log in to a WLAN.
param network/ssid/name/wifi code Name of the network
param password/key/passphrase secret Password
ask Connect to {network} with the password {password}. | Join the wifi {network}, password {password}. | The wifi is {network} and the password is {password}. | Network {network}, key {password} | Use {password} to get into the wifi {network}. | I want to be on {network}. The password: {password} | wifi {network} {password} | Log in to the network {network}, it wants {password}. | With {password} you can join {network}, do that. | Please put this laptop into the wifi {network} using {password}. | The hotel gave me {password} for the wifi {network}, connect me. | Go online over {network}. Pass phrase {password}. | Could you connect us to {network}? Its password is {password}. | Our guest wifi is called {network}, password {password}, join it. | {password} is the key for {network}, please connect.
result status=@connected signal=percent
say You are {status} to {network}. | {network}: {status}, signal {signal} percent.

tool loan
names renew_loan, extend_loan, renewBook, loan_renew, keep_book_longer
about Renew a borrowed library book. | Extends the loan of a book. | Lets the reader keep a book longer.
param title/book/item/name movie Title of the book
param? weeks/for_weeks/duration small Number of weeks
ask Renew {title}. | I have not finished {title}, extend the loan. | Can I keep {title} for {weeks} more weeks? | Please extend {title} by {weeks} weeks. | The library wants {title} back, renew it. | {title} needs another {weeks} weeks. | Library: renew {title} | I would like to hold on to {title} a little longer. | {weeks} weeks more for {title} please. | Loan of {title}, extend it. | My daughter still reads {title}, could you renew the loan? | Prolong the book {title}. | Is {title} due soon? Renew it for {weeks} weeks. | Keep {title} on my library card for {weeks} more weeks. | Do not let {title} run out, renew it at the library. | Ask the library for {weeks} more weeks with {title}.
follow And {title}. | {title} too.
result due=date
say {title} is renewed, it is due {due}. | You can keep {title}. New date: {due}.

tool catalogue
names search_catalogue, books_by_author, findBooks, library_search, author_lookup
about Find the books of an author in the library. | Searches the library catalogue by author. | Which books by a writer the library has.
param author/writer/by/name surname Author
ask Which books by {author} does the library have? | Books by {author} | Has the library anything written by {author}? | Find the works of {author} in the catalogue. | I want to read something by {author}. | Search the catalogue for the author {author}. | {author}: what is in the library? | What did {author} write? See the catalogue. | My teacher told me to read {author}, is there a book in the library? | Author search: {author} | Are there novels by {author} on the shelf? | Give me a list of titles by {author}. | Look for the writer {author} in the library. | Do we own books of {author}? | I am a fan of {author}, which books can I borrow? | Every book from {author}, please.
follow And {author}? | What about {author}?
result title=movie copies=small
say The library has {title} by {author}. | By {author} there is {title}, {copies} copies.

tool museum
names book_tour, guided_tour, museum_tour, reserveTour, tour_booking
about Book a guided tour in a museum. | Reserves a museum tour in a language. | Guided tours for groups.
param language/in/lang language Language of the tour
param people/visitors/group_size guests Number of people
param date/day/when date Day of the tour
ask Book a guided tour in {language} for {people} people, {date}. | We are {people} and want a {language} tour of the museum {date}. | Museum tour {date}, {people} persons, {language} | A tour in {language} for {date} please, {people} visitors. | {people} tickets for the {language} museum tour, {date}. | For {date} I need a guide who speaks {language}, we are {people}. | Could {people} of us join a {language} tour of the exhibition? The day is {date}. | {date}: guided tour, {language}, group of {people}. | My guests speak {language}. Book the museum tour {date} for {people}. | Reserve {people} places on the {language} tour for {date}. | I wish to visit the museum with a guide in {language}, {people} people, {date}. | Please get a group of {people} onto a {language} tour, {date}. | Tour language {language}, day {date}, visitors {people}. | In {language}, please: a museum tour for {people}, {date}.
result code=order time=time
say The {language} tour for {people} is booked: {date}, {time}. | Your tour {code} is reserved for {date}.

tool artwork
names audio_guide, explain_exhibit, audioGuide, exhibit_info, guide_number
about Explain an exhibit by its number. | Audio guide of the museum. | Tells about the object with a number.
param number/exhibit/object/id big Number of the exhibit
ask Tell me about exhibit {number}. | What is number {number} in the museum? | Audio guide {number} | Exhibit {number} please. | I am in front of object {number}, what is it? | Explain number {number} of the exhibition. | Who made exhibit {number}? | Play the audio guide for number {number}. | The sign says {number}, what does the guide tell? | Could you describe the piece with the number {number}? | Number {number} looks interesting, tell me more about that exhibit. | {number} in the audio guide, please. | How old is the object {number} here in the museum? | I would like to hear the text for exhibit {number}. | What is the story behind exhibit {number}? | Museum guide, what do you know about {number}?
follow And {number}? | Now {number}. | What about {number}?
result year=year artist=surname
say Exhibit {number} was made by {artist} in {year}. | Number {number}: a work of {artist}, {year}.

tool sprinkler
names water_field, irrigate, startIrrigation, field_water, irrigation_start
about Water a field for some minutes. | Starts the irrigation of a field. | Opens the sprinklers.
param field/area/plot/zone one:north,south,orchard,greenhouse,vineyard,meadow Field
param minutes/duration/time minutes How long
ask Water the {field} for {minutes} minutes. | Irrigate {field}, {minutes} minutes. | The {field} is dry, give it {minutes} minutes of water. | {minutes} minutes of water on the {field} please. | Sprinklers in the {field} on for {minutes} minutes. | {field} {minutes} minutes water | Could the {field} get water for {minutes} minutes? | No rain again, so irrigate the {field} for {minutes} minutes. | Let the water run {minutes} minutes in the {field}. | Open the valves of the {field} and close them after {minutes} minutes. | I think {minutes} minutes of irrigation will do for the {field}. | For {minutes} minutes, water our {field} field. | Start the irrigation: {field}, {minutes} minutes. | My plants in the {field} need water, {minutes} minutes. | Set the sprinklers of the {field} to {minutes} minutes.
follow And the {field}. | Now {minutes} minutes. | The {field} as well.
result litres=big
say The {field} gets water for {minutes} minutes. | Irrigation runs in the {field}: {litres} litres.

tool harvest
names log_harvest, record_harvest, addHarvest, harvest_entry, crop_log
about Record how much of a crop was harvested. | Harvest log of the farm. | Notes a harvest in kilograms.
param crop/fruit/plant/what one:wheat,apples,potatoes,carrots,grapes,onions,maize What was harvested
param kilograms/weight/amount/kg big Weight in kilograms
ask We harvested {kilograms} kilograms of {crop}. | Log {kilograms} kilos of {crop}. | Harvest: {crop}, {kilograms} kg | {kilograms} kg {crop} came in today. | Write down {kilograms} kilograms {crop} in the harvest log. | The {crop} gave us {kilograms} kilograms this time. | Add a harvest of {crop}, {kilograms} kg. | Please note: {crop}, {kilograms} kilos from the field. | Today we brought in {crop}, all together {kilograms} kilograms. | {crop} {kilograms} kg | I weighed the {crop}: {kilograms} kg. Record it. | Into the farm book: {kilograms} kg of {crop}. | Our {crop} harvest is {kilograms} kilograms, enter it. | Could you enter {kilograms} kilos for {crop}? | Another {kilograms} kilograms of {crop} are in the barn.
follow And {kilograms} kg of {crop}. | {crop}: {kilograms}.
result total=big
say Noted: {kilograms} kg of {crop}. | The log says {kilograms} kg of {crop}, {total} kg this year.

tool feeding
names feed_animals, feed, feedAnimals, animal_feeding, give_feed
about Feed the animals of the farm. | Gives an amount of feed to animals. | Starts the feeding machine in a stable.
param animals/animal/species/who one:cows,pigs,chickens,sheep,goats,horses,ducks Which animals
param kilograms/amount/kg/quantity small Feed in kilograms
ask Feed the {animals} {kilograms} kilograms. | Give {kilograms} kg to the {animals}. | The {animals} are hungry, {kilograms} kilos please. | {animals}: {kilograms} kg feed | {kilograms} kilograms of feed for the {animals}. | It is feeding time, the {animals} get {kilograms} kilograms. | Could the {animals} have {kilograms} kg more? | Let the machine give the {animals} {kilograms} kilos. | I forgot the {animals}! {kilograms} kilograms of feed, quickly. | Put out {kilograms} kg for the {animals}. | Have the {animals} been fed? Give them {kilograms} kg. | Our {animals} need {kilograms} kilograms this evening. | The vet says {kilograms} kg a day for the {animals}, feed them. | Serve {kilograms} kilos to our {animals}. | Feeding: {kilograms} kg, {animals}.
follow And the {animals}. | And {kilograms} kg for the {animals}.
result status=@fed
say The {animals} got {kilograms} kilograms. | Done: {kilograms} kg for the {animals}.

tool freight
names create_shipment, ship_goods, newShipment, shipment_create, send_freight, book_freight
about Create a shipment between two cities. | Books freight by weight. | Sends goods from one place to another.
param from/origin/sender_city/pickup city Where it starts
param to/destination/target/delivery city Where it goes
param weight/kilograms/kg/mass big Weight in kilograms
ask Ship {weight} kilograms from {from} to {to}. | Send {weight} kg of goods to {to}, starting in {from}. | Freight {from} - {to}, {weight} kg | A shipment of {weight} kilos has to go from {from} to {to}. | {weight} kg must get to {to}, they are in {from}. | Create a shipment: from {from}, to {to}, weight {weight}. | Our warehouse in {from} sends {weight} kg to {to}, book it. | I have {weight} kilograms of freight for {to}, pick it up in {from}. | Could you book a transport from {from} to {to} for {weight} kg? | {to} needs {weight} kg from {from}. | Transport {weight} kilograms, {from} to {to}. | Please arrange freight to {to} out of {from}, {weight} kilos. | From {from}, {weight} kg shall be shipped to {to}. | The customer in {to} ordered {weight} kg, ship from {from}. | Book cargo of {weight} kg between {from} and {to}.
result id=order
say Shipment {id}: {weight} kg from {from} to {to}. | Your freight to {to} is booked under {id}.

tool storestock
names warehouse_stock, stock_level, inventory, getInventory, items_in_warehouse, count_stock
about How many pieces of a product are in the warehouse. | Stock level of an item. | Looks up the inventory.
param product/item/article/name product Product
ask How many {product} items are in stock? | Stock of {product} | Do we have a {product} left in the warehouse? | Check the inventory for {product}. | {product}: how many are there? | Is the {product} sold out? Look at the stock. | A customer asks for the {product}, have we got any in the warehouse? | I need the stock level of the item {product}. | How much {product} stock is left? | Look up the article {product} in the inventory. | Warehouse, {product}? | Should I order more of the product {product}? Tell me what is in stock. | Count what we have of the {product} in the warehouse. | What does the inventory say about {product}? | Please see if {product} is still in stock. | In the warehouse, is there any {product}?
follow And {product}? | What about the {product}?
result pieces=count shelf=flight
say There are {pieces} of the {product} on shelf {shelf}. | {product}: {pieces} in stock.

tool driver
names assign_driver, set_driver, assignDriver, driver_for_order, give_order_to_driver
about Assign a driver to an order. | Gives a delivery to a driver. | Who drives an order.
param order/order_id/delivery/job order Order
param driver/name/person/courier person Driver
ask Assign {driver} to the order {order}. | {driver} takes {order}. | Order {order} goes to the driver {driver}. | Let {driver} drive {order}. | Delivery {order}: {driver} | Who drives {order}? {driver} shall do it. | Put {driver} on delivery {order}. | For {order} I want {driver} as the driver. | {driver} is free and could do the delivery {order}. | Please have {order} delivered by {driver}. | The courier for {order} is {driver}, enter it. | Could {driver} take over the delivery {order}? | Hand {order} to {driver}, the driver. | Make {driver} the driver of {order}. | {order} has no driver yet, use {driver}.
follow And {order}. | {order} as well.
result status=@assigned
say {driver} drives order {order}. | Order {order} is {status} to {driver}.

tool pickup
names schedule_pickup, request_pickup, pickupParcel, parcel_pickup, collect_parcel
about Let a parcel be picked up at an address. | Schedules a courier to collect a parcel. | Parcel pickup on a day.
param address/street/where/location street Address
param date/day/when date Day
ask Pick up a parcel at {address}, {date}. | Send a courier to {address} for {date}. | I have a parcel to be collected at {address}, {date} would suit me. | Parcel pickup: {address}, {date} | {date}, {address}, please collect a parcel. | Could someone fetch my parcel from {address}? {date} is fine. | For {date} I need a parcel pickup at {address}. | The box is ready at {address}, have it collected {date}. | Schedule the courier: {date} at {address}. | Our address is {address}. When? {date}. Come and get the parcel. | Arrange that the parcel at {address} is picked up {date}. | {address} has a parcel to send, pickup {date}. | Order a pickup for {date}, the street is {address}. | Let the parcel service come to {address} {date}. | Parcel waiting at {address}, collect it {date}.
follow And {date}. | Also at {address}.
result code=order
say The parcel at {address} will be collected {date}. | Pickup {code} is planned for {date}.

tool sensor
names read_sensor, sensor_value, getSensor, sensor_read, measure, query_sensor
about Read a sensor in a room. | Returns what a sensor measures. | Current value of a sensor.
param sensor/kind/type/quantity one:humidity,pressure,co2,noise,brightness,smoke What to measure
param room/location/where/place room Room
ask What is the {sensor} in the {room}? | Read the {sensor} sensor of the {room}. | {sensor} {room} | How high is the {sensor} in the {room}? | Measure {sensor} in the {room}. | In the {room}, what does the {sensor} sensor say? | Is the {sensor} in the {room} normal? | {room}: {sensor} please. | Give me the {sensor} value from the {room}. | I feel strange in the {room}, check the {sensor}. | The {room} has a {sensor} sensor, read it. | Could you look up the {sensor} level for the {room}? | Tell me how the {sensor} is in the {room}. | Latest {sensor} reading of the {room}? | I wonder about the {sensor} in our {room}. | Query the {room} for {sensor}.
follow And in the {room}? | And {sensor}? | What about the {room}?
result value=big
say The {sensor} in the {room} is {value}. | {room}: {sensor} {value}.

tool alert
names set_alert, sensor_alert, createAlert, alert_rule, warn_above, add_threshold
about Warn when a sensor goes above a value. | Sets a threshold for a measured value. | Creates an alert rule.
param metric/sensor/what/quantity one:cpu,memory,traffic,voltage,errors,latency What is watched
param threshold/limit/above/value big Limit
ask Warn me when {metric} is above {threshold}. | Alert if {metric} exceeds {threshold}. | {metric} > {threshold}: tell me. | I want an alert for {metric} over {threshold}. | Set the threshold of {metric} to {threshold}. | Should {metric} ever pass {threshold}, let me know. | More than {threshold} {metric} is bad, add an alert. | Create an alert rule: {metric}, limit {threshold} | When {metric} climbs over {threshold}, raise the alarm. | Keep an eye on {metric}, the limit is {threshold}. | At {threshold} I need a warning about {metric}. | Please watch {metric} and shout at {threshold}. | {threshold} is the most we allow for {metric}, set an alert. | Could you notify us as soon as {metric} goes beyond {threshold}? | Alarm limit {threshold} for {metric}.
follow Now {threshold}. | And {metric}.
result rule=big
say I will warn you when {metric} is above {threshold}. | Alert rule {rule} is set: {metric} over {threshold}.

tool air
names air_quality, get_air_quality, airQuality, pollution, air_index, check_air
about Air quality of a city. | How clean the air of a place is. | Pollution index.
param city/location/place/town city City
ask How is the air in {city}? | Air quality in {city} | Is the air of {city} clean? | How bad is the pollution in {city}? | Can I go jogging in {city}, or is there smog? | {city}: air quality index please. | Check the air in {city}. | Is there a lot of dust in the air over {city}? | What is the pollution index of {city}? | I have asthma and travel to {city}, how is the air there? | Tell me about the air quality for {city}. | Should I wear a mask against the smog in {city}? | Look up how clean the air is in {city}. | Give me the air index for {city}. | Is it healthy to breathe in {city}? | My aunt in {city} complains about the air, look at the index.
follow And in {city}? | What about {city}?
result index=percent
say The air index of {city} is {index}. | {city} has an air quality index of {index}.

tool units
names convert_temperature, temperature_converter, tempConvert, degrees_convert
about Convert a temperature between scales. | Celsius, Fahrenheit and Kelvin. | Temperature converter.
param value/degrees/temperature/number degrees Temperature to convert
param from/from_scale/source one:celsius,fahrenheit,kelvin Scale of the value
param to/to_scale/target one:celsius,fahrenheit,kelvin Scale of the result
ask Convert {value} {from} to {to}. | How much is {value} degrees {from} in {to}? | {value} {from} in {to} | What are {value} degrees {from} on the {to} scale? | I read {value} {from}, what is that in {to}? | Turn {value} degrees {from} into {to}. | Give me {to} for {value} {from}. | In {to}, please: {value} degrees {from}. | My oven only knows {to}, the recipe says {value} {from}. | The thermometer shows {value} {from}. And in {to}? | {from} to {to}: {value} | Express {value} degrees {from} as {to}. | I never understand {from}. Tell me {value} in {to}. | Which temperature in {to} equals {value} {from}? | Work out the {to} value of {value} degrees {from}.
follow And {value}? | Now {value} degrees.
result result=number
say {value} degrees {from} are {result} {to}. | That is {result} degrees {to}.

tool units
names convert_data_size, bytes_converter, dataUnits, size_units, convert_bytes
about Convert data sizes. | Bytes, kilobytes, megabytes and gigabytes. | Converts amounts of data.
param amount/value/size/number big Amount
param from/unit/from_unit/source one:bytes,kilobytes,megabytes,gigabytes Unit of the amount
param to/to_unit/target/into one:bytes,kilobytes,megabytes,gigabytes Unit of the result
ask How many {to} are {amount} {from}? | Convert {amount} {from} to {to}. | {amount} {from} in {to} | What is {amount} {from} in {to}? | My plan has {amount} {from}, how many {to} is that? | Give me {to} instead of {amount} {from}. | Change {amount} {from} into {to}. | The file has {amount} {from}. In {to} please. | {to} for {amount} {from}? | I need {amount} {from} written as {to}. | Express in {to}: {amount} {from} | Is it many {to} if I have {amount} {from}? | Work out how many {to} fit into {amount} {from}. | Data size {amount} {from}, wanted unit {to}. | Tell me the number of {to} in {amount} {from}.
follow And {amount}? | Now {amount} {from}.
result result=number
say {amount} {from} are {result} {to}. | That makes {result} {to}.

tool textcount
names count_words, word_count, countWords, text_length, length_of_text
about Count the words of a text. | Number of words and letters. | How long a text is.
param text/content/input/phrase phrase Text
ask How many words are in "{text}"? | Count the words: {text} | Word count of "{text}" | How long is "{text}"? | "{text}" - how many words? | Count "{text}" for me. | I may only use few words. How many has "{text}"? | Give me the number of words in "{text}". | Of how many words does this consist: {text} | Tell me the length of "{text}" in words. | Words in: {text} | Please count how many words I wrote: {text} | My teacher wants the word count of "{text}". | The sentence "{text}", how many words is it? | Check how many words this line has: "{text}" | Do a word count on {text}
result words=small letters=count
say The text has {words} words. | It is {words} words and {letters} letters long.

tool spelling
names check_spelling, spell_check, spellcheck, checkSpelling, proofread, correct_text
about Check the spelling of a text. | Finds spelling mistakes. | Proofreads a sentence.
param text/input/sentence/content message Text to check
ask Check the spelling of "{text}". | Is "{text}" spelled correctly? | Spell check: {text} | Proofread "{text}" | Are there mistakes in "{text}"? | Correct my spelling: {text} | "{text}" - did I write that right? | Look for spelling mistakes in "{text}". | Before I send it, check this for typos: {text} | Please go over the spelling in "{text}". | I am bad at spelling. Is this right: {text} | Any typos in "{text}"? | Would a teacher find errors in the sentence "{text}"? | Run the spell checker on "{text}". | Fix the typos, if any: {text} | Could you proofread the line "{text}"?
result mistakes=@no
say I found {mistakes} mistakes in "{text}". | "{text}" has {mistakes} spelling mistakes.

tool textcase
names change_case, convert_case, textCase, letter_case, to_case
about Change the case of a text. | Upper, lower or title case. | Rewrites the letters of a text large or small.
param text/input/string/content phrase Text
param case/mode/style/to one:upper,lower,title Wanted case
ask Write "{text}" in {case} case. | Put "{text}" into {case} case. | {case} case: {text} | Make "{text}" {case} case. | Change the letters of "{text}" to {case} case. | I need "{text}" as {case} case for the poster. | Convert to {case} case: {text} | "{text}" in {case} case please. | The heading "{text}" should be in {case} case. | Could I have "{text}" with {case} case letters? | Turn "{text}" to {case}. | Use {case} case for the text "{text}". | Set in {case} case the words "{text}". | The printer wants {case} case, so rewrite "{text}". | How does "{text}" look in {case} case?
follow And in {case} case. | Now "{text}".
result length=count
say Here is "{text}" in {case} case, {length} characters. | Done: {case} case.

tool rhyme
names find_rhymes, rhymes_with, rhyme, getRhymes, rhyming_words
about Find words that rhyme. | Rhymes for a word. | Helps poets with rhymes.
param word/for/term/with word Word to rhyme with
ask What rhymes with {word}? | Find a rhyme for {word}. | Rhymes: {word} | I am writing a poem and need something that rhymes with {word}. | {word} - which words rhyme? | Give me rhymes on {word}. | Is there any rhyme for {word}? | My line ends in {word}, how can I rhyme it? | Rhyme {word} | Help me with my song, I want a rhyme on {word}. | Which words sound like {word} at the end? | A rhyming word for {word}, please. | For the birthday poem, look for rhymes with {word}. | Does anything rhyme with {word}? | Search words that rhyme on {word}. | I am stuck at {word}, find me a rhyme.
follow And {word}? | What about {word}?
result rhyme=word
say {rhyme} rhymes with {word}. | A rhyme for {word} is {rhyme}.

tool language
names detect_language, which_language, detectLang, language_of, guess_language
about Detect the language of a text. | Tells in which language something is written. | Guesses a language.
param text/input/sample/content translation Text in some language
ask Which language is "{text}"? | What language is this: {text} | Detect the language of "{text}". | In which language is "{text}" written? | {text} - which language? | Somebody wrote to me "{text}", what language could that be? | Is "{text}" Finnish or something else? | Language of: {text} | Guess the language: {text} | I got a letter that says "{text}". Which language is it in? | Find out what language {text} is. | "{text}" - I do not even know the language, do you? | Tell me the language of the words {text}. | The sign reads {text}. Which language do they speak here? | Please identify the language in "{text}". | Does {text} belong to a language you can detect?
result language=language
say "{text}" is {language}. | That looks like {language}.

tool geocode
names geocode, get_coordinates, addressToCoordinates, locate_address, coordinates_of, lat_lon
about Coordinates of an address. | Turns an address into latitude and longitude. | Finds an address on the map.
param address/street/location/query street Address
ask What are the coordinates of {address}? | Geocode {address}. | {address} coordinates | Latitude and longitude of {address} please. | Find {address} on the map and give me the position. | I need the GPS position of {address}. | Where exactly is {address}? I want coordinates. | Turn {address} into coordinates. | For my GPS device: coordinates for {address} | The drone should fly to {address}, which latitude and longitude is that? | Put {address} into numbers for the map. | {address}, what is its position on the globe? | Could you look up the latitude of {address}? | Get me the map coordinates for the address {address}. | At which coordinates does {address} lie? | Position of {address}
follow And {address}? | What about {address}?
result latitude=number longitude=number
say {address} is at {latitude}, {longitude}. | The coordinates of {address}: {latitude} and {longitude}.

tool elevation
names get_elevation, elevation, altitude_of, heightAboveSea, altitude
about Height of a place above the sea. | Elevation of a city. | Altitude in meters.
param place/city/location/of city Place
ask How high is {place} above the sea? | Elevation of {place} | What is the altitude of {place}? | At which height does {place} lie? | Is {place} up in the mountains? Give me the elevation. | {place}: how many meters above sea level? | I am planning a bike tour, what altitude does {place} have? | How many meters up is {place}? | Height above sea level for {place} please. | Will the air be thin in {place}? Look up its altitude. | Tell me the elevation at {place}. | Does {place} lie high or low? I need meters above the sea. | Find out how high up {place} is. | The height of {place}, in meters. | Would {place} be flooded if the sea rose? Check its elevation.
follow And {place}? | What about {place}?
result meters=high
say {place} lies {meters} meters above the sea. | The elevation of {place} is {meters} meters.

tool traffic
names traffic_report, get_traffic, trafficInfo, road_traffic, check_jams
about Traffic on the roads of a city. | Reports jams. | How busy the streets are.
param city/area/region/where city City
param? time/at/when time Time of day
ask How is the traffic in {city}? | Are there jams in {city}? | Traffic {city} | Is it a bad idea to drive through {city} at {time}? | How busy are the roads in {city}? | {city} at {time}: what will the traffic be like? | I have to cross {city} by car, any jams? | Give me the traffic report for {city}. | Will I get stuck in {city} around {time}? | Check the roads of {city} for jams. | What do the streets of {city} look like at {time}? Lots of cars? | Tell me about the traffic in {city}, please. | My taxi is stuck in {city}, how long is the jam? | Rush hour in {city}? Look at the traffic. | Before we drive to {city}: traffic? | At {time} I drive into {city}, how is traffic then?
follow And in {city}? | What about {city}? | And at {time}?
result delay=minutes
say In {city} you lose about {delay} minutes. | The traffic in {city} costs {delay} minutes.

tool printer
names print_file, print_document, printFile, send_to_printer, printer_print
about Print a file. | Sends a document to the printer. | Prints some copies.
param file/document/path/name path File to print
param? copies/count/number small Number of copies
ask Print {file} on paper. | I need {file} on paper. | {copies} copies of {file} please. | Send {file} to the printer. | Print {copies} times {file}. | Could I get {file} from the printer, {copies} copies? | {file} to the printer | For the meeting we need {copies} prints of {file}. | Put {file} on paper {copies} times. | The printer should do {file}. | Run off {copies} copies of {file}. | My grandmother likes paper, so print {file} for her. | Printer: {file}, {copies} copies | I would like to hold {file} in my hands, print it. | Make {copies} paper copies from the document {file}. | Let the printer print {file}, please.
follow And {file}. | Now {file}.
result job=big pages=small
say {file} is being printed as job {job}. | Print job {job}: {file}, {pages} pages.

tool ink
names ink_level, check_ink, getToner, toner_level, printer_ink, ink_left
about Ink that is left in a printer. | Toner level of a colour. | How full a cartridge is.
param color/colour/cartridge/ink one:black,cyan,magenta,yellow Colour of the cartridge
ask How much {color} ink is left? | Is there {color} toner in the printer? | {color} ink | Do I have to buy {color} ink? | Check the {color} cartridge. | The prints look pale, how is the {color}? | Ink level of {color} please. | How full is the {color} cartridge? | Will the {color} last for another hundred pages? | Look whether the printer has enough {color} ink. | Tell me how the {color} toner is doing. | Is the printer out of {color}? | Printer ink, {color}: how many percent? | I am going to the shop, do we need {color} ink? | What is the level of the {color} ink in the printer? | How many percent of {color} are in the printer?
follow And {color}? | What about {color}?
result percent=percent
say There is {percent} percent {color} ink. | The {color} cartridge is at {percent} percent.

tool scanner
names scan_document, scan_page, scanDocument, scanner_scan, digitize_page
about Scan a page with the scanner. | Digitizes paper. | Scans a document to a format.
param format/type/as one:pdf,png,jpeg,tiff File format
param pages/count/number small Number of pages
ask Scan {pages} pages as {format}. | I have {pages} pages on the scanner, make a {format}. | {format} scan, {pages} pages | Scan the contract, it has {pages} pages, {format} please. | Please digitize {pages} pages into {format}. | Turn these {pages} sheets of paper into a {format}. | As {format}, scan {pages} pages. | The tax office needs {pages} pages as {format}, scan them. | Could you scan {pages} pages for me? In {format}. | Use the scanner: {pages} pages, format {format}. | {pages} sheets to {format}. | From paper to {format}, {pages} pages please. | Start a scan of {pages} pages and store it as {format}. | A {format} of these {pages} papers would help me, scan them. | Put the {pages} pages under the scanner and save {format}.
result file=file
say I scanned {pages} pages: {file}. | The {format} scan of {pages} pages is ready.

tool camera
names take_photo, take_picture, snapPhoto, camera_shot, capture_image, photo
about Take a photo with a camera of the house. | Shoots a picture. | Captures an image in a room.
param camera/room/where/location room Where the camera is
ask Take a photo in the {camera}. | Show me a picture from the {camera} camera. | Snap the {camera}. | I want to see the {camera}, take a picture. | What does the {camera} look like right now? | Photo of the {camera} please. | {camera} camera, picture | Is somebody in the {camera}? Send me a photo. | Let the camera in the {camera} take a shot. | Capture an image of the {camera}. | Use the {camera} camera for a photo. | I heard a noise in the {camera}, make a picture. | Give me a snapshot of the {camera}. | From the camera in the {camera}, a picture please. | Can I have a look at the {camera} with the camera? | Is the dog in the {camera}? Take a photo.
follow And the {camera}. | Now the {camera}.
result image=file
say Here is a photo of the {camera}: {image}. | I took a picture in the {camera}.

tool camera
names record_video, video_clip, recordVideo, start_filming, film_room
about Record a video with a camera. | Films a room for some seconds. | Makes a clip with the camera of a room.
param camera/room/location/where room Where the camera is
param seconds/duration/length seconds Length in seconds
ask Film the {camera} for {seconds} seconds. | Record {seconds} seconds of video in the {camera}. | Video from the {camera}, {seconds} seconds | I want a {seconds} second clip of the {camera}. | {camera} camera: record {seconds} seconds. | Let the {camera} camera film for {seconds} seconds. | For {seconds} seconds, film what happens in the {camera}. | Make a video of {seconds} seconds, camera {camera}. | The cat is playing in the {camera}, film it for {seconds} seconds! | Could you record the {camera} on video, about {seconds} seconds? | Start the camera in the {camera} and stop after {seconds} seconds. | {seconds} seconds video of the {camera} please. | Get me {seconds} seconds of film from the {camera}. | Shoot a clip in the {camera} that lasts {seconds} seconds. | In the {camera}, please film {seconds} seconds.
follow And the {camera}. | Now {seconds} seconds.
result clip=file
say The clip of the {camera} is ready: {clip}. | I filmed the {camera} for {seconds} seconds.

tool motion
names motion_events, list_motion, getMotion, detected_motion, who_was_there
about List when the cameras saw motion. | Movements that were detected on a day. | Motion log of the cameras.
param date/day/on/when date Day
ask Did the cameras see anything {date}? | Motion events for {date} | Show what moved in front of the cameras, {date}. | Was there any movement {date}? | {date}: motion log please. | List the motion that was detected {date}. | Somebody came to the house {date}, look at the motion log. | What did the camera notice {date}? | I want the motion events of the day, {date}. | Were there movements in the garden {date}? Ask the cameras. | Check the motion detector for {date}. | For {date}, tell me when something moved. | Has the motion sensor seen somebody {date}? | Give me all alarms of the cameras for {date}. | I was away {date}, did the cameras catch any motion? | Motion report, {date}.
follow And {date}? | What about {date}?
result time=time place=room
say There was motion in the {place} at {time}. | The camera in the {place} saw something at {time}.

tool shimmy
names load_with_context, load_model_sized, loadWithContext, model_load_context, prepare_model
about Load a model with a context size. | Loads a model into memory with a number of context tokens. | Prepares a model of Shimmy.
param model/name/model_name/id model Model
param context/ctx/context_size/num_ctx big Tokens of context
ask Load {model} with a context of {context}. | Bring up {model}, context {context}. | I need {model} with {context} tokens of context. | {model} {context} tokens, load it | Put {model} into memory and give it {context} tokens. | Can {model} be loaded with a context size of {context}? | Context {context}, model {model}: load | With {context} tokens of context, load {model}. | My text is long, so load {model} with {context} tokens. | Start {model}; its context should be {context}. | Have {model} ready with {context} context tokens. | Set the context to {context} and load the model {model}. | Shimmy should load {model} at {context} tokens. | Let me work with {model}, context length {context}. | Please get {model} into memory, {context} tokens will do.
follow Now with {context}. | And {model}.
result status=@loaded ms=big
say {model} is {status} with {context} tokens. | {model} is ready, the context is {context}.

tool shimmy
names unload_idle, free_idle_models, unloadIdle, set_keep_alive, idle_timeout
about Unload a model after idle minutes. | Sets how long an unused model stays in memory. | Keep-alive time of a model.
param model/name/model_name model Model
param minutes/idle/timeout/keep_alive minutes Minutes without requests
ask Unload {model} after {minutes} idle minutes. | {model} may stay in memory for {minutes} minutes. | Keep {model} loaded {minutes} minutes. | If nobody uses {model} for {minutes} minutes, free it. | Keep alive of {model}: {minutes} minutes | Throw {model} out of memory when it was idle for {minutes} minutes. | {minutes} minutes is enough for {model}, then unload it. | Set the idle time of {model} to {minutes} minutes. | After {minutes} minutes without requests, {model} should go. | I want {model} to be unloaded {minutes} minutes after its last use. | Let {model} stay for {minutes} more minutes. | Memory is short: {model} gets {minutes} idle minutes, no more. | Please give {model} a keep-alive of {minutes} minutes. | Do not hold {model} longer than {minutes} minutes when unused. | {model} {minutes} minutes idle limit
follow Now {minutes} minutes. | And {model}.
result status=@set
say {model} stays for {minutes} minutes. | The idle limit of {model} is {minutes} minutes.

tool shimmy
names discover_models, scan_for_models, findGguf, models_in_folder, list_gguf_files
about Find the model files in a folder. | Looks for GGUF files. | Lists models below a directory.
param folder/path/directory/dir folder Folder
ask Which models are in {folder}? | Look for GGUF files in {folder}. | Scan {folder} for models. | Are there any models under {folder}? | List the model files below {folder}. | My models are in {folder}, find them. | {folder}: which gguf files? | Discover models in {folder} | I downloaded some models to {folder}, does Shimmy see them? | Search the folder {folder} for models. | Show me every GGUF file in {folder}. | Tell Shimmy to look for models under {folder}. | In {folder} there should be models, list them. | What models can be loaded from {folder}? | Check {folder} for new models, please. | From the directory {folder}, give me all models.
follow And in {folder}? | What about {folder}? | Now {folder}.
result first=model count=small
say In {folder} there are {count} models, the first is {first}. | I found {first} in {folder}.

tool shimmy
names memory_of_model, model_memory, modelMemory, ram_usage, how_much_memory
about Memory that a model uses. | RAM or GPU memory of a loaded model. | Memory usage by model.
param model/name/model_name/id model Model
param? device/where/kind one:cpu,gpu Which memory
ask How much memory does {model} use? | Memory of {model} | How many megabytes does {model} take on the {device}? | RAM usage of {model} please. | Is {model} too big for my computer? Show its memory. | {model} on {device}: memory? | What does {model} cost me in memory? | Tell me the {device} memory of the model {model}. | My machine is slow, how much memory does {model} hold? | Could you look up the memory that {model} needs? | I wonder how much {device} memory {model} has taken. | How heavy is {model} in memory? | Show the memory footprint of {model}. | On the {device}, how many megabytes are used by {model}? | Check {model}: how much RAM? | Does {model} eat all my memory? Have a look.
follow And {model}? | What about {model}?
result megabytes=big
say {model} uses {megabytes} megabytes. | The model {model} takes {megabytes} MB of memory.
`;
