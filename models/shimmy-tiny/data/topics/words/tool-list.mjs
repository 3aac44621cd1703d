/**
 * The tools of the samples, one block each:
 * `tool GROUP`, `names`, `about`, `param NAMES MAKER description` (`param?`: optional; MAKER `one:a,b` is an enumeration),
 * `ask` (requests), `follow` (an elliptical second request), `result name=MAKER`, `say` (answers from the result).
 */
export const toolList = `
tool weather
names get_weather, weather, current_weather, fetchWeather, weather_lookup, get_current_weather
about Get the current weather for a city. | Current weather of a place. | Returns temperature and sky for a location. | Look up the weather.
param city/location/place/town city Name of the city
param? unit/units one:celsius,fahrenheit Unit of the temperature
ask What is the weather in {city}? | What is the weather like in {city} right now? | How is the weather in {city} today? | Is it raining in {city}? | Tell me the weather for {city}. | Weather in {city} | Do I need an umbrella in {city}? | How warm is it in {city}? | What is the temperature in {city}? | Check the weather in {city}. | Get the weather for {city} in {unit}. | What is the temperature in {city} in {unit}? | I am flying to {city}, is it cold there? | Give me the current weather in {city}, in {unit} please. | {city} weather | Is it sunny in {city}? | Should I take a coat in {city}?
follow And in {city}? | What about {city}? | And {city}? | Now the same for {city}. | How about {city}?
result temperature=degrees condition=sky
say It is {temperature} degrees and {condition} in {city}. | In {city} it is {condition} with {temperature} degrees.

tool weather
names get_forecast, forecast, weather_forecast, dailyForecast, fetch_forecast
about Weather forecast for the next days. | Forecast for a city. | Get the forecast of a city for some days.
param city/location/place city City of the forecast
param days/num_days/day_count small Number of days
ask Give me the {days} day forecast for {city}. | What will the weather be in {city} for the next {days} days? | Forecast for {city}, {days} days | I need a weather forecast of {days} days for {city}. | How will the weather be over the next {days} days in {city}? | Show the forecast for {days} days in {city}. | Will it rain in {city} in the next {days} days? | Plan {days} days in {city}: what does the forecast say?
result high=degrees outlook=sky
say The next {days} days in {city}: {outlook}, up to {high} degrees. | {city} will be {outlook}, with a high of {high} degrees.

tool time
names get_time, current_time, time_in, getLocalTime, world_clock, clock
about Get the current time in a city. | Local time of a place. | Tells the time somewhere in the world.
param city/location/place/timezone city City
ask What time is it in {city}? | What is the time in {city}? | Tell me the local time in {city}. | Current time in {city} | How late is it in {city}? | Can I call {city} now, or is it night there? What time is it? | Time in {city} please. | Give me the clock time in {city}. | I want to know the time in {city}. | What does the clock say in {city}?
follow And in {city}? | What about {city}? | And {city}?
result time=time
say It is {time} in {city}. | The time in {city} is {time}.

tool date
names get_date, today, current_date, todaysDate
about Get today's date. | Returns the current date. | The date of today.
ask What is the date today? | What day is it? | Which day is today? | Tell me today's date. | What is the current date? | Give me the date. | Today's date please. | I forgot the date, what is it? | Look up today's date.
result date=date
say Today is {date}. | The date is {date}.

tool math
names calculator, calculate, evaluate, math, compute, calc, evaluate_expression
about Evaluate an arithmetic expression. | A calculator. | Computes the value of an expression. | Do exact arithmetic.
param expression/formula/input/expr expression Expression to evaluate
ask What is {expression}? | Calculate {expression}. | Compute {expression} | {expression} = ? | How much is {expression}? | Work out {expression} for me. | Evaluate {expression}. | Please solve {expression}. | I need the result of {expression}. | Use the calculator for {expression}. | What does {expression} give? | Find the value of {expression}.
follow And {expression}? | Now {expression}. | And what is {expression}?
result result=calculation
say {expression} is {result}. | The result is {result}. | {expression} = {result}

tool search
names web_search, search, search_web, googleSearch, internet_search, find_online
about Search the web. | Search the internet for a query. | Finds web pages.
param query/q/text/search_query topic What to search for
param? limit/max_results/count small Number of results
ask Search the web for {query}. | Look up {query} online. | Find pages about {query}. | Search for {query} | Google {query} for me. | What does the internet say about {query}? | Find me something about {query}. | I want to read about {query}, please search. | Show me {limit} results for {query}. | Search {query} and give me {limit} results. | Do a web search on {query}. | Find {limit} pages about {query}.
follow And about {query}? | Now search for {query}. | Same for {query}.
result title=headline url=url
say I found "{title}" at {url}. | The first result is "{title}": {url}

tool news
names get_news, news, latest_news, fetchHeadlines, headlines
about Get the latest news about a topic. | News headlines. | Recent headlines on a topic.
param topic/subject/category/query topic Topic of the news
ask What is new about {topic}? | Show me the latest news about {topic}. | News on {topic} | Any headlines about {topic}? | Read me the news on {topic}. | What happened lately with {topic}? | Give me recent news about {topic}. | Fetch the headlines for {topic}. | Is there any news about {topic}?
follow And about {topic}? | What about {topic}?
result headline=headline
say The latest headline: {headline}. | News on {topic}: {headline}.

tool calendar
names create_event, add_event, calendar_add, newEvent, schedule_event, add_to_calendar
about Add an event to the calendar. | Create a calendar entry. | Puts an event on a date.
param title/name/event/summary event Title of the event
param date/day/on date Date of the event
param? time/start_time/at time Start time
ask Add {title} to my calendar on {date}. | Schedule {title} for {date}. | Put {title} in the calendar for {date} at {time}. | Create an event: {title}, {date}, {time}. | I have {title} on {date}, add it to the calendar. | Calendar entry for {date}: {title} | Plan {title} for {date} at {time}. | Make a calendar event called {title} on {date}. | Please enter {title} on {date} at {time}. | New event {title} on {date} | Block {date} at {time} for {title}.
result status=@created id=big
say Done: {title} is in your calendar for {date}. | I added {title} on {date} (event {id}).

tool calendar
names list_events, get_events, calendar_events, getSchedule, show_calendar, agenda
about List the events of a day. | Shows the calendar of a date. | Get my appointments.
param date/day date Day to show
ask What is on my calendar for {date}? | Which events do I have on {date}? | Show my schedule for {date}. | What are my appointments on {date}? | Am I free on {date}? | List my events for {date}. | What do I have planned for {date}? | Agenda for {date} | Do I have anything on {date}? | Show me the calendar of {date}.
follow And for {date}? | What about {date}?
result title=event time=time
say You have {title} at {time}. | On {date}: {title} at {time}.

tool mail
names send_email, send_mail, email, sendEmail, mail_send, compose_email
about Send an email. | Sends a mail to someone. | Write and send an email.
param to/recipient/address recipient Who gets the mail
param subject/title subject Subject line
param body/text/message/content message Text of the mail
ask Send an email to {to} with the subject "{subject}" saying "{body}". | Email {to}, subject {subject}: {body}. | Write a mail to {to} about "{subject}" with the text "{body}". | Mail {to}. Subject: {subject}. Text: {body} | Please send {to} an email titled "{subject}" that says "{body}". | I want to mail {to}: subject "{subject}", body "{body}". | Compose an email for {to} with subject "{subject}" and body "{body}". | Send mail to {to}: "{subject}" - "{body}"
result status=@sent
say The mail to {to} is {status}. | Done: your email "{subject}" to {to} was {status}.

tool chat
names send_message, send_sms, text_message, sendMessage, sms, message_contact
about Send a text message to a person. | Sends a short message. | Text a contact.
param to/recipient/contact/name person Who gets the message
param text/message/body/content message Text
ask Text {to}: {text} | Send {to} a message saying "{text}". | Tell {to} "{text}". | Message {to} that "{text}". | Write to {to}: "{text}" | Send a text to {to} that says "{text}". | Let {to} know: {text} | SMS to {to}: {text} | Can you text "{text}" to {to}?
result status=@sent
say The message to {to} is {status}. | Done: "{text}" was {status} to {to}.

tool phone
names call_contact, phone_call, make_call, dial, callPerson
about Call a person on the phone. | Starts a phone call. | Dial a contact.
param name/contact/person person Who to call
ask Call {name}. | Phone {name} please. | Ring up {name}. | Dial {name} | I want to talk to {name} on the phone. | Start a call with {name}. | Give {name} a ring. | Make a phone call to {name}. | Get {name} on the line.
follow And then {name}. | Now call {name}.
result status=@calling
say I am calling {name} now. | The call to {name} has started: {status}.

tool contacts
names find_contact, lookup_contact, get_contact, contactInfo, search_contacts
about Find a person in the contacts. | Look up phone and mail of a contact. | Contact details of a person.
param name/person/contact person Name of the person
ask What is the phone number of {name}? | Find the contact {name}. | Look up {name} in my contacts. | Give me the number of {name}. | What is {name}'s email? | How can I reach {name}? | Show the contact details of {name}. | Do you have the number of {name}? | Contact data for {name}
follow And of {name}? | What about {name}?
result phone=phone email=email
say {name}: {phone}, {email}. | You reach {name} at {phone} or {email}.

tool lights
names set_lights, lights, switch_light, toggleLight, light_control, control_lights
about Switch the lights in a room. | Turn lights on or off. | Controls the lamps of a room.
param room/location/area room Room
param state/mode/action/power one:on,off On or off
ask Turn {state} the lights in the {room}. | Turn the {room} lights {state}. | Switch {state} the {room} light. | Lights {state} in the {room} please. | {room} lights {state} | Switch the lamp in the {room} {state}. | Can you put the {room} light {state}? | I want the lights in the {room} {state}. | Make the {room} lights go {state}.
result room=@same state=@same
say The lights in the {room} are {state}. | Done: {room} lights {state}.

tool lights
names dim_lights, set_brightness, brightness, dimLight, light_level
about Set the brightness of the lights in a room. | Dim the lamps. | Light level in percent.
param room/location room Room
param level/percent/brightness/value percent Brightness in percent
ask Dim the {room} lights to {level} percent. | Set the brightness in the {room} to {level}. | {room} lights to {level}% | Make the {room} light {level} percent bright. | Lower the lights in the {room} to {level} percent. | I want {level} percent light in the {room}. | Set the lamp in the {room} to {level} percent. | Brightness {level} in the {room} please.
result level=@same
say The {room} lights are at {level} percent. | Done: {level} percent in the {room}.

tool lights
names set_color, light_color, setLampColor, change_colour, color_lights
about Set the colour of the lights in a room. | Change the lamp colour.
param room/area room Room
param color/colour/tint colour Colour
ask Make the {room} lights {color}. | Set the {room} lamp to {color}. | Change the light in the {room} to {color}. | I want {color} light in the {room}. | Turn the {room} {color}. | {color} lights in the {room} please. | Colour the {room} lights {color}. | Switch the colour of the {room} to {color}.
result color=@same
say The {room} lights are {color} now. | Done: {color} light in the {room}.

tool climate
names set_temperature, set_thermostat, thermostat, heating, setHeating
about Set the temperature of a room. | Controls the heating. | Thermostat of a room.
param room/zone room Room
param temperature/degrees/value/target oven Target in degrees
ask Set the {room} to {temperature} degrees. | Heat the {room} to {temperature} degrees. | Make it {temperature} degrees in the {room}. | Thermostat in the {room}: {temperature} | I want {temperature} degrees in the {room}. | Turn the heating in the {room} to {temperature}. | Warm up the {room} to {temperature} degrees. | Change the temperature of the {room} to {temperature}.
result temperature=@same
say The {room} is set to {temperature} degrees. | Done: {temperature} degrees in the {room}.

tool door
names lock_door, door_lock, set_lock, controlLock, door
about Lock or unlock a door. | Controls the lock of a door.
param door/name/which one:front,back,garage,cellar Which door
param action/state/command one:lock,unlock What to do
ask {action} the {door} door. | Please {action} the {door} door. | Can you {action} the {door} door? | I want you to {action} the {door} door. | The {door} door: {action} it. | Go and {action} the door at the {door}. | Could you {action} my {door} door? | {action} {door} door
result status=@done
say Done: {action} of the {door} door. | The {door} door: {action}, {status}.

tool music
names play_music, play_song, music, playTrack, start_song
about Play a song. | Plays music. | Start a track.
param song/title/track song Title of the song
param? artist/by/band artist Artist
ask Play {song}. | Play {song} by {artist}. | I want to hear {song}. | Put on {song} | Start the song {song}. | Let me listen to {song} by {artist}. | Can you play the track {song}? | Please play "{song}". | Play me {song} from {artist}.
follow Now play {song}. | And then {song}.
result status=@playing
say {song} is playing. | Now playing {song}.

tool music
names play_genre, music_genre, playRadio, start_radio, radio
about Play music of a genre. | Radio by genre. | Start a music style.
param genre/style/kind genre Genre
ask Play some {genre}. | I am in the mood for {genre}. | Put on {genre} music. | Start a {genre} station. | Some {genre} please. | Let us hear {genre}. | Play {genre} music | Turn on {genre} radio.
result station=artist
say Playing {genre}: {station}. | Here is some {genre} by {station}.

tool music
names set_volume, volume, change_volume, setVolume, sound_level
about Set the volume. | Sound level from 0 to 100. | Change the loudness.
param level/volume/percent/value percent Volume from 0 to 100
ask Set the volume to {level}. | Volume {level} | Turn the volume to {level} percent. | Make it {level} percent loud. | Change the volume to {level}. | Put the sound at {level} percent. | Sound level {level} please. | I want the volume at {level}.
follow Now {level}. | And now to {level}.
result volume=@level
say The volume is {level}. | Volume set to {level}.

tool timer
names set_timer, start_timer, timer, countdown, newTimer
about Start a timer. | Set a timer of some minutes. | Countdown in minutes.
param minutes/duration/length/duration_minutes minutes Minutes
ask Set a timer for {minutes} minutes. | Timer {minutes} minutes | Start a {minutes} minute timer. | Wake me in {minutes} minutes. | Count down {minutes} minutes. | Tell me when {minutes} minutes are over. | I need a timer of {minutes} minutes. | {minutes} minutes on the timer please. | Begin a countdown of {minutes} minutes.
follow Another one for {minutes} minutes. | And one for {minutes} minutes.
result id=big status=@started
say The timer runs for {minutes} minutes. | Timer {id} is {status}: {minutes} minutes.

tool timer
names set_alarm, alarm, wake_up, createAlarm, add_alarm
about Set an alarm. | Alarm clock. | Wakes the user at a time.
param time/at/when time Time of the alarm
ask Wake me at {time}. | Set an alarm for {time}. | Alarm at {time} | I have to get up at {time}. | Please wake me up at {time}. | Set the alarm clock to {time}. | I need an alarm at {time}. | Ring at {time}. | Get me out of bed at {time}.
result status=@set
say The alarm is set for {time}. | I will wake you at {time}.

tool money
names convert_currency, currency, exchange, currencyConverter, exchange_money
about Convert money between currencies. | Currency converter. | Exchange an amount.
param amount/value/sum amount Amount
param from/from_currency/source currency Currency to convert from
param to/to_currency/target currency Currency to convert to
ask Convert {amount} {from} to {to}. | How much is {amount} {from} in {to}? | {amount} {from} in {to} | What are {amount} {from} worth in {to}? | Change {amount} {from} into {to}. | I have {amount} {from}, how many {to} is that? | Exchange {amount} {from} for {to}. | Give me {amount} {from} as {to}. | Turn {amount} {from} into {to}.
result result=price
say {amount} {from} are {result} {to}. | That is {result} {to}.

tool money
names get_exchange_rate, exchange_rate, fx_rate, getRate, currency_rate
about Get the exchange rate of two currencies. | Rate between currencies.
param base/from/source currency Base currency
param target/to/quote currency Target currency
ask What is the exchange rate from {base} to {target}? | How does {base} stand against {target}? | {base} {target} rate | Show me the {base} to {target} rate. | Give me the rate of {base} in {target}. | What is the rate between {base} and {target}? | Look up the exchange rate {base} to {target}. | Current rate of {base} against {target} please.
result rate=price
say The rate from {base} to {target} is {rate}. | One {base} is {rate} {target}.

tool stock
names get_stock_price, stock_price, stock, getQuote, ticker_price, quote
about Get the price of a stock. | Stock quote by ticker symbol. | Current share price.
param symbol/ticker/stock/code ticker Ticker symbol
ask What is the price of {symbol}? | How is {symbol} trading? | Stock price of {symbol} | What does a share of {symbol} cost? | Show me the quote for {symbol}. | How much is {symbol} stock today? | Check the {symbol} share price. | Get me the stock quote of {symbol}. | Is {symbol} up today? Look at the price.
follow And {symbol}? | What about {symbol}?
result price=price currency=currency
say {symbol} is at {price} {currency}. | One share of {symbol} costs {price} {currency}.

tool translate
names translate, translate_text, translation, translateTo, translator
about Translate a text into a language. | Translates text. | Text translation.
param text/phrase/input/content phrase Text to translate
param language/target_language/to/target language Target language
ask Translate "{text}" to {language}. | How do you say "{text}" in {language}? | What is "{text}" in {language}? | Put "{text}" into {language}. | Say "{text}" in {language}. | Translate into {language}: {text} | I need "{text}" in {language}. | Give me the {language} for "{text}". | {language} translation of "{text}" please.
follow And "{text}"? | Now "{text}".
result translation=translation
say "{text}" in {language} is "{translation}". | It is "{translation}".
`;
