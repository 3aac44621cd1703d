/** Tools of home, office, shop, bank, travel, health, school and more, in the form of `toolList`. */
export const thirdTools = `
tool vacuum
names start_vacuum, vacuum_room, robotVacuum, vacuum, clean_floor, run_vacuum_robot
about Start the robot vacuum in a room. | Sends the cleaning robot to a room. | Vacuum the floor of one room.
param room/area/zone room Room to clean
param? power/mode/strength one:quiet,normal,turbo Suction power
ask Vacuum the {room}. | The {room} floor is dirty, send the robot. | Could you have the robot do the {room}? | Let the vacuum run in the {room} on {power}. | {room}: vacuum it, {power} mode | I spilled flour in the {room}, please get the vacuum going. | Hoover the {room} | Use {power} power and vacuum the {room}. | There are crumbs all over the {room} floor. | Guests are coming, so the floor of the {room} must be vacuumed. | I wonder if the robot could take care of the {room} now. | Robot vacuum, {room}, {power} | Send the cleaning robot into the {room}. | In {power} mode, please clean the floor of the {room}. | Would you mind vacuuming the {room} for me? | Time for the robot to visit the {room}.
follow And the {room}. | Then the {room}. | Do the {room} too.
result minutes=minutes
say The robot is on its way to the {room} and needs {minutes} minutes. | Vacuuming the {room}: done in {minutes} minutes.

tool blinds
names set_blinds, move_blinds, blinds, blindsControl, shutter_control, operate_shutters
about Open or close the blinds of a room. | Moves the window shutters. | Control of the blinds.
param room/location/window_room room Room
param action/command/position one:open,close What to do with the blinds
ask {action} the blinds in the {room}. | Please {action} the {room} blinds. | Blinds {room}: {action} | The sun is wrong in the {room}, {action} the shutters. | In the {room}, could you {action} the blinds? | I would like you to {action} the shutters of the {room}. | My wife asks you to {action} the blinds in the {room}. | {room} shutters, {action} | Can the shutters in the {room} {action}, please? | Would you {action} the window blinds in the {room} for us? | For the {room}: {action} all blinds. | We are in the {room} and want you to {action} the blinds. | Shutters in the {room} should {action} now. | Do {action} the {room} blinds before the movie starts.
follow And in the {room}. | The same in the {room}. | Now {action} them.
result status=@done
say The blinds in the {room}: {action}, {status}. | Your command to {action} the {room} blinds is {status}.

tool washer
names start_washer, washing_machine, washLaundry, laundry_start, wash_clothes, run_wash
about Start the washing machine. | Runs a laundry program. | Wash a load of clothes.
param program/cycle/programme one:cotton,wool,delicates,quick Program of the machine
param? start/start_time/at time When to start
ask Start the washing machine with the {program} program. | Run a {program} wash. | Laundry: {program}, {start} | The machine is full, wash it on {program}. | Could you begin a {program} cycle at {start}? | At {start} the washer should run {program}. | I have put my clothes in, use {program}. | Please do the laundry with {program}. | {program} cycle now | {program} wash at {start}, please. | My shirts need washing, set the machine to {program} and start at {start}. | Would you switch the washer on? Program {program}. | Begin washing at {start}, the cycle is {program}. | The load in the washer wants the {program} program. | Can we get the washing done on {program}? | Put the washing machine on {program}.
result minutes=minutes
say The {program} program is running and takes {minutes} minutes. | Washing on {program}, {minutes} minutes left.

tool sprinkler
names water_garden, sprinkler, start_sprinkler, irrigateZone, run_irrigation, garden_watering
about Water a part of the garden. | Runs the sprinkler for some minutes. | Garden irrigation.
param zone/area/bed one:lawn,roses,vegetables,hedge,orchard Part of the garden
param minutes/duration/run_time minutes How long in minutes
ask Water the {zone} for {minutes} minutes. | The {zone} look dry, give them {minutes} minutes of water. | Sprinkler on: {zone}, {minutes} minutes | {minutes} minutes of water for the {zone} please. | Could you run the sprinkler at the {zone} for {minutes} minutes? | For {minutes} minutes, irrigate the {zone}. | {zone} need water, {minutes} min | It has not rained for days, so let the {zone} have {minutes} minutes. | I want {minutes} minutes of irrigation on the {zone}. | Would it be possible to water the {zone}? {minutes} minutes are enough. | Set the garden water running on the {zone}, stop after {minutes} minutes. | Turn the sprinkler on at the {zone} and let it run {minutes} minutes. | Irrigation {zone} {minutes} | My {zone} get thirsty: {minutes} minutes, please. | The gardener says the {zone} should be watered {minutes} minutes.
follow And the {zone}. | The {zone} too. | Now the {zone} for {minutes} minutes.
result liters=count
say The {zone} will get water for {minutes} minutes, about {liters} liters. | Watering the {zone}: {minutes} minutes.

tool security
names arm_alarm_system, set_security_mode, home_security, securityMode, alarm_system_arm
about Set the mode of the burglar alarm. | Arms the security system of the house. | Switch the home security mode.
param mode/state/level one:home,away,night,off Mode of the system
ask Set the security system to {mode}. | Burglar alarm: {mode} | Arm the house in {mode} mode. | Put the alarm system into {mode} mode, please. | Home security {mode} | I want the security mode on {mode}. | Could you switch the burglar alarm to {mode}? | Change the house alarm to {mode}. | {mode} mode for the alarm system | We feel safer with the security on {mode}, set it so. | Would you kindly put the house security on {mode}? | The security system should be on {mode} now. | Make {mode} the mode of our house alarm. | Security panel to {mode}, thanks.
follow Now {mode}. | Make that {mode}. | No, {mode}.
result status=@set
say The security system is {status} to {mode}. | House security: {mode}.

tool fan
names set_fan_speed, fan, ceiling_fan, fanControl, control_fan, ventilation_level
about Set the speed of a fan. | Controls the ventilator of a room. | Fan control.
param room/place/location room Room of the fan
param speed/level/setting one:low,medium,high,off Speed of the fan
ask Set the fan in the {room} to {speed}. | Fan {room} {speed} | {speed} speed on the {room} fan, please. | The air in the {room} is stuffy, put the fan on {speed}. | Could the {room} fan go to {speed}? | Change the ventilator in the {room} to {speed}. | In the {room} I would like the fan on {speed}. | Put the ceiling fan of the {room} on {speed}. | {room} fan: {speed} | Would you turn the {room} fan to {speed}? | We need the ventilator on {speed} in the {room}. | Let the fan spin on {speed} in the {room}. | I am in the {room}. Fan to {speed}. | The fan setting for the {room} should be {speed}. | Switch the {room} ventilation to {speed}.
follow And in the {room}? | Now {speed}. | The {room} too.
result status=@running
say The fan in the {room} is now on {speed}. | {room} fan: {speed}.

tool plug
names switch_plug, smart_plug, togglePlug, power_socket, plug_control, device_power
about Switch a smart plug on or off. | Cuts or gives power to a device. | Control of plugged devices.
param device/appliance/plug one:kettle,heater,radio,television,charger,iron Device at the plug
param state/power/action one:on,off On or off
ask Turn {state} the {device}. | {device} {state} | Switch the {device} {state}, please. | Please put the plug of the {device} {state}. | Can you make sure the {device} is {state}? | I want the {device} {state}. | I think I left home without checking the {device}, turn it {state}. | {state} with the {device}! | Would you switch {state} my {device}? | Power {state} for the {device} | The {device} should be {state} now. | It would be nice to have the {device} {state}. | Set the socket with the {device} to {state}. | My mother wants the {device} turned {state}. | Get the {device} switched {state}.
follow And the {device}. | The {device} too. | Now the {device}.
result status=@confirmed
say The {device} is {state}. | Done: {device} {state}.

tool coffee
names brew_coffee, make_coffee, coffee, coffeeMachine, start_espresso, coffee_brew
about Brew coffee. | Starts the coffee machine. | Makes some cups of coffee.
param cups/count/num_cups small Number of cups
param? strength/roast/intensity one:mild,medium,strong Strength
ask Brew {cups} cups of coffee. | Coffee, {cups} cups, {strength} | I need {cups} cups of {strength} coffee to wake up. | Could you make {cups} coffees? | {cups} cups please, {strength} ones. | Make the coffee {strength}, {cups} cups. | The team is tired: {cups} cups of coffee. | {strength} coffee for {cups} people | Start the coffee machine for {cups} cups. | I would love some {strength} coffee, {cups} cups of it. | Get {cups} cups of coffee going. | We are thirsty for coffee, {cups} cups would do. | Let the machine brew {cups} cups, and keep it {strength}. | Would you put coffee on for {cups}? | My guests take it {strength}; brew {cups} cups of coffee. | {cups} x coffee
follow Make it {cups}. | And {cups} more cups.
result minutes=minutes
say {cups} cups of coffee will be ready in {minutes} minutes. | Brewing {cups} cups, {minutes} minutes to go.

tool fridge
names set_fridge_temperature, fridge, cooler_setting, fridgeTemp, adjust_refrigerator
about Set the temperature of the fridge or the freezer. | Adjusts the cold in the refrigerator.
param compartment/part/section one:fridge,freezer Which part
param temperature/degrees/target degrees Temperature in degrees
ask Set the {compartment} to {temperature} degrees. | {compartment}: {temperature} | The milk turns sour, so put the {compartment} at {temperature}. | {temperature} degrees in the {compartment}, please. | I would like {temperature} degrees in the {compartment}. | Could you cool the {compartment} to {temperature}? | Change the {compartment} setting to {temperature} degrees. | Adjust the {compartment}. It should be at {temperature}. | The manual says {temperature} degrees for the {compartment}, set that. | {temperature} for the {compartment} | Is it possible to have the {compartment} at {temperature} degrees? | Bring the {compartment} to {temperature}. | My {compartment} needs to be at {temperature} degrees. | New target of the {compartment}: {temperature} degrees
follow And the {compartment} to {temperature}. | Make it {temperature}.
result status=@set
say The {compartment} is {status} to {temperature} degrees. | Done: {temperature} degrees in the {compartment}.

tool wine
names pair_wine, wine_pairing, suggestWine, drink_for_dish, recommend_wine
about Recommend a wine for a dish. | Which drink goes with a meal. | Wine pairing.
param dish/meal/food dish Dish
param? color/colour/kind one:red,white,rose Colour of the wine
ask Which wine goes with {dish}? | What should we drink with {dish}? | Wine for {dish} | Suggest a {color} wine for {dish}. | We are having {dish} tonight, which wine fits? | {dish} is on the table. Which bottle should I open? | I am looking for a {color} wine that suits {dish}. | Recommend a wine to go with {dish}. | My guests like {color} wine and I serve {dish}; what do you suggest? | Pair {dish} with a wine. | Is there a {color} that works with {dish}? | Tell me a good wine to have with {dish}. | I wonder what bottle to bring for {dish}. | {color} wine, {dish}: which one? | Find the right wine for a plate of {dish}.
follow And with {dish}? | What about {dish}? | And for {dish}?
result wine=restaurant
say Try the {wine} with {dish}. | The {wine} goes well with {dish}.

tool servings
names scale_recipe, recipe_scaler, adjust_servings, scaleRecipe, resize_recipe
about Scale a recipe to a number of servings. | Adapts the amounts of a recipe. | Ingredients of a dish for more or fewer people.
param dish/recipe/recipe_name dish Dish
param servings/portions/serves small Servings
ask Scale the {dish} recipe to {servings} servings. | I want the amounts for {servings} portions of {dish}, please adjust the recipe. | {dish} recipe, {servings} servings | Make the recipe for {dish} fit {servings} people. | We will be {servings} at dinner: recalculate the {dish} recipe. | Adjust {dish} to {servings} portions. | My recipe of {dish} has to serve {servings}. Scale it. | For {servings} persons, what are the quantities in the {dish} recipe? | Could you resize the {dish} recipe so that {servings} can eat? | {servings} servings of {dish}: scale it | The {dish} recipe is too big for us, turn it into {servings} servings. | Please convert the quantities of {dish} to {servings} portions. | Change the serving size of my {dish} recipe to {servings}. | I cook {dish} for {servings} tomorrow and need the scaled amounts.
follow And for {servings}? | What about {servings} servings? | Now {dish}.
result grams=big
say For {servings} servings of {dish} you need {grams} grams in all. | {dish} for {servings}: {grams} grams of ingredients.

tool shopping
names add_grocery, grocery_list_add, groceries, addToShoppingList, shopping_list, put_on_grocery_list
about Add an item to the grocery list. | Puts food on the shopping list. | Remember what to buy.
param item/ingredient/name one:milk,eggs,bread,butter,rice,apples,onions,cheese,salt,coffee Item to buy
param? quantity/amount/count small How many
ask Put {item} on the shopping list. | We are out of {item}. | Grocery list: {item} | Add {quantity} {item} to the groceries. | I used up the last {item}, note it for shopping. | {item}, {quantity}, on the list please. | Next time at the store I must get {item}. | Shopping list, {quantity} x {item} | Could {item} go on the grocery list? | Somebody ate all the {item}, add it to what we buy. | My list is missing {item}. | There is no {item} left in the house. | Would you write {item} on the grocery list? | {quantity} of {item} should be on the shopping list. | Make sure we buy {item}. | {item} for the groceries
follow And {item}. | {item} too. | Also {item}.
result status=@added
say I put {item} on the list. | {item}: {status} to the groceries.

tool meetingroom
names book_meeting_room, meeting_room, reserveConferenceRoom, conference_room_booking, room_for_meeting
about Book a meeting room in the office. | Reserves a conference room. | Room for a number of people at a time.
param people/attendees/capacity guests Number of people
param date/day/on date Day
param time/start/at time Start time
ask Book a meeting room for {people} people, {date} at {time}. | Meeting room, {people} persons, {date}, {time} | {date} at {time} we need a conference room for {people}. | My boss wants a conference room for {people} at {time}, {date}. | I need space for {people} colleagues: {date}, {time}. Get a meeting room. | At {time} ({date}) reserve a conference room with {people} seats. | Could you find us a meeting room? {date}, {time}, {people} people. | {people} of us meet {date} at {time}, reserve a meeting room. | Please block a meeting room at {time}, {date}, for {people}. | Conference room {date} {time} for {people} | We are {people} and have no room for our meeting at {time}, {date}. | Reserve a room in the office for {people}: day {date}, start {time}. | Is a meeting room free at {time} for {people}? Take it for {date}. | A client visits {date} at {time}, we will be {people}, so book a meeting room.
follow And at {time}. | Make it {time}. | For {people} people instead.
result room=word
say The room "{room}" is yours, {date} at {time}. | Booked: room {room} for {people} people, {time}.

tool leave
names request_leave, leave_request, submitVacation, time_off, apply_for_leave, ask_time_off
about Request time off from work. | Hands in a leave request. | Ask for vacation or other leave.
param start/from/first_day date First day
param end/to/until date Last day
param? type/kind/reason one:vacation,unpaid,parental,study Kind of leave
ask Request leave from {start} to {end}. | I want to be off from {start} until {end}. | Time off, {start} to {end}, {type} | Hand in {type} leave for me, {start} to {end}. | Please ask for vacation days between {start} and {end}. | From {start} through {end} I will not work, file the request. | My last day off shall be {end} and my first {start}; send the leave request. | Could you apply for {type} leave? It starts {start} and ends {end}. | {start} - {end}: leave please | I am tired and need a break from {start} to {end}, tell HR. | Put in a leave request that ends {end} and begins {start}. | {type} leave, first day {start}, last day {end} | Submit my absence from work, {start} until {end}, as {type}. | I wonder if I can take off {start} to {end}; request it. | HR should know that I am away {start} to {end}.
result status=@submitted
say Your leave from {start} to {end} is {status}. | Leave request {status}: {start} to {end}.

tool timesheet
names log_hours, track_hours, timesheet, logWork, enter_work_time, timesheet_entry
about Log hours of work on a project. | Enters working time into the timesheet. | Time tracking.
param project/client/job word Name of the project
param hours/time_spent/duration small Hours worked
ask Log {hours} hours on {project}. | I worked {hours} hours on the project {project}. | Timesheet: {project}, {hours} hours | {hours} hours for {project}, please book them. | Put {hours} hours on the {project} project. | {project} took me {hours} hours today, enter that. | Could you add {hours} hours of work to {project}? | My boss wants my time on {project}: it was {hours} hours. | {project} {hours}h | Track {hours} hours against {project}. | I spent {hours} hours with {project}. | Enter my working time: {hours} hours, project {project}. | For the project {project}, note {hours} hours of work. | The timesheet needs {hours} more hours on {project}. | Book my {hours} hours to {project} before the week closes.
follow And {hours} hours on {project}. | Also {project}, {hours} hours.
result total=count
say I logged {hours} hours on {project}. | {project}: {hours} hours, {total} in all.

tool expense
names submit_expense, expense_report, add_expense, claimExpense, file_expense, reimbursement
about Submit an expense to be paid back. | Files an expense claim. | Adds a business expense.
param amount/sum/total amount Amount
param currency/in_currency currency Currency
param category/type/purpose one:travel,meals,lodging,supplies Kind of expense
ask Submit an expense of {amount} {currency} for {category}. | I paid {amount} {currency} for {category}, claim it back. | Expense: {amount} {currency}, {category} | {category} cost me {amount} {currency} on the business trip. | File {amount} {currency} under {category}. | Please add {category} of {amount} {currency} to my expense report. | The company owes me {amount} {currency} for {category}. | Can I get {amount} {currency} reimbursed? It was for {category}. | {amount} {currency} {category} expense | My receipt says {amount} {currency}, category {category}. | I spent {amount} {currency} of my own money on {category}, hand it in. | Enter a {category} expense: {amount} {currency}. | For {category} I had to pay {amount} {currency}; send the claim. | As {category}, claim {amount} {currency}. | Report {amount} {currency} that went into {category}.
follow And {amount} {currency} for {category}. | Also {amount} {currency}.
result claim=big
say Claim {claim}: {amount} {currency} for {category}. | I filed {amount} {currency} under {category}.

tool helpdesk
names create_ticket, open_ticket, helpdesk, newSupportTicket, ticket_create, report_issue
about Open a support ticket. | Reports a problem to the helpdesk. | New issue for the support team.
param summary/title/problem/issue message What is wrong
param? priority/severity/urgency one:low,medium,high,critical How urgent
ask Open a ticket: {summary} | Report this to the helpdesk: "{summary}" | Helpdesk ticket, {priority}: {summary} | "{summary}" - please make a support ticket of it. | Create a {priority} ticket that says "{summary}". | Could you tell support "{summary}"? Priority {priority}. | The support team should get a ticket with the title "{summary}". | New issue: {summary} | I need help from IT, the ticket text is "{summary}". | My colleague told me "{summary}", raise a {priority} ticket. | File a support ticket for "{summary}", it is {priority}. | Raise an issue with {priority} priority: {summary} | Would you log "{summary}" with the helpdesk? | Ticket please, "{summary}", {priority} | {priority} problem for IT: "{summary}"
follow And another ticket: {summary} | Also report "{summary}".
result number=big
say Ticket {number} is open: {summary}. | I reported "{summary}" as ticket {number}.

tool pricecheck
names check_price, product_price, price_of, lookupPrice, item_price, get_product_price
about Look up the price of a product. | What an article costs in the shop. | Price check.
param product/item/article product Product
ask What does the {product} cost? | How much is the {product}? | Price of {product} | {product}, what price? | I would like to know how much you charge for the {product}. | Is the {product} expensive? | Check the price of the {product} for me. | Before I buy it, tell me the price of the {product}. | How much money do I need for the {product}? | My son wants the {product}. What would I pay? | {product} price please | Could you look up what the {product} costs in the shop? | The {product} has no price tag, how much is it? | I wonder what you want for the {product}. | Tell me the shop price for the {product}.
follow And the {product}? | What about the {product}? | And for the {product}?
result price=price
say The {product}: {price}. | You pay {price} for the {product}.

tool storestock
names in_stock, store_stock, shelf_check, itemAvailability, is_available, inventory_lookup
about Check whether a product is in stock in a store. | Availability of an article in a town. | Inventory of a shop.
param product/item/article product Product
param city/store/branch/location city Town of the store
ask Is the {product} in stock in {city}? | Does the {city} store have the {product}? | {product} available in {city}? | In {city}, do they have the {product} on the shelf? | Check the stock of {product} at the {city} branch. | I am driving to {city} to buy the {product}, have they got it? | How many of the {product} are left in {city}? | Stock {city}: {product} | Could I pick up the {product} in {city} today? | A customer in {city} asks for the {product}; is it in stock? | {city} shop, {product}: still there? | I wonder whether the {product} is sold out in {city}. | Look in the inventory of {city} for the {product}. | Please find out if our store in {city} still has the {product}. | Can people buy the {product} at your shop in {city}?
follow And in {city}? | What about the {product}? | And the {product}?
result left=count
say There are {left} left in {city}. | {city} has {left} of the {product}.

tool returns
names return_order, start_return, returnItem, order_return, send_back, refund_order
about Return an order. | Starts sending an order back. | Return goods with a reason.
param order_id/order/number order Order number
param reason/cause/why one:damaged,wrong,late,unwanted Reason of the return
ask I want to return order {order_id}, it was {reason}. | Return {order_id}: {reason} | Order {order_id} is {reason}, send it back. | What arrived with order {order_id} is {reason}. I want to give it back. | Please start a return for order {order_id}. Reason: {reason}. | {reason} goods in order {order_id}, I would like my money back. | My order {order_id} came {reason}, so take it back. | Could you arrange the return of {order_id}? It is {reason}. | {order_id} goes back, {reason} | Because it is {reason}, I am returning order number {order_id}. | Open a return with the reason {reason} for order {order_id}. | I am not happy: {order_id} was {reason}. Send it back for me. | Take back order {order_id}, reason {reason}. | The thing from order {order_id} is {reason} and I will not keep it.
result label=big
say Your return of {order_id} has the label {label}. | Order {order_id} can go back, label {label}.

tool coupon
names apply_coupon, redeem_coupon, coupon, applyPromoCode, use_voucher, discount_code
about Apply a coupon code to the cart. | Redeems a promo code. | Use a discount voucher.
param code/coupon_code/voucher/promo code Code of the coupon
ask Apply the coupon {code}. | I have a promo code: {code} | Use {code} on my cart. | Redeem {code} please. | {code} is my voucher. | My friend gave me the discount code {code}, does it work? | Can I pay less with {code}? | Take the voucher {code} off the total. | Coupon {code} | The newsletter had the code {code}, put it on my order. | I would like to use the discount {code}. | Enter {code} as promo code. | Would you try the coupon code {code} for me? | With the code {code} it should get cheaper, apply it. | Please add voucher {code} to the cart.
follow And {code}. | Also {code}. | Try {code}.
result percent=percent
say {code} gives you {percent} percent off. | Coupon {code} works: {percent} percent less.

tool wishlist
names add_to_wishlist, wishlist, wish_list_add, saveForLater, remember_product, wishlistAdd
about Add a product to the wish list. | Saves an article for later. | Remembers a wish.
param product/item/article/wish product Product
ask Add the {product} to my wish list. | I wish for the {product}. | Wish list: {product} | Save the {product} for later. | The {product} would make a nice present, put it on my wish list. | Not now, but one day I want the {product}; keep it on the list of wishes. | {product} to the wishlist | Could you remember the {product} as a wish of mine? | My wish list needs the {product}. | For my birthday I want the {product}, add it to the wishes. | Put the {product} among my wishes. | I like the {product} and will buy it later, save it. | Would you place the {product} on the wish list, please? | Make the {product} one of my wishes. | The {product} belongs on my wishlist.
follow And the {product}. | The {product} too. | Also the {product}.
result wishes=count
say The {product} is on your wish list. | Saved: {product}. You have {wishes} wishes.

tool balance
names get_balance, account_balance, balance, checkBalance, show_balance, bank_balance
about Balance of a bank account. | Shows how much money is in an account. | Account balance.
param account/account_type/account_name one:checking,savings,business,joint Which account
ask What is the balance of my {account} account? | How much money is in the {account} account? | Balance {account} | {account} balance please | Do I have enough in my {account} account? | Show me what is left in the {account} account. | I am worried about money, look at the {account} account. | Can you tell me how my {account} account stands? | Am I broke? Check the {account} account. | My {account} account: how much is there? | Let me see the funds in {account}. | I need to know the {account} balance before I pay. | Check {account} | How rich am I according to the {account} account? | Would you read me the current balance of {account}?
follow And {account}? | What about the {account} account? | And in {account}?
result balance=amount
say There are {balance} in your {account} account. | Balance of {account}: {balance}.

tool transfer
names transfer_money, send_money, bank_transfer, wireMoney, pay_person, money_transfer
about Transfer money to a person. | Sends an amount to somebody. | Bank transfer.
param amount/sum/value amount Amount
param recipient/to/payee/receiver person Who gets the money
param? currency/unit currency Currency
ask Send {amount} to {recipient}. | Transfer {amount} {currency} to {recipient}. | Pay {recipient} {amount}. | I owe {recipient} {amount} {currency}, transfer it. | {recipient} should get {amount} from my account. | {amount} {currency} to {recipient} | Wire {recipient} {amount} {currency}. | Could you give {recipient} the {amount} {currency} I promised? | {recipient} paid for dinner, send back {amount}. | Bank transfer: {recipient}, {amount} {currency} | Please move {amount} {currency} to {recipient}'s account. | I lost the bet, so {recipient} gets {amount}. | To {recipient}, {amount} please. | My share is {amount}, transfer that to {recipient}. | Let {recipient} have {amount} {currency}. | I would like to send money to {recipient}, exactly {amount}.
follow And {amount} to {recipient}. | The same to {recipient}. | Also {recipient}, {amount}.
result reference=big
say {recipient} gets {amount}, reference {reference}. | I sent {amount} to {recipient}.

tool transactions
names list_transactions, recent_transactions, transactions, accountHistory, show_payments, bank_statement
about List the last transactions of an account. | Recent payments. | Account statement.
param limit/count/number/n count How many
param account/account_name/from_account one:checking,savings,business,joint Account
ask Show the last {limit} transactions of my {account} account. | {account}: last {limit} transactions | What are the {limit} latest payments from {account}? | I want to see {limit} bookings on the {account} account. | Where did my money go? List {limit} transactions, {account} account. | For the {account} account, give me {limit} recent transactions. | Please list {limit} movements of {account}. | {limit} transactions, {account} | Could I have a statement of {account} with {limit} entries? | The tax office wants {limit} payments from my {account} account. | Pull up the {account} history, {limit} rows. | My {account} account looks odd, let me check the last {limit} payments. | Display {limit} entries of the {account} statement. | Print the most recent {limit} transactions on {account}.
follow And of {account}? | Now {limit}. | What about {account}?
result last=amount
say Here are {limit} transactions of {account}, the last one is {last}. | The latest payment in {account} was {last}.

tool bills
names pay_bill, bill_payment, payInvoice, settle_bill, bills, pay_utility
about Pay a bill of the household. | Pays a utility bill. | Settles a monthly bill.
param bill/biller/type one:electricity,water,internet,phone,gas Which bill
param amount/sum/total price Amount to pay
ask Pay the {bill} bill of {amount}. | {bill} bill: {amount}, pay it | The {bill} company wants {amount}. Please settle that. | I got a {bill} bill over {amount}, pay it now. | {amount} for {bill}, please pay. | Could you take care of the {bill} bill? It is {amount}. | Settle {amount} for {bill}. | My {bill} will be cut off unless you pay the {amount} due. | This month {bill} comes to {amount}; pay it. | Bill payment {bill} {amount} | Would you clear the {bill} bill with {amount}? | There is an open {bill} bill, {amount} to be paid. | Do me a favor and pay {amount} on the {bill} bill. | {amount} is due for the {bill}, see to the payment.
follow And the {bill} bill, {amount}. | Also {amount} for {bill}.
result receipt=big
say The {bill} bill of {amount} is paid. | Paid: {amount} for {bill}, receipt {receipt}.

tool cardblock
names block_card, freeze_card, card_block, lockCard, disable_card, cancel_bank_card
about Block a bank card. | Freezes a card at once. | Disable a lost or stolen card.
param card/card_type/which one:credit,debit,business,prepaid Card
param reason/cause/why one:lost,stolen,damaged Why
ask Block my {card} card, it was {reason}. | My {card} card is {reason}! | {card} card {reason}, block it | Freeze the {card} card. Reason: {reason}. | Help, somebody could use my {reason} {card} card, please stop it. | I reported my {card} card {reason} to the police, now disable it. | Can you lock a {reason} {card} card for me? | Due to a {reason} {card} card I need it frozen right away. | {reason}: {card} card, freeze it | I am afraid that my {card} card has been {reason}. Block it. | Put a stop on the {card} card because it is {reason}. | The {card} card is gone or useless, let us say {reason}, so block it. | Would you be so kind and block the {card} card that was {reason}? | Make my {card} card unusable, reason {reason}.
result status=@blocked
say Your {card} card is {status}. | Done: the {reason} {card} card is {status}.

tool budget
names set_budget, budget, monthly_budget, budgetLimit, limit_spending, create_budget
about Set a monthly budget for a category. | Limits the spending on something. | Budget planning.
param category/for/kind one:food,clothes,travel,fun,books,pets Category
param amount/limit/maximum amount Limit per month
ask Set a budget of {amount} for {category}. | I do not want to spend more than {amount} a month on {category}. | Budget {category}: {amount} | {category} budget {amount} please | Limit my {category} spending to {amount}. | At most {amount} per month should go into {category}. | Could you cap {category} at {amount}? | We spend too much on {category}, make {amount} the limit. | My husband says {amount} is enough for {category}, set it as the budget. | {amount} a month, category {category}, as budget | Plan {amount} of the month for {category}. | From now on {category} gets {amount} each month. | Change the budget for {category} to {amount}. | I would like a monthly limit on {category}, say {amount}.
follow And {amount} for {category}. | {category} gets {amount}.
result spent=number
say The budget for {category} is {amount}. | {category}: limit {amount}, spent so far {spent}.

tool train
names train_times, find_train, train_schedule, nextTrain, rail_connection, get_trains
about Find a train between two cities. | Train timetable. | Rail connections.
param from/origin/departure/from_station city City of departure
param to/destination/arrival/to_station city City of arrival
param? time/after/depart_at time Not before this time
ask When does the next train from {from} to {to} leave? | Trains {from} {to} | Find a train from {from} to {to} after {time}. | I want to take the train to {to}, I am in {from}. | Is there a rail connection between {from} and {to}? | After {time}, which trains go from {from} to {to}? | Train to {to} from {from}, {time} or later | I finish work at {time} in {from} and need a train to {to}. | Could you look up trains for me? {from} to {to}. | My aunt comes by rail from {from} to {to}; when is there a train? | {from} to {to} by rail | Please show the timetable of trains to {to} starting in {from}. | Get me the train schedule {from} - {to}. | I wonder how to reach {to} by train from {from}. | At {time} I will be at {from} station. Which train takes me to {to}? | From {from}, a train to {to} please.
follow And from {from}? | What about to {to}? | And back, from {from} to {to}?
result leaves=time track=small
say The train to {to} leaves at {leaves} from track {track}. | {from} to {to}: {leaves}, track {track}.

tool visa
names check_visa, visa_requirements, visa_needed, visaInfo, entry_rules, need_visa
about Check whether a visa is needed. | Entry rules of a country for citizens of another. | Visa requirements.
param nationality/passport/citizen_of country Country of the passport
param destination/to/travel_to country Country to visit
ask Do I need a visa for {destination} with a passport of {nationality}? | Visa for {destination}, citizen of {nationality} | I come from {nationality} and want to visit {destination}. Is a visa needed? | {nationality} passport, trip to {destination}: visa? | Can people from {nationality} enter {destination} without a visa? | What are the visa rules of {destination} for {nationality}? | My passport is from {nationality}. May I just go to {destination}? | To enter {destination}, what does someone from {nationality} need? | A friend with a passport from {nationality} flies to {destination}; check the visa rules. | Please check the entry rules: from {nationality} to {destination}. | Is {destination} visa free for travelers from {nationality}? | I wonder if {destination} lets me in, I hold a passport of {nationality}. | Visa check {nationality} {destination} | Tell me what papers {destination} asks of people from {nationality}.
follow And for {destination}? | What about {destination}? | And with a passport of {nationality}?
result days=high
say With a passport of {nationality} you can stay {days} days in {destination}. | {destination} gives you {days} days.
`;
