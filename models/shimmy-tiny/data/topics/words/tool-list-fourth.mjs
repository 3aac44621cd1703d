/** Further tools, in the form of `toolList`: games, music, files, code, servers, devices, farms, freight, texts, cameras. */
export const fourthTools = `
tool game
names start_game, new_game, startGame, launch_game, game_start, begin_match
about Start a board game at a level. | Begin a new game against the computer. | Opens a game with some difficulty.
param game/name/title/kind one:chess,checkers,reversi,hangman,sudoku,solitaire Which game
param level/difficulty/strength one:easy,medium,hard Difficulty
ask Let us play {game}, {level} please. | Start a {level} game of {game}. | {game}, {level} | I feel like some {game} on {level}. | Fancy a round of {game}? Make it {level}. | New {game} match, difficulty {level}. | Set up {level} {game} for me. | My son would like to try {game} at the {level} level. | A {level} one, please: {game}. | Could we do {game} with the level at {level}? | I am bored. Open {game} on {level}. | Challenge me to {level} {game}. | On {level}, I want to play {game}. | Is there time for {game}? Then begin one, {level}. | Use {level} as the strength and start {game}. | Bring up the game {game} in {level} mode.
follow Now {game}. | The same on {level}.
result id=big status=@started
say Your {level} game of {game} has {status}. | {game} is ready, level {level}. Good luck!

tool game
names add_score, record_points, scoreAdd, save_score, points_add, award_points
about Write down the points of a player. | Adds a score to the board. | Give points to someone in the game.
param player/name/who/participant person Player
param points/score/value big Points to add
ask {player} scored {points} points. | Give {player} {points} points. | Put {points} down for {player}. | {points} points go to {player}. | Score for {player}: {points} | Add {points} to the score of {player}, please. | On the board, {player} should get {points} more. | Could you credit {player} with {points} points? | What a round! {player} made {points}, write it down. | Award {points} to {player}. | I have to note {points} points for {player}. | {player} {points} | Please record that {player} won {points} points. | We agreed on {points} for {player}, save it. | Do not forget the {points} points of {player}. | Mark {player} up by {points}.
follow And {points} for {player}. | {player} got {points}.
result total=big
say {player} now has {total} points. | Noted: {points} for {player}, {total} in all.

tool game
names deal_cards, draw_cards, cards_draw, dealCards, take_cards
about Deal playing cards from a deck. | Draws some cards. | Takes cards from the shuffled pack.
param count/cards/number/how_many small Number of cards
ask Deal me {count} cards. | I take {count} cards. | {count} cards please. | Draw {count} from the deck. | Hand out {count} cards. | My hand needs {count} more cards. | Could I have {count} cards? | Pull {count} cards off the pack. | Shuffle and give me {count} cards. | Let me see which {count} cards I get. | From the top of the deck, {count} cards. | Cards: {count} | I would like to pick up {count} cards. | For this round everyone gets {count} cards, deal mine. | Take {count} cards for me from the pile. | It is my turn to draw, {count} cards.
result left=count
say Here are your {count} cards, {left} are left. | Dealt {count} cards. The deck still has {left}.

tool game
names save_progress, saveGame, store_game, game_save, write_save_slot
about Save the running game in a slot. | Stores the progress of the player. | Writes a save game.
param slot/slot_number/index/position small Number of the slot
ask Save my game in slot {slot}. | Slot {slot}, save. | Store the progress under {slot}. | Before the boss fight, save to slot {slot}. | Can you keep my progress in slot {slot}? | I have to leave, put the game into slot {slot}. | Use slot {slot} for the save game. | Write a save to number {slot}. | Slot {slot} is free, so save there. | Overwrite save slot {slot} with the current game. | Please do not lose my game: slot {slot}. | Make a save game, slot {slot}. | I would rather have this saved as number {slot}. | Quick save to {slot} | In slot {slot} I want the game as it is now. | Keep this state of the game in position {slot}.
result status=@saved time=time
say Your game is {status} in slot {slot}. | Slot {slot} was {status} at {time}.

tool quiz
names quiz_question, ask_trivia, getTrivia, trivia, question_of_quiz
about Get a quiz question of a subject. | Trivia question. | Draws a question for a quiz.
param category/subject/field/area one:history,science,sports,film,geography,animals Field of the question
param? difficulty/level one:easy,normal,tough How hard it is
ask Quiz me on {category}. | Ask me something about {category}. | A {category} question please. | Give me a {difficulty} question from {category}. | Trivia: {category} | I know everything about {category}, test me! | We are having a quiz night, I need a {difficulty} {category} question. | Let me try {category}, {difficulty}. | Next question, {category}. | Is there a trivia question on {category}? | {category}, and make it {difficulty}. | Draw a question on {category} from the quiz. | My turn. I choose {category}. | Could you find a {difficulty} one in {category}? | For the children, a quiz question about {category}. | Test my knowledge of {category}. | Something {difficulty} from the {category} quiz.
follow And one on {category}. | Now {category}.
result id=big
say Here is question {id} from {category}. | Your {category} question has the number {id}.

tool playlist
names add_to_playlist, playlist_add, addSong, put_song_on_list, save_track
about Add a song to a playlist. | Puts a track on a list. | Saves a song for later in a playlist.
param song/track/title song Song to add
param playlist/list/playlist_name playlist Name of the playlist
ask Add {song} to my {playlist} playlist. | Put {song} on the {playlist} list. | {song} belongs on the {playlist} playlist. | My {playlist} playlist needs {song}. | Save {song} to {playlist}. | I love {song}, add it to the playlist {playlist}. | {playlist} playlist: {song} | Could you drop {song} into the {playlist} playlist? | The {playlist} playlist is missing {song}. | Keep {song} for the {playlist} list. | In the playlist {playlist}, put {song} at the end. | What about {song} for the {playlist} playlist? Add it. | Extend {playlist} with {song}. | Stick {song} on {playlist}, please. | I want {song} in there too, in the playlist {playlist}. | {song} to {playlist} please.
follow And {song}. | {song} too. | Add {song} as well.
result tracks=count
say {song} is on your {playlist} playlist, which has {tracks} songs now. | Added {song} to {playlist}.

tool lyrics
names get_lyrics, lyrics, find_lyrics, songText, lyrics_lookup, words_of_song
about Find the lyrics of a song. | Returns the words of a song. | Song texts.
param song/title/name/track song Title of the song
ask What are the lyrics of {song}? | Show me the words of {song}. | {song} lyrics | How does the text of {song} go? | I want to sing along to {song}, get the lyrics. | Find the lyrics to {song}. | I can never remember the words of {song}. | For karaoke I need the text of {song}. | Do you have the lyrics for {song}? | Lyrics: {song} | What do they sing in {song}? | Look up what the verses of {song} say. | Print the song text of {song} for the choir. | I would like to read the lyrics of {song}. | The words to {song}, please. | What is the chorus of {song}? Fetch the lyrics.
follow And {song}? | Now the words of {song}.
result line=phrase
say {song} starts with "{line}". | The words of {song}: "{line}" and so on.

tool metronome
names set_tempo, metronome, start_metronome, setBpm, tempo_set, tick
about Start a metronome. | Set the tempo in beats per minute. | Ticks at a speed.
param bpm/tempo/beats/speed seconds Beats per minute
ask Metronome at {bpm}. | Set the tempo to {bpm} beats per minute. | {bpm} bpm please. | I am practising, tick at {bpm}. | Give me a beat of {bpm}. | Start the metronome with {bpm} bpm. | My teacher says I should play this at {bpm} beats per minute. | Can the metronome go at {bpm}? | Tempo {bpm} | Let it click {bpm} times a minute. | At {bpm} bpm, start ticking. | I need {bpm} clicks per minute for the drums. | Put the beat to {bpm}. | Make the metronome {bpm} fast. | The piece is marked {bpm}, start the click. | Would you tick along at {bpm} bpm?
follow Now {bpm}. | Try {bpm}. | And {bpm} bpm.
result status=@ticking
say The metronome is {status} at {bpm} bpm. | Tempo {bpm}, off you go.

tool discography
names list_albums, get_albums, albumsOf, artist_albums, discography, find_records
about List the albums of an artist. | Records of a band. | Which albums an artist has made.
param artist/band/musician/by artist Name of the artist
ask Which albums has {artist} made? | Albums by {artist} | What did {artist} record? | Show me the discography of {artist}. | I want to know all records of {artist}. | {artist}: which albums are there? | How many albums are there from {artist}? List them. | List everything {artist} released. | I only know one album of {artist}, what else is there? | Give me the albums of {artist}, please. | Has {artist} put out any albums? | Look up the records of {artist}. | My friend collects {artist}, find their albums. | Tell me the titles of the albums by {artist}. | From {artist}, what albums exist? | All LPs by {artist}.
follow And {artist}? | What about {artist}?
result album=song year=year
say {artist} released "{album}" in {year}. | One album of {artist} is "{album}" from {year}.

tool recorder
names record_audio, start_recording, audioRecord, record_sound, mic_record
about Record sound with the microphone. | Records audio for some seconds. | Makes a voice recording.
param seconds/duration/length seconds Length in seconds
param? name/file/filename/save_as file Name of the recording
ask Record {seconds} seconds of sound. | Record audio for {seconds} seconds. | I want to record my voice, {seconds} seconds. | Microphone on for {seconds} seconds. | Make a recording of {seconds} seconds and call it {name}. | Listen and record for {seconds} seconds, file {name}. | {seconds} seconds audio recording please. | Save {seconds} seconds from the mic as {name}. | Could you tape the next {seconds} seconds? | The birds are singing, record them for {seconds} seconds. | For {seconds} seconds, record what you hear. | As {name}, record {seconds} seconds. | Start recording, stop after {seconds} seconds. | I need a {seconds} second sound sample. | Audio, {seconds} seconds, into {name}. | Capture {seconds} seconds of sound through the microphone.
result status=@recorded size=big
say I {status} {seconds} seconds of sound. | The recording of {seconds} seconds is done, {size} bytes.

tool rename
names rename_file, file_rename, renameFile, change_filename, mv, give_new_name
about Rename a file. | Gives a file another name. | Changes the name of a file on the disk.
param path/file/old_name/source path File to rename
param new_name/to/name/target file New name
ask Rename {path} to {new_name}. | {path} should be called {new_name}. | Change the name of {path} to {new_name}. | Give {path} the name {new_name}. | From now on {path} is {new_name}. | I want {new_name} as the name of {path}. | rename {path} {new_name} | Call the file {path} {new_name} instead. | Could {path} be named {new_name}? | The name of {path} is wrong, it has to be {new_name}. | Make {new_name} out of {path}, only the name. | New name {new_name} for the file {path}. | Please let {path} go by {new_name}. | {new_name} is a better name than {path}, change it. | The file {path} needs another name: {new_name}. | Turn the filename {path} into {new_name}.
result status=@renamed
say {path} was {status} to {new_name}. | Done, the file is called {new_name} now.

tool copy
names copy_file, file_copy, copyFile, cp, duplicate_file, copy_to_folder
about Copy a file into a folder. | Makes a copy of a file elsewhere. | Duplicates a file to a directory.
param file/source/path/from file File to copy
param folder/destination/to/directory folder Folder for the copy
ask Copy {file} to {folder}. | Put a copy of {file} in {folder}. | {folder} needs a copy of {file}. | I want {file} in {folder} as well. | cp {file} {folder} | Duplicate {file} into the folder {folder}. | Make sure there is a copy of {file} under {folder}. | Could you copy the file {file} over to {folder}? | Into {folder}, copy {file}. | Take {file} and copy it to {folder}, but keep the old one. | A second {file} should be in {folder}. | Copy job: {file}, target {folder} | Before I change {file}, copy it into {folder}. | Let {folder} have a copy of {file} too. | Please copy {file} for me, destination {folder}. | To be safe, a copy of {file} in {folder}.
follow And {file}. | Also to {folder}. | The same with {file}.
result status=@copied bytes=big
say {file} was {status} to {folder}. | {folder} has a copy of {file} now, {bytes} bytes.

tool filesize
names file_size, get_size, sizeOf, size_of_file, stat_file, check_size
about Size of a file. | Tells how many bytes a file has. | Returns size and date of a file.
param path/file/filename/name path Path of the file
ask How big is {path}? | Size of {path} | What is the size of {path}? | How many bytes does {path} have? | Is {path} a large file? | Tell me how much space {path} takes. | {path}: how many bytes? | I wonder how big {path} has become. | Can I mail {path} or is it too big? Check the size. | Look up the file size of {path}. | Please give me the bytes of {path}. | Before I upload {path}, how large is it? | Has {path} grown? Show its size. | Measure {path}. | I need to know the size of the file {path}. | Does {path} fit on a floppy disk? Get its size.
follow And {path}? | What about {path}?
result bytes=big
say {path} has {bytes} bytes. | The size of {path} is {bytes} bytes.

tool archive
names compress_folder, zip_folder, makeArchive, archive_create, pack_directory, zip
about Pack a folder into an archive. | Compress a directory. | Creates an archive file of a folder.
param folder/path/directory/source folder Folder to pack
param format/type/kind one:zip,tar,7z,gz Kind of archive
ask Make a {format} of {folder}. | Pack {folder} as {format}. | Compress {folder}, format {format}. | I need {folder} as a {format} archive. | {format} {folder} | Could you squeeze {folder} into a {format} file? | {folder} should be packed, use {format}. | Turn the folder {folder} into a {format} archive. | My colleague wants {folder} as one {format} file. | Use {format} to compress the directory {folder}. | Create an archive of {folder} with {format}. | Put everything under {folder} into a {format}. | As {format} please: the folder {folder}. | {folder} takes too much space, pack it with {format}. | Is it possible to get {folder} packed in {format}? | Bundle {folder} in the {format} format.
follow And {folder}. | The same as {format}.
result file=file bytes=big
say {folder} is packed as {format}: {file}. | The {format} archive of {folder} has {bytes} bytes.

tool grep
names search_in_files, grep, findText, text_search, find_in_folder, scan_files
about Find a word in the files of a folder. | Searches file contents. | Which files contain a text.
param text/pattern/word/query word Text to find
param folder/path/where/directory folder Folder to search
ask Which files in {folder} contain {text}? | grep {text} {folder} | Find the word {text} in the files under {folder}. | Search {folder} for the text {text}. | Where in {folder} does it say {text}? | Somewhere in {folder} I wrote {text}, find the file. | Does any file in {folder} mention {text}? | {text}: in which files of {folder} is it? | Scan the folder {folder} for {text}. | Go through {folder} and look for {text} in the files. | Look inside the files of {folder} for {text}, please. | In {folder}, which file has {text} in it? | I need every line with {text} from {folder}. | Show the places where {text} occurs in {folder}. | Is {text} used anywhere under {folder}? | Find {text} within {folder}.
follow And {text}? | Now in {folder}.
result file=file line=count
say I found {text} in {file}, line {line}. | {file} contains {text} in line {line}.

tool mkdir
names make_directory, create_folder, mkdir, newFolder, folder_create, add_directory
about Create a folder. | Makes a new directory. | Adds an empty folder.
param path/folder/name/directory folder Path of the new folder
ask Create the folder {path}. | mkdir {path} | Make a directory {path}. | I need a new folder {path}. | There should be a folder {path}. | Please set up the directory {path}. | New folder: {path} | Could you add the folder {path}? | {path} does not exist yet, create it. | Let there be a directory called {path}. | For the pictures, make the folder {path}. | An empty directory {path}, please. | Before we start, create {path} as a folder. | I want to put things into {path}, make that folder. | The directory {path} is missing, add it. | Would you make {path} for me? A folder, I mean.
follow And {path}. | Also {path}.
result status=@created
say The folder {path} is {status}. | Done: there is a new folder {path}.

tool share
names share_file, file_share, shareWith, give_access, grant_access
about Share a file with a person. | Gives someone access to a file. | Lets another user see a file.
param file/document/path/name file File to share
param person/with/user/recipient recipient Who gets access
param? access/role/rights one:view,comment,edit What the person may do
ask Share {file} with {person}. | Give {person} access to {file}. | {person} should be able to see {file}. | Let {person} open {file}. | {person} needs {file}, share it. | Could {person} get {access} rights for {file}? | Share the document {file} with {person}, {access} only. | {file} goes to {person} with {access} access. | I would like {person} to have access to {file}. | Make {file} visible to {person}. | With {person}, please share {file}. | Allow {person} to {access} the file {file}. | Is {file} shared with {person}? If not, do it. | My colleague {person} asks for {file}, give access. | Grant {person} {access} on {file}. | {file}: share with {person}
follow And with {person}. | And {file} too.
result status=@shared
say {file} is {status} with {person}. | {person} has access to {file} now.

tool lint
names format_code, lint_file, formatCode, code_format, prettify, tidy_source
about Format the code of a file. | Lints and tidies a source file. | Brings code into a clean style.
param file/path/source/target path Source file
ask Format {file}. | The code in {file} is ugly, tidy it. | Run the formatter over {file}. | Lint {file} please. | {file} needs formatting. | Could you clean up the style of {file}? | Fix the indentation in {file}. | Make the code in {file} pretty. | Code style of {file}: repair it. | Before I commit, format the code of {file}. | Apply the style rules to {file}. | The linter complains about {file}, run it and fix. | I want {file} neatly formatted. | Prettify {file} | Please straighten out the spaces and tabs in {file}. | Does {file} follow our code style? Run the formatter.
follow And {file}. | Also {file}. | Now {file}.
result changes=count
say I formatted {file}: {changes} lines changed. | {file} is tidy now, {changes} changes.

tool testing
names run_tests, test_code, runTests, execute_tests, tests_run, start_test_suite
about Run the tests of a project. | Executes the test suite in a folder. | Starts tests and counts failures.
param path/folder/project/directory folder Where the tests are
param? kind/suite/type one:unit,integration,e2e Which tests
ask Run the tests in {path}. | Do the tests under {path} pass? | Test {path}. | Start the {kind} tests in {path}. | Are all tests in {path} green? | {path}: run tests | I changed something in {path}, run the {kind} tests. | Please execute the test suite of {path}. | Let the {kind} tests of {path} run. | For {path}, I want to see whether the tests still work. | Check {path} with the test suite. | Could you try the {kind} tests on {path}? | Is anything broken in {path}? Run its tests. | Only the {kind} ones: tests of {path}. | Kick off the tests for {path}. | My boss wants to know if {path} passes its tests. | How many tests fail in {path}?
follow And in {path}. | Now {path}.
result passed=big failed=small
say In {path}, {passed} tests passed and {failed} failed. | {passed} passed, {failed} failed in {path}.

tool symbol
names find_references, who_calls, findUsages, symbol_usages, references_of, search_symbol
about Find where a function is used. | Lists the uses of a symbol in the code. | Callers of a function.
param symbol/function/name/identifier code Name of the function
ask Where is {symbol} used? | Who calls {symbol}? | Find all uses of the function {symbol}. | Usages of {symbol} | Is {symbol} still needed, or does nobody call it? | Show the callers of {symbol}. | I want to change {symbol}, where is it called? | {symbol}: references please. | List every reference to {symbol}. | In which files is the function {symbol} used? | Can we delete {symbol}? Look who uses it. | Which code depends on {symbol}? | Give me the places in the code that call {symbol}. | Look up references for {symbol} in the project. | Tell me where the code refers to {symbol}. | Trace {symbol} through the sources.
follow And {symbol}? | What about {symbol}?
result file=file line=count
say {symbol} is used in {file}, line {line}. | {file} calls {symbol} in line {line}.

tool commit
names git_commit, commit, commitChanges, create_commit, commit_all, save_changes
about Commit the changes with a message. | Makes a git commit. | Records the staged changes in the repository.
param message/text/title/msg message Commit message
ask Commit with the message "{message}". | git commit: {message} | Commit everything as "{message}". | Make a commit, message: {message} | "{message}" is the commit message, go ahead. | Commit my changes and write "{message}". | Please record this in git as "{message}". | I am done, commit it with {message}. | Create a commit that says "{message}". | With the text "{message}", commit the work. | Could you commit this? Call it "{message}". | The commit should read: {message} | Time for a commit: {message} | Put the changes into a commit named "{message}". | New commit "{message}" | Let us commit, and the message is {message}.
result hash=code
say Commit {hash}: "{message}". | I committed the changes as {hash}.

tool code
names merge_branch, git_merge, mergeBranch, merge, branch_merge, join_branches
about Merge a branch into another. | Git merge. | Brings the changes of one branch into another one.
param source/from/branch/head branch Branch to merge
param target/into/base/to one:main,develop,staging,master Branch that receives the changes
ask Merge {source} into {target}. | Bring {source} into {target}. | {target} should get the changes of {source}. | git merge {source} to {target} | {source} is ready, merge it into {target}. | I would like {source} in {target}. | Into {target}, please merge {source}. | The review of {source} is done, so put it on {target}. | Could you merge the branch {source} with {target}? | Take all commits from {source} over to {target}. | Merge request: {source}, target {target} | Get {source} merged to {target} today. | On {target} we need what is in {source}, merge. | My team waits for {source} on {target}, merge it please. | Unite {source} with {target}. | Is {source} in {target} already? If not, merge it.
result status=@merged commit=code
say {source} is {status} into {target}. | Merged {source} to {target} in commit {commit}.

tool code
names switch_branch, checkout, git_checkout, changeBranch, branch_switch
about Switch to a git branch. | Checks out a branch. | Changes the working branch.
param branch/name/to/branch_name branch Branch to work on
ask Switch to {branch}. | Check out {branch}. | git checkout {branch} | I want to work on {branch} now. | Go to the branch {branch}. | Take me over to {branch}. | Change the branch to {branch}. | {branch} is where I need to be, check it out. | Put me on {branch}, please. | Could we go back to {branch}? | Leave this branch and go to {branch}. | My next job is on the branch {branch}, switch. | Make {branch} the current branch. | Let me see the code of {branch}, check it out. | Hop to {branch} | Work continues on {branch}, so change over.
follow And now {branch}. | Back to {branch}.
result status=@clean
say You are on {branch} now. | Switched to {branch}, the tree is {status}.

tool helpdesk
names open_issue, create_issue, report_bug, newIssue, issue_create, file_ticket
about Open an issue in the tracker. | Reports a bug or a wish. | Creates a ticket for the developers.
param title/summary/name/subject message Title of the issue
param label/kind/type one:bug,feature,docs,question Kind of issue
ask Open an issue "{title}" with the label {label}. | New {label} issue: {title} | Report this as {label}: "{title}" | File a {label} ticket called "{title}". | "{title}" should be an issue, label {label}. | The tracker needs a {label}: {title} | I found something, open a {label} issue with the title "{title}". | Could you create an issue of the kind {label}, "{title}"? | Label {label}, title "{title}", make it an issue. | Issue: {title}. It is a {label}. | Tell the developers through an issue: "{title}", {label}. | Please put "{title}" into the issue tracker as a {label}. | Write a {label} ticket: {title} | We have no issue for "{title}" yet, add one as {label}. | As a {label}, open "{title}" in the tracker. | Make a ticket out of "{title}" and tag it {label}.
result number=big
say Issue {number} is open: "{title}". | I opened {label} issue {number}.

tool deploy
names deploy_branch, deploy, release_to, deployApp, ship_code, rollout
about Deploy a branch to an environment. | Rolls code out to staging or production. | Ships a version of the app.
param branch/version/ref branch What to deploy
param environment/env/target/stage one:staging,production,preview Where to deploy
ask Deploy {branch} to {environment}. | Ship {branch} to {environment}. | {environment} should run {branch}. | Roll {branch} out on {environment}. | Can {branch} go to {environment} now? Do it. | deploy {branch} {environment} | On {environment}, please deploy {branch}. | The customers wait for {branch}, put it on {environment}. | Release {branch} in {environment}. | We are ready: {branch} to {environment}. | I need {branch} live on {environment}. | Push {branch} out to the {environment} environment. | Update {environment} with the code of {branch}. | Let {environment} have the version {branch}. | For {environment}: deploy the branch {branch} | Bring {branch} online, environment {environment}.
follow Now to {environment}. | And {branch}.
result status=@deployed url=url
say {branch} is {status} on {environment}. | {environment} runs {branch} now: {url}

tool logs
names get_logs, tail_logs, show_logs, fetchLogs, log_lines, read_log
about Get the last log lines of a server. | Shows the log of a host. | Tail of the log.
param host/server/machine/name host Host name
param lines/count/limit/n count Number of lines
ask Show me the last {lines} log lines of {host}. | Tail {lines} lines from {host}. | What do the logs of {host} say? {lines} lines please. | Logs {host}, {lines} lines | {host} behaves oddly, give me {lines} lines of its log. | Get {lines} lines of log from {host}. | I need the log of {host}, the last {lines} lines will do. | Read the newest {lines} entries in the log of {host}. | From {host}, fetch {lines} log lines. | Print the end of the log on {host}, {lines} lines. | Could I see {lines} lines of the {host} log? | Why did {host} fail? Look at the last {lines} log lines. | {lines} lines from the log of {host}, please. | Let me look at the log on {host}: {lines} lines. | Pull the log from {host} and limit it to {lines} lines. | How does the log of {host} end? Show {lines} lines.
follow And {host}? | Now {lines} lines.
result last=message
say The last line on {host} is "{last}". | {host} logged: "{last}"

tool disk
names disk_usage, disk_space, freeSpace, check_disk, storage_left, df
about Free disk space of a server. | How full the disk of a host is. | Disk usage in percent.
param host/server/machine/hostname host Host name
ask How full is the disk of {host}? | Disk space on {host} | Does {host} still have room on its disk? | How much space is left on {host}? | df {host} | Check the disk of {host}. | Is the disk on {host} full? | {host}: disk usage please. | I fear that {host} runs out of space, have a look. | Tell me the free storage on {host}. | What percentage of the disk does {host} use? | We want to copy a lot to {host}, is there disk space? | Look at the storage of {host}. | On {host}, how many percent of the disk are used? | Can {host} store more data? Check its disk. | Give me the disk usage of {host}.
follow And {host}? | What about {host}?
result used=percent
say The disk of {host} is {used} percent full. | {host} uses {used} percent of its disk.

tool firewall
names open_port, firewall_open, allowPort, port_open, unblock_port, firewall_rule
about Open or close a port of a host. | Changes a firewall rule. | Allows or blocks a port on a server.
param host/server/machine host Host name
param port/port_number/number big Port
param action/rule/mode one:allow,block What to do
ask {action} port {port} on {host}. | Please {action} port {port} for {host}. | On {host}, {action} {port}. | Firewall of {host}: {action} port {port} | I want to {action} the port {port} at {host}. | Set the rule for port {port} on {host} to {action}. | {host} {port} {action} | Port {port} of {host} should be set to {action}. | Change the firewall on {host} to {action} {port}. | Could you {action} traffic on port {port} of {host}? | The app needs a rule on {host}: {action} {port}. | {port} is the port, {host} the server: {action} it. | Add a firewall rule that will {action} port {port} on {host}. | For security reasons, {action} port {port} on the server {host}. | Make the firewall {action} port {port} for {host}. | Rule please: {action}, port {port}, host {host}.
follow Now {action} it. | And on {host}. | And port {port}.
result status=@active
say The rule is {status}: {action} port {port} on {host}. | {host}: {action} {port}, done.

tool replicas
names scale_service, set_replicas, scaleTo, replicas, change_instances, scale
about Set the number of instances of a service. | Scales a service up or down. | Changes the replica count.
param service/app/name/deployment one:frontend,worker,search,checkout,gateway,mailer Service
param replicas/count/instances/size small Number of instances
ask Scale {service} to {replicas}. | Run {replicas} instances of {service}. | {service}: {replicas} replicas | We need {replicas} copies of the {service} service. | Set {service} to {replicas} replicas. | Too many visitors, {service} should have {replicas} instances. | {replicas} {service} instances please. | Let {replicas} of the {service} run. | Change the replica count of {service} to {replicas}. | Could you bring {service} to {replicas} instances? | The {service} is slow, give it {replicas} replicas. | With {replicas} instances, {service} would be fine. Scale it. | For tonight {replicas} replicas of {service} are enough. | Increase or reduce {service} to {replicas}, whatever it takes. | I want {service} running {replicas} times. | Adjust {service}, {replicas} instances.
follow Now {replicas}. | And {service}.
result status=@scaled
say {service} has {replicas} instances now. | Done: {service} {status} to {replicas}.

tool schema
names describe_table, table_schema, showColumns, get_columns, schema_of, inspect_table
about Show the columns of a table. | Describes the schema of a database table. | Which fields a table has.
param table/name/table_name table Table
ask Which columns does {table} have? | Describe the table {table}. | Schema of {table} | What fields are in the {table} table? | How is the table {table} built? | Show me the columns of {table}. | {table}: columns and types please. | I need to know the structure of {table} in the database. | Before I write a query, what does {table} look like? | Is there a price column in {table}? Show the schema. | List the fields of the database table {table}. | Give me the definition of the table {table}. | Tell me what columns I can use in {table}. | Inspect the table {table}. | What is the layout of {table} in our database? | describe {table}
follow And {table}? | Now {table}.
result first=column second=column
say {table} has the columns {first} and {second}, among others. | The table {table} starts with {first} and {second}.

tool column
names add_column, alter_table, addColumn, column_add, extend_table, new_field
about Add a column to a table. | Alters a table in the database. | Gives a table a new field.
param table/table_name/to table Table to change
param column/field/name/column_name column New column
param type/data_type/kind one:text,integer,date,boolean Type of the column
ask Add a {type} column {column} to {table}. | {table} needs a column {column} of the type {type}. | Give {table} the field {column}, {type}. | Extend the table {table} by {column} as {type}. | New column in {table}: {column}, {type} | Alter {table}, add {column} with type {type}. | I want to store {column} as {type} in the {table} table. | Put a {type} field called {column} into {table}. | Could {table} get another column? {column}, {type}. | Column {column}, type {type}, table {table}. Add it. | There is no {column} in {table} yet, create it as {type}. | In {table}, make a new {type} column with the name {column}. | Please change {table} so that it has {column} as a {type} column. | {column} {type} for {table} | The table {table} lacks {column}, add it, {type}.
result status=@added
say The column {column} was {status} to {table}. | {table} has a {type} column {column} now.

tool rows
names delete_row, remove_record, deleteRow, record_delete, drop_entry
about Delete a row of a table by its id. | Removes one record from the database. | Drops an entry of a table.
param table/from/table_name table Table
param id/row/record_id/key big Id of the row
ask Delete row {id} from {table}. | Remove the record {id} in {table}. | {table} {id} must go. | Take {id} out of the table {table}. | In {table}, delete the entry with the id {id}. | Drop {id} from {table}. | The row {id} in {table} is wrong, remove it. | Please erase record number {id} of {table}. | Entry {id} should no longer be in {table}. | Could you kick {id} out of {table}? | From {table} I want number {id} deleted. | Get rid of row {id} in the {table} table. | Delete: table {table}, id {id} | A customer asks us to remove record {id} from {table}. | There is a double entry in {table}, delete {id}. | Row {id}, table {table}: delete
follow And {id}. | {id} too.
result status=@deleted
say Row {id} of {table} is {status}. | {table}: record {id} {status}.

tool export
names export_table, table_export, dumpTable, download_table, export_data
about Export a table as a file. | Dumps the rows of a table. | Writes a table to a file of some format.
param table/name/source table Table to export
param format/type/as one:csv,json,xlsx,parquet File format
ask Export {table} as {format}. | Give me {table} in {format}. | I need a {format} file of the {table} table. | {table} to {format} | Dump the table {table} as {format}. | My boss wants {table} as {format}. | Can I have all {table} as a {format} file? | Write {table} out in the {format} format. | As {format}, export the table {table}. | {format} export of {table} please. | The accountants ask for {table}, {format} would be best. | Download {table}, format {format}. | Turn the table {table} into a {format} file. | Save the data of {table} as {format}. | Let me take {table} home as {format}. | Produce a {format} dump with everything from {table}.
follow And as {format}. | And {table}. | Now {table}.
result file=file rows=big
say {table} is exported as {format}: {rows} rows. | The {format} file of {table} is {file}.

tool battery
names battery_level, get_battery, checkBattery, battery, charge_status, power_left
about Battery level of a device. | How much charge a device has. | Returns the charge in percent.
param device/name/gadget/which one:phone,tablet,laptop,watch,headset,speaker Device
ask How much battery does my {device} have? | Battery of the {device} | Is my {device} charged? | {device} battery? | Do I need to charge the {device}? | What is the charge of my {device}? | Check the {device} battery, please. | How long before the {device} is empty? Look at its charge. | Tell me the battery level of the {device}. | Can I leave with my {device}, or is it nearly flat? | My {device} feels low, how many percent are left? | I wonder whether the {device} has any power left. | Power left in the {device}? | Show the battery percentage of my {device}. | The {device}, is it full? | How many percent has the {device}?
follow And the {device}? | What about the {device}? | {device}?
result level=percent
say Your {device} is at {level} percent. | The {device} has {level} percent left.

tool finder
names find_device, locate_device, findMyDevice, ring_device, where_is_device
about Find a lost device. | Locates a device of the user. | Lets a device ring or shows where it is.
param device/item/thing/name one:phone,keys,tablet,wallet,earbuds,camera What is lost
ask Where is my {device}? | I lost my {device}. | Find my {device}. | Have you seen my {device}? | My {device} is gone, help me. | Locate the {device} | Help, I cannot find the {device}! | Let my {device} ring. | Somebody took my {device}, where is it? | Did I leave the {device} at work? Locate it. | I am looking for my {device}. | Track down the {device}, please. | Which place did I leave my {device} at? | Can you tell where the {device} is right now? | The {device} must be somewhere, find it. | {device} lost
follow And my {device}? | And the {device}?
result place=room
say Your {device} is in the {place}. | I found the {device}: look in the {place}.
`;
