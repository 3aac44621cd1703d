/** Tools of home, office, shop, bank, travel, health, school and more, in the form of `toolList`. */
export const fifthTools = `
tool carrental
names rent_car, car_rental, rentCar, hire_car, book_rental_car, vehicle_hire
about Rent a car. | Books a rental car in a city. | Car hire for some days.
param city/location/pickup city Where to pick it up
param days/num_days/duration small Number of days
param? type/class/size one:compact,family,van,luxury Kind of car
ask Rent a car in {city} for {days} days. | I need a rental car in {city}, {days} days. | Car hire {city} {days} days | For {days} days we want a {type} car in {city}. | Hire me a {type} car, {days} days, pickup in {city}. | When I get to {city} I want a car waiting for {days} days. | {city}, {type} car, {days} days | Could you book a rental in {city}? I keep it {days} days. | We land in {city} and will drive around for {days} days, get us a car. | My boss wants a {type} rental car for {days} days in {city}. | {days} days with a car in {city}, please arrange it. | Book a {type} rental from {city} for {days} days. | How about a rental car? {city}, {days} days. | Please reserve a car for hire in {city}, I return it after {days} days. | A {type} to drive in {city} for {days} days
result price=price
say Your car in {city} costs {price} for {days} days. | I rented a car in {city}: {days} days, {price}.

tool taxi
names call_taxi, order_taxi, taxi, bookCab, request_ride, get_cab
about Order a taxi. | Sends a cab to an address. | Book a ride.
param pickup/from/address/start street Where to pick up
param? destination/to/drop_off place Where to go
param? time/at/pickup_time time When
ask Call a taxi to {pickup}. | I need a cab at {pickup}. | Taxi, {pickup} to the {destination} | Send a taxi to {pickup} at {time}. | At {time} I must go from {pickup} to the {destination}, order a cab. | Get me a ride to the {destination}, I am at {pickup}. | {pickup}: taxi please | It is raining and I stand at {pickup}, can a cab come? | Could a taxi pick us up at {pickup} and bring us to the {destination}? | My grandmother waits at {pickup}, she needs a taxi to the {destination}. | Cab for {time}, {pickup} | Please have a cab at {pickup} by {time}. | Order a taxi, address {pickup}. | I missed the bus. Taxi from {pickup} to the {destination}. | Would you book me a cab? {pickup}, {time}. | A ride from {pickup} please.
follow And at {pickup}. | To the {destination}. | Make it {time}.
result minutes=minutes
say The taxi will be at {pickup} in {minutes} minutes. | A cab is coming to {pickup}, {minutes} minutes.

tool checkin
names flight_check_in, check_in, online_checkin, checkIn, check_in_flight, seat_selection
about Check in for a flight. | Online check-in with a seat. | Gets the boarding pass.
param flight/flight_number/number flight Flight number
param seat/seat_type/preference one:window,aisle,middle Kind of seat
ask Check me in for flight {flight}, {seat} seat. | Check in {flight} {seat} | I fly with {flight} and would like a {seat} seat, check me in. | {seat} seat on {flight} please | Do the online check-in of {flight} and take a {seat} seat. | For flight {flight} I prefer the {seat}, please check in. | Get my boarding pass for {flight}, seat at the {seat}. | A {seat} seat would be nice; check in for {flight}. | Can I check in already? Flight {flight}, {seat}. | {flight}: check-in, {seat} | My flight {flight} is open for check-in. Choose {seat}. | I am tall and need the {seat}. Check in on {flight}. | Would you check me in on {flight} with a {seat} place? | Take the {seat} seat when you check me in to {flight}.
result seat_number=flight gate=small
say You are checked in on {flight}, seat {seat_number}. | Boarding pass for {flight}: {seat} seat, gate {gate}.

tool water
names log_water, drink_water, water_intake, logDrink, track_hydration, add_water
about Log the water that the user drank. | Tracks drinking in milliliters. | Hydration diary.
param milliliters/ml/amount/volume high Milliliters
ask Log {milliliters} ml of water. | I drank {milliliters} ml. | Water: {milliliters} ml | {milliliters} milliliters of water went down just now. | I just had a glass of water, {milliliters} ml. | Could you note that I drank {milliliters} ml of water? | Add {milliliters} ml to my water intake. | My doctor wants me to drink more; write down {milliliters} ml. | Put {milliliters} milliliters in the hydration diary. | {milliliters} ml drunk | After the run I finished a bottle with {milliliters} ml of water. | Track a drink of {milliliters} ml. | Today I have had {milliliters} ml more water, please record it. | Count {milliliters} ml for my water goal.
result total=big
say Logged {milliliters} ml. You had {total} ml today. | {milliliters} ml more, that makes {total} ml.

tool calories
names get_calories, calories, calorie_lookup, nutritionInfo, food_energy, lookup_nutrition
about Calories of a dish. | Nutrition facts of food. | Looks up the energy in a meal.
param dish/food/meal/item dish Dish
ask How many calories does {dish} have? | Calories in {dish} | Is {dish} healthy? Show me the calories. | {dish}: how many calories? | I ate {dish}, how much energy was that? | I am on a diet. Can I have {dish}? Look up the calories. | Nutrition facts for {dish} please | What are the nutrition values of {dish}? | Does {dish} make you fat? Check the calories. | Tell me the energy in a plate of {dish}. | Could you look up the calories of {dish} for me? | My trainer asks how many calories are in {dish}. | I wonder how heavy {dish} is in calories. | If I eat {dish}, how many calories do I take in? | Calorie count of {dish}
follow And {dish}? | What about {dish}? | And in {dish}?
result calories=high
say {dish} has {calories} calories. | A portion of {dish}: {calories} calories.

tool steps
names get_steps, step_count, steps, dailySteps, count_steps, walking_stats
about Number of steps on a day. | How much the user walked. | Pedometer data.
param date/day/on date Day
ask How many steps did I take {date}? | Steps {date} | Step count for {date} please | {date}: how much did I walk? | What does the pedometer say for {date}? | Did I reach ten thousand steps {date}? | I walked a lot, how many steps are counted for {date}? | Show my steps of {date}. | My fitness coach wants my steps for {date}. | For {date}, give me the number of steps. | I wonder how far my feet went {date}, look at the steps. | Read the step counter of {date}. | Was I lazy {date}? Check my steps. | Let me see the walking data from {date}. | Could you tell me my step count of {date}?
follow And {date}? | What about {date}? | And on {date}?
result steps=big
say You took {steps} steps ({date}). | {steps} steps are counted for {date}.

tool calendar
names book_doctor, doctor_appointment, scheduleDoctor, medical_appointment, see_specialist
about Make an appointment with a doctor. | Books a visit at a medical practice. | Doctor appointments.
param doctor/specialist/specialty one:dentist,optician,cardiologist,pediatrician,dermatologist Kind of doctor
param date/day/on date Day
param? time/at/hour time Time
ask Make an appointment with the {doctor} for {date}. | I need to see a {doctor} {date}. | {doctor} {date} {time} | Book the {doctor}, {date} at {time}. | My skin, my teeth, whatever: I need the {doctor}, best {date}. | {date} would suit me for the {doctor}, please book. | Could I see the {doctor} at {time}, {date}? | Get me in with the {doctor}. {date}, around {time}. | It hurts, find me a slot at the {doctor} for {date}. | For {date} at {time} I want an appointment at the {doctor}. | Please call the {doctor} practice and book {date}. | My daughter must go to the {doctor}. Try {date} at {time}. | Appointment: {doctor}, {date} | Is the {doctor} free at {time}? Book it for {date}. | Arrange a visit at the {doctor}, {date}.
follow Make it {time}. | And the {doctor}. | On {date} instead.
result name=surname
say You see the {doctor}, Dr. {name}: {date}. | Your appointment with the {doctor} for {date} is booked.

tool workout
names start_workout, workout, begin_training, startExercise, track_workout, training_session
about Start a workout. | Begins to track an exercise. | Training session of some minutes.
param activity/exercise/kind one:running,rowing,cycling,swimming,boxing,pilates Kind of training
param minutes/duration/length minutes Minutes
ask Start a {activity} workout of {minutes} minutes. | {minutes} minutes of {activity} | I go {activity} now for {minutes} minutes, track it. | Let us do {activity}, {minutes} minutes. | Workout: {activity}, {minutes} min | Begin my training: {minutes} minutes {activity}. | {activity} for {minutes} minutes, start tracking | I have {minutes} minutes and feel like {activity}, start it. | Could you track my {activity}? It will be {minutes} minutes. | My coach gave me {minutes} minutes of {activity} today, begin. | Record a {minutes} minute {activity} session. | Time to sweat! {activity}, {minutes} minutes. | For the next {minutes} minutes I am {activity}, track the workout. | I want to burn some fat with {activity}, {minutes} minutes please. | Please start exercise {activity}, length {minutes} minutes.
follow Then {activity} for {minutes} minutes. | Now {activity}. | And {minutes} minutes of {activity}.
result calories=high
say Go! {minutes} minutes of {activity}, about {calories} calories. | Your {activity} workout has started: {minutes} minutes.

tool homework
names add_homework, homework, new_assignment, addAssignment, homework_entry, record_homework
about Add homework with its due day. | Notes an assignment of a school subject. | Homework planner.
param subject/course/class one:math,biology,history,chemistry,geography,art School subject
param due/due_date/deadline/until date When it is due
param? page/book_page/page_number high Page of the book
ask Add {subject} homework for {due}. | I have homework in {subject}, due {due}. | {subject} homework, {due}, page {page} | For {due} we must do page {page} in {subject}. | The teacher gave us {subject} homework until {due}. | Homework: {subject}, due {due} | {due} is the deadline of my {subject} assignment. | Write down homework: {subject} book page {page}, due {due}. | In {subject} I have to finish page {page} by {due}. | My son has an assignment in {subject}. It is due {due}. | Please put {subject} in the homework planner for {due}. | Could you note my {subject} homework? {due}, page {page}. | New assignment in {subject}, to be handed in {due}. | By {due} the {subject} homework has to be ready, record it. | Page {page}, {subject}, due {due}: add it to my homework.
follow And {subject}, due {due}. | Also {subject}. | And in {subject}.
result open=small
say {subject} homework is noted, due {due}. | Noted: {subject}, {due}. You have {open} assignments.

tool grades
names get_grade, student_grade, grades, showGrade, lookup_marks, report_card
about Grade of a student in a subject. | Looks up school marks. | Marks of a pupil.
param student/pupil/name person Student
param subject/course/class one:math,biology,history,chemistry,geography,art Subject
ask What grade does {student} have in {subject}? | {student} {subject} grade | How is {student} doing in {subject}? | In {subject}, which mark did {student} get? | Show the {subject} marks of {student}. | The parents of {student} ask about {subject}. What is the grade? | Did {student} pass {subject}? | {subject}: mark of {student} | Look up how {student} stands in {subject}. | Could you read me the {subject} grade for {student}? | I am the mother of {student} and want to know the {subject} mark. | Is {student} good at {subject}? Check the grades. | Grade, {student}, {subject} please | My report needs the mark in {subject} for {student}. | Has {student} improved in {subject}? Look at the report card.
follow And in {subject}? | What about {student}? | And {student}?
result points=percent
say {student} has {points} points in {subject}. | {subject}: {points} points for {student}.

tool quiz
names make_quiz, create_quiz, quiz, generateQuiz, quiz_questions, test_me
about Make a quiz about a topic. | Generates questions to learn. | Quiz with a number of questions.
param topic/subject/about topic Topic of the quiz
param questions/count/num_questions small Number of questions
ask Make a quiz about {topic} with {questions} questions. | Quiz me on {topic}, {questions} questions. | {questions} questions about {topic} | {topic} quiz, {questions} questions | I have a test on {topic}; ask me {questions} questions. | Create {questions} quiz questions on {topic}. | Test my knowledge of {topic} with {questions} questions. | My class should get a quiz of {questions} questions, the topic is {topic}. | With {questions} questions, find out what I know of {topic}. | Could you prepare a quiz? Topic {topic}, {questions} questions. | We learned about {topic}. I would like {questions} questions to practice. | Let us play: {questions} questions on {topic}. | Give the kids {questions} questions about {topic} to answer. | I wonder how much I know of {topic}. Ask me {questions} things.
follow And about {topic}. | Now {questions} questions. | Next topic: {topic}.
result id=big
say Quiz {id} on {topic} is ready: {questions} questions. | Here is your quiz with {questions} questions about {topic}.

tool absence
names report_absence, absence_note, absent, excuseStudent, school_absence, excuse_pupil
about Report a pupil absent from school. | Excuses a student for a day. | Absence note.
param student/pupil/child person Pupil
param date/day/on date Day of the absence
param? reason/cause/why one:sick,travel,family,appointment Reason
ask {student} cannot come to school {date}. | Report {student} absent for {date}. | Absence: {student}, {date}, {reason} | Please excuse {student} from class {date}. | {date} {student} will be missing at school, reason {reason}. | My child {student} stays at home {date}. Tell the school. | Tell the teacher that {student} is not coming {date}, {reason}. | {student} absent {date} | For {date} I would like to excuse {student}: {reason}. | Could you let the school know that {student} misses lessons {date}? | Write an absence note for {student}, {date}. | The reason is {reason}: {student} will not be in class {date}. | I am the father of {student}, who has to miss school {date}. | School should mark {student} as absent {date}. | Excuse note, {date}, {student}
follow And {student}. | Also for {date}. | {student} too.
result status=@excused
say {student} is {status} for {date}. | The school knows: {student} is absent, {date}.

tool flashcard
names add_flashcard, flashcard, new_card, createFlashcard, vocabulary_card, flashcard_add
about Create a flashcard to learn. | Adds a vocabulary card. | Card with a front and a back.
param front/question/word word Front of the card
param back/answer/meaning phrase Back of the card
ask Make a flashcard: front "{front}", back "{back}". | Flashcard {front} = {back} | I want to learn "{front}", on the back write "{back}". | New vocabulary card with "{front}" in front and "{back}" behind. | Put "{back}" on the back of a card and "{front}" on the front. | Add a card to my deck: {front} / {back} | Card: {front}; answer: {back} | Could you create a learning card that asks "{front}" and answers "{back}"? | My teacher wants me to learn that "{front}" goes with "{back}", make a card. | For my vocabulary: "{front}" on one side, "{back}" on the other. | The answer is "{back}" and the question "{front}", save it as a flashcard. | I keep forgetting "{front}". Make a card with "{back}" as the answer. | Please add the flashcard "{front}" with the meaning "{back}". | A card for {front}, back side: {back}
follow And {front} / {back}. | Another card: "{front}", "{back}".
result cards=count
say The card "{front}" is in your deck. | Added "{front}" with "{back}": {cards} cards now.

tool standings
names league_standings, standings, league_table, leagueTable, show_ranking, who_leads
about Table of a sports league in a country. | Standings of a league. | Who leads a national league.
param sport/game/discipline one:football,hockey,handball,basketball,volleyball Sport
param country/nation/league_country country Country
ask Show the {sport} table of {country}. | Who leads the {sport} league in {country}? | {country} {sport} standings | {sport} standings in {country} please | Which team is first in {country} in {sport}? | I follow {sport} in {country}. What does the table look like? | In {country}, who is on top of the {sport} league? | Could you get me the {sport} ranking for {country}? | League table: {sport}, {country} | My cousin in {country} is mad about {sport}, let me see the standings there. | What is the current order of the {sport} teams in {country}? | Tell me how the {sport} league of {country} stands. | I wonder which club leads {sport} in {country}. | {country}: ranking in {sport} | Look up the league table for {sport} in {country}.
follow And in {country}? | What about {sport}? | And in {sport}?
result leader=team points=count
say {leader} leads the {sport} league in {country} with {points} points. | First in {country}: {leader}.

tool court
names book_court, court_booking, reserveCourt, court, rent_court, get_court
about Book a court to play. | Reserves a tennis or other court. | Court booking at the sports center.
param sport/game/court_type one:tennis,squash,badminton,padel Sport
param date/day/on date Day
param time/at/start time Start time
ask Book a {sport} court, {date} at {time}. | {sport} court {date} {time} | We want to play {sport} at {time}, {date}. Get a court. | {date}, {time}: reserve a court for {sport}. | Can I have a {sport} court at {time}? The day is {date}. | At {time} a friend and I play {sport}, book us a court for {date}. | Reserve {sport} for {date} from {time} on. | I feel like {sport}. Is there a court for {date} at {time}? Take it. | Rent a court: {time}, {date}, {sport} | My team needs a {sport} court, {date}, start at {time}. | Please get a court at {time} for a game of {sport}, {date}. | Court booking for {sport}, day {date}, time {time}. | I challenged my boss to {sport}; we need a court {date} at {time}. | Would a {sport} court be free {date}? At {time}, please reserve.
follow And at {time}. | Make it {date}. | Now for {sport}.
result number=small
say Court {number} is yours: {sport}, {date} at {time}. | {sport}, {date}, {time}: court {number}.

tool player
names player_stats, get_player, playerInfo, athlete_stats, stats_of_player, lookup_athlete
about Statistics of a player in a season. | Goals and games of an athlete. | Player data by year.
param player/name/athlete surname Name of the player
param season/year/in_year year Year of the season
ask How did {player} play in {season}? | Stats of {player} for {season} | {player} {season} stats | How many goals did {player} score in {season}? | In {season}, how good was {player}? | Show me the {season} numbers of {player}. | The coach wants to see what {player} did in the season of {season}. | {season}: statistics for {player} please | I am a fan of {player}, look up the season {season}. | Could you give me the player data of {player} in {season}? | Was {season} a strong year for {player}? Check the stats. | Look up the athlete {player}, season {season}. | How often did {player} play in {season}? | I bet {player} scored a lot in {season}, prove it with the stats. | Player {player}, year {season}
follow And in {season}? | What about {player}? | And {player}?
result games=count goals=small
say {player} played {games} games in {season} and scored {goals} goals. | {season}: {goals} goals in {games} games for {player}.

tool roomservice
names room_service, order_room_service, roomService, deliver_to_room, hotel_food
about Order food to a hotel room. | Room service of the hotel. | Brings a meal to a room.
param room/room_number/number high Room number
param dish/meal/item dish What to bring
ask Room service: {dish} to room {room}. | Bring {dish} to room {room}. | I am in room {room} and would like {dish}. | {dish}, room {room} | The guest in {room} asks for {dish}. | Room {room} wants {dish} please. | Could we have {dish} up here in room {room}? | Have the kitchen send {dish} up to {room}. | {room}: {dish} from room service | We are too tired to go out. {dish} for room {room}, please. | Send {dish} to the lady in room {room}. | My room is {room}. Can I get {dish}? | Some {dish} should go to room {room}. | For room number {room}: one {dish}. | Would you deliver {dish}? The room is {room}.
follow And {dish}. | {dish} for room {room}. | Also {dish}.
result minutes=minutes
say {dish} will be in room {room} in {minutes} minutes. | Room {room}: {dish} in {minutes} minutes.

tool housekeeping
names request_housekeeping, housekeeping, bring_supplies, hotelSupplies, housekeeping_request
about Ask housekeeping to bring something. | Towels and other things for a hotel room. | Housekeeping service.
param room/room_number/number high Room number
param item/thing/supply one:towels,pillows,soap,blankets,slippers,hangers What is needed
ask Bring {item} to room {room}. | Room {room} needs {item}. | There are no {item} in room {room}. | Housekeeping: {item}, {room} | {item} for {room} please | I am in {room} and I miss {item}. | Could I get more {item}? Room {room}. | The guests of room {room} would like fresh {item}. | Ask housekeeping for {item}, it is for room {room}. | Please send {item} up, my room number is {room}. | {room}: more {item} | We have run out of {item} here in {room}. | Would it be possible to get {item} in room {room}? | In room {room}, {item} are missing. | Tell the maid that {room} wants {item}.
follow And {item}. | Room {room} too. | Also {item}.
result minutes=minutes
say Housekeeping brings {item} to room {room} in {minutes} minutes. | {item} for room {room}: on the way.

tool concert
names buy_concert_tickets, concert_tickets, concertTickets, get_show_tickets, ticket_for_concert
about Buy tickets for a concert. | Concert tickets of an artist in a city. | Ticket shop for shows.
param artist/band/performer artist Who plays
param city/location/venue_city city Where
param quantity/count/tickets small Number of tickets
ask Buy {quantity} tickets for {artist} in {city}. | {quantity} tickets, {artist}, {city} | {artist} play in {city}, I want {quantity} tickets. | Get me {quantity} concert tickets for {artist}, the show in {city}. | In {city} I want to see {artist} live, {quantity} tickets please. | We are fans of {artist} and {quantity} of us go to {city}. Buy tickets. | Could you get hold of {quantity} tickets? {artist}, {city}. | For the {city} concert of {artist} I need {quantity} tickets. | My daughter dreams of seeing {artist} in {city}; order {quantity} tickets. | {artist} concert {city} x {quantity} | Please purchase {quantity} seats for the show of {artist} in {city}. | The concert in {city} by {artist}: {quantity} tickets. | I would love to hear {artist} on stage in {city}. Make it {quantity} tickets. | Reserve {quantity} for {artist} live in {city}.
follow And in {city}. | Now for {artist}. | Make it {quantity}.
result price=price
say {quantity} tickets for {artist} in {city}: {price}. | You will see {artist} in {city}, {quantity} tickets.

tool cinema
names book_cinema, cinema_tickets, bookMovieSeats, reserve_movie_seats, movie_tickets
about Book seats in the cinema. | Tickets for a movie at a time. | Cinema booking.
param movie/film/title movie Movie
param seats/count/tickets guests Number of seats
param time/at/showtime time Time of the show
ask Book {seats} seats for {movie} at {time}. | Cinema: {movie}, {time}, {seats} seats | We want to watch {movie} in the cinema at {time}, {seats} tickets please. | {seats} cinema tickets for {movie}, {time} | At {time} they show {movie}. Get us {seats} seats. | I take my kids to see {movie}: {seats} tickets, {time}. | Could you reserve {seats} places at the {time} show of {movie}? | {movie} at {time} for {seats} people | For {movie} I need {seats} tickets. The {time} show. | My girlfriend wants to go to the movies: {movie}, {time}, {seats} seats. | Please get {seats} movie tickets, film {movie}, starting at {time}. | {time} show, {seats} seats, {movie} | Are there {seats} seats left for {movie} at {time}? Book them. | Let us go to the cinema at {time} and see {movie}, we are {seats}.
follow And at {time}. | For {movie} instead. | Make it {seats} seats.
result row=small
say {seats} seats for {movie} at {time}, row {row}. | You have {seats} seats in row {row}: {movie}, {time}.

tool charging
names charge_car, start_charging, ev_charge, carCharging, charge_vehicle, set_charge_limit
about Charge the electric car. | Starts charging up to a level. | Charging of the car battery.
param level/limit/percent/target percent Level in percent
param? start/start_time/at time When to start
ask Charge the car to {level} percent. | Charge my car up to {level}%. | EV charging: {level} percent | {level} percent for the car battery please | I drive far tomorrow, so the car needs {level} percent. | Start charging at {start} until {level} percent. | At {start}, charge the car to {level} percent. | The car is plugged in. Load it to {level} percent. | Could you fill the car battery to {level} percent? | Set the charge limit of the car to {level} percent. | Power is cheap at {start}, charge the car then, up to {level} percent. | {start}: charge the car to {level} percent | Make sure my electric car has {level} percent. | I want {level} percent in the battery of the car, begin at {start}. | Do not charge the car above {level} percent, but start now.
result minutes=minutes
say The car charges to {level} percent, {minutes} minutes to go. | Charging to {level} percent takes {minutes} minutes.

tool tires
names tire_pressure, check_tires, tirePressure, get_tire_status, wheel_check
about Pressure of a tire of the car. | Checks one wheel. | Tire sensor of the car.
param axle/position/where one:front,rear,spare Which wheel
param side/hand one:left,right Side of the car
ask What is the pressure of the {axle} {side} tire? | Check the {side} {axle} tire. | {axle} {side} tire pressure | Is the {axle} tire on the {side} flat? | Does the {side} tire at the {axle} have enough air? | I hear a noise from the {axle} {side} wheel, check its pressure. | How much air is in the tire, {axle} {side}? | The car pulls a bit, look at the {axle} wheel on the {side}. | Tire {side} {axle} | On the {side} side, how is the {axle} tire? | Could you read the sensor of the {axle} {side} tire? | Please tell me if the {side} {axle} wheel needs air. | I worry about the {axle} {side} tire. | My mechanic asks for the pressure: {side} side, {axle}. | Before we go, see to the tire pressure {axle} {side}.
follow And the {side} one? | And {axle}? | What about the {axle} {side}?
result bar=small
say The {axle} {side} tire has {bar} bar. | {axle} {side}: {bar} bar.

tool parking
names pay_parking, parking_ticket, payParking, start_parking, park_car, parking_session
about Pay for parking. | Starts a parking session for a car. | Parking by license plate.
param plate/license_plate/car/vehicle flight License plate
param minutes/duration/time minutes How long in minutes
ask Pay {minutes} minutes of parking for {plate}. | Parking {plate} {minutes} min | I parked my car {plate}, it will be {minutes} minutes. | {plate}: parking ticket for {minutes} minutes | Start parking for the car {plate}, {minutes} minutes. | For {minutes} minutes my car {plate} stands here, pay the parking. | The plate is {plate}. Please get a parking ticket, {minutes} minutes. | Could you pay for parking? {minutes} minutes, car {plate}. | I have no coins for the meter: {plate}, {minutes} minutes. | {minutes} minutes parking, license plate {plate} | My wife left {plate} in the parking zone for {minutes} minutes, buy a ticket. | Let {plate} park for {minutes} minutes. | Begin a parking session, plate {plate}, length {minutes} minutes. | I do not want a fine, so pay {minutes} minutes for {plate}.
follow And {plate}. | {minutes} more minutes. | Also for {plate}.
result price=price ends=time
say {plate} may park until {ends}. | Parking for {plate}: {minutes} minutes, {price}.

tool reminder
names recurring_reminder, repeat_reminder, remindRegularly, routine_reminder, set_routine
about Set a reminder that repeats. | Reminds regularly of a task. | Daily, weekly or monthly reminder.
param task/text/what task Task
param frequency/every/repeat/interval one:daily,weekly,monthly,yearly How often
ask Remind me {frequency} to {task}. | {frequency} reminder: {task} | I have to {task}, remind me {frequency}. | Set up a {frequency} reminder to {task}. | {task} - remind me {frequency} | I always forget to {task}; a {frequency} reminder would help. | Could you tell me {frequency} to {task}? | On a {frequency} basis, please remind me to {task}. | Create a repeating reminder, {frequency}, to {task}. | My wife says I should {task} {frequency}, so remind me. | Make "{task}" a {frequency} reminder. | Repeat {frequency}: remind me to {task}. | I need to be reminded {frequency} that I must {task}. | Routine: {task}, {frequency} | It is my {frequency} duty to {task}, keep reminding me.
follow And {frequency} to {task}. | Also {task}. | Make it {frequency}.
result next=date
say I will remind you {frequency} to {task}. | {frequency} reminder set: {task}, next {next}.

tool reminder
names location_reminder, remind_at_place, remindWhenThere, place_reminder, geo_reminder
about Reminder that rings at a place. | Reminds the user on arrival somewhere. | Location based reminder.
param task/text/what task Task
param place/location/where place Place
ask Remind me to {task} when I am at the {place}. | When I get to the {place}, remind me to {task}. | {place}: remind me to {task} | As soon as I reach the {place}, tell me to {task}. | I must {task} at the {place}, do not let me forget. | At the {place} I have to {task}, remind me there. | Reminder for the {place}: {task} | Could you ring when I arrive at the {place}? I need to {task}. | {task}, remind me at the {place} | I pass the {place} later; please remind me there to {task}. | Set a place reminder, {place}, to {task}. | My plan is to {task} once I am at the {place}. Give me a hint there. | Let me know at the {place} that I should {task}. | The moment I enter the {place}, remind me to {task}. | Upon arrival at the {place}: {task}
follow And at the {place}. | There also remind me to {task}.
result status=@set
say At the {place} I will remind you to {task}. | Reminder {status} for the {place}: {task}.

tool reminder
names cancel_reminder, delete_reminder, removeReminder, reminder_off, drop_reminder, stop_reminding
about Cancel a reminder. | Deletes a reminder by its text. | Stop reminding of a task.
param task/text/reminder/title task What the reminder is about
ask Cancel the reminder to {task}. | Stop reminding me to {task}. | Delete reminder: {task} | I do not need the reminder to {task} any more. | {task}: that reminder can go | You can drop the reminder to {task}. | My sister will {task}, so remove my reminder. | No more reminders to {task}, please. | Could you take out the reminder that tells me to {task}? | Switch off the reminder to {task}. | The reminder to {task} is out of date, delete it. | I know that I must {task}, cancel that reminder. | Remove the one reminder that says {task}. | Would you please forget the reminder to {task}? | Kill the reminder to {task}
follow And the one to {task}. | Also to {task}.
result status=@cancelled
say The reminder to {task} is {status}. | I will not remind you to {task} any more.

tool contacts
names add_contact, new_contact, save_contact, createContact, contact_add, store_number
about Add a contact with a phone number. | Saves the number of a person. | New entry of the address book.
param name/person/contact person Name
param phone/number/phone_number phone Phone number
ask Save {name} with the number {phone}. | Add a contact: {name}, {phone} | {phone} is the number of {name}, save it. | New contact {name} {phone} | I met {name}, the phone number is {phone}. | Put {name} in my address book under {phone}. | {name}: {phone}, add to contacts | Could you store the number {phone} for {name}? | The new number of {name} is {phone}, keep it. | Please remember {phone} as the number of {name}. | My address book lacks {name}. The number is {phone}. | Store {phone} under the name {name}. | {name} can be reached at {phone}, make a contact. | I got a call from {phone}, that was {name}. Save the contact. | Create an entry for {name} in the contacts with {phone}.
follow And {name}, {phone}. | Also {phone} for {name}.
result status=@saved
say {name} is {status} with {phone}. | New contact: {name}, {phone}.

tool contacts
names delete_contact, remove_contact, contact_delete, deleteContact, forget_person
about Delete a contact. | Removes a person from the address book.
param name/person/contact/who person Name
ask Delete {name} from my contacts. | Remove the contact {name}. | {name} can go from my address book. | I do not talk to {name} any more, delete the contact. | Take {name} out of the contacts. | Contact {name}: delete | Please erase the number of {name}. | I never call {name}, so drop that contact. | Could you throw {name} out of my address book? | My phone still has {name} in it, get rid of the entry. | Kick {name} out of my contacts. | There is no need to keep {name} in the contacts. | Clear the entry of {name} in the phone book. | {name} moved away; remove the contact please. | Strike {name} from the address book.
follow And {name}. | {name} too. | Also {name}.
result status=@deleted
say The contact {name} is {status}. | {name} is no longer in your contacts.

tool birthday
names save_birthday, add_birthday, birthday, setBirthday, remember_birthday, birthday_entry
about Save the birthday of a person. | Remembers when somebody has birthday. | Birthday list.
param name/person/who person Name
param date/birthday/day date Day of the birthday
ask The birthday of {name} is {date}. | {name} has birthday {date}, remember it. | Birthday: {name}, {date} | Save {date} as the birthday of {name}. | {date} is {name}'s birthday | Please note that {name} celebrates birthday {date}. | I always forget the birthday of {name}. It is {date}, so save it. | Put {name} on the birthday list: {date}. | When is the party? {name} turns one year older {date}, keep that birthday. | Could you add {name} to the birthdays with {date}? | {name}, birthday {date} | Enter {date} into the birthday list for {name}. | For {name}, store the birthday {date}. | My friend {name} was born {date}. Add the birthday. | Keep in mind the birthday of {name}: {date}.
follow And {name}, {date}. | {name} has birthday {date}.
result status=@saved
say The birthday of {name} is {status}: {date}. | I will remember {name}: {date}.

tool callblock
names block_number, block_caller, blockNumber, number_block, reject_calls, ban_caller
about Block a phone number. | Rejects the calls of a number. | Stops unwanted callers.
param number/phone/caller/phone_number phone Number to block
ask Block the number {number}. | {number} keeps calling me, block it. | Block {number} | No more calls from {number}, please. | I do not want to hear from {number} again. | Spam from {number}, stop it. | Put {number} on the block list. | Reject all calls from {number}. | Could you make sure {number} cannot reach me? | The caller {number} is annoying, ban him. | Every night {number} rings me up; please block the caller. | {number}: block | Add {number} to the blocked numbers. | My mother gets strange calls from {number}, block them. | Would you shut out the caller with the number {number}?
follow And {number}. | {number} too. | Also {number}.
result status=@blocked
say {number} is {status}. | Calls from {number} are now {status}.
`;
