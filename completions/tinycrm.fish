# completion of tinycrm, as `tinycrm completion show fish` writes it

function __tinycrm_top
    printf '%s\n' 'log	Log a call, e-mail, meeting, message or note' 'today	What is due, and who is waiting' 'brief	What to know before a call' 'search	Find records by words or parts of words' 'contact	People' 'company	Organizations' 'interaction	Calls, e-mails, meetings, messages, notes' 'task	Follow-ups' 'deal	Possible sales' 'sale	Money earned, and money given back' 'expense	What winning and serving customers cost' 'campaign	Pushes with a budget, whom they reached, who answered' 'segment	Filters with a name: who is meant, kept' 'subscription	Sales that repeat' 'ticket	Customers\' requests' 'feedback	Answers to NPS, CSAT and CES' 'pipeline	Stages that deals move through (pipelines.yaml)' 'goal	What the numbers are to reach (config.yaml)' 'report	Numbers: pipeline, forecast, win-loss, activity, kpi' 'run	Do what is due by the rules, and send the mail that waits' 'rules	What is done by itself (rules.yaml)' 'sequence	What is done day by day (sequences/*.yaml)' 'template	Messages with fields in them (templates/*.md)' 'hooks	Programs of yours, asked before a change and told after it' 'mail	The outbox: what was mailed, and what waits' 'import	Bring records in from CSV or JSON' 'export	Take records out: CSV, JSON, vCard, iCalendar, Markdown' 'undo	Take the last operation back' 'redo	Do again what was undone' 'history	Who changed what, when' 'changes	What changed since a cursor, for scripts' 'batch	Many commands in one process' 'schedule	Jobs that run by themselves: cron, systemd' 'init	Write settings and pipelines to start from' 'demo	Fill a database of its own with a small business to look at' 'doctor	How complete, valid and fresh the records are' 'backup	The backups in a folder' 'restore	Put a backup in the database\'s place' 'config	Settings' 'completion	Completion for your shell'
end

function __tinycrm_shared
    printf '%s\n' '--db	file	the database; else $TINYCRM_DB, else the data folder' '--config	file	the settings folder; else $TINYCRM_CONFIG' '--format	format	table tsv csv json ndjson md html ids; export: vcf ics; else $TINYCRM_FORMAT' '-f	format	table tsv csv json ndjson md html ids; export: vcf ics; else $TINYCRM_FORMAT' '--print	text	what a write answers with: id, uid or json; in a pipe its id unless given' '--user	text	who you are; else $TINYCRM_USER, else the login name' '--today	text	the business day; else $TINYCRM_TODAY' '--no-color	flag	no colour (also $NO_COLOR)' '--no-header	flag	no header line in tsv and csv' '--quiet	flag	no notes, no word of a write; errors and data stay' '-q	flag	no notes, no word of a write; errors and data stay' '--yes	flag	yes to every question' '-y	flag	yes to every question' '--no-input	flag	never ask' '--debug	flag	show the traceback of a failure' '--help	flag	show the help of a command' '-h	flag	show the help of a command'
end

# command: its options as NAME, KIND, HELP; =KIND of its arguments; ... when the last repeats
function __tinycrm_spec
    switch "$argv[1]"
        case 'log'
            printf '%s\n' '--deal	@deal	The deal' '--with	@who	Someone else who took part; repeat for more' '--at	text	When it happened: yesterday, "fri 15:00"' '--direction	direction	in (from them) or out (from you)' '--minutes	text	Minutes it took, or h:mm, h:mm:ss rounded up' '--outcome	text	What came of it' '--owner	text	Whose it is; me is you' '--next	text	The follow-up to make' '--due	text	When: fri, "tomorrow 15:00", +3d, "end of month"' '--create	flag	Create the contacts and companies named that do not exist' '=kind' '=@who' '=text' '...'
        case 'today'
            printf '%s\n' '--days	text	How many days ahead' '--owner	text	Whose it is; me is you' '--mail-to	text	Mail it instead; me is mail.to of config.yaml; repeat for more' '--subject	text	Of the mail, instead of its own' '--attach	attach	csv, html, or ics of the due tasks; repeat for more' '--only-if-any	flag	No mail when it would say nothing' '--once-per	once-per	day, week or month: each address gets it once' '--dry-run	flag	Write the mail itself and send nothing' '--output	file	With --dry-run: a new file, or a folder' '-o	file	With --dry-run: a new file, or a folder' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'brief'
            printf '%s\n' '=@any' '.'
        case 'search'
            printf '%s\n' '--noun	noun	Only this kind of record; repeat for more' '--limit	text	At most this many; 0 is all' '--exit-code	flag	Exit with 10 when there is something to show' '=text' '...'
        case 'contact add'
            printf '%s\n' '--email	text	An e-mail; repeat for more, the first is primary; work:a@b labels it' '--phone	text	A phone number; repeat for more' '--company	@company	A company; repeat for more, the first is primary' '--title	text	The job title' '--tag	@tag	A tag; repeat for more' '--source	text	Where it came from' '--lifecycle	@lifecycle	subscriber, lead, qualified, customer or former' '--birthday	text	1990-12-10, or 10 dec without a year' '--cadence	text	How often to be in touch: 30, "2 weeks", monthly' '--owner	text	Whose it is; me is you' '--note	text	A note' '--handle	text	A handle, for example telegram:@anna; repeat for more' '--given	text	The given name' '--family	text	The family name' '--lead-on	text	The day it became a lead' '--customer-since	text	The day of the first purchase' '--set	text	A custom field; repeat for more' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '--create	flag	Create the contacts and companies named that do not exist' '=text' '.'
        case 'contact list' 'contact ls'
            printf '%s\n' '--tag	@tag	A tag; repeat for more' '--company	@company	A company; repeat for more, the first is primary' '--lifecycle	@lifecycle	subscriber, lead, qualified, customer or former' '--source	text	Where it came from' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-contact	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-contact	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'contact show'
            printf '%s\n' '--get	field-contact	Print one raw value' '=@contact' '...'
        case 'contact edit'
            printf '%s\n' '--name	text	The name' '--email	text	An e-mail; repeat for more, the first is primary; work:a@b labels it' '--add-email	text	One more e-mail' '--rm-email	text	Take an e-mail away' '--phone	text	A phone number; repeat for more' '--add-phone	text	One more phone number' '--rm-phone	text	Take a phone number away' '--company	@company	A company; repeat for more, the first is primary' '--add-company	@company	One more company' '--rm-company	@company	Take a company away' '--tag	@tag	A tag; repeat for more' '--add-tag	@tag	One more tag' '--rm-tag	@tag	Take a tag away' '--handle	text	A handle, for example telegram:@anna; repeat for more' '--add-handle	text	One more handle' '--rm-handle	text	Take a handle away' '--title	text	The job title' '--source	text	Where it came from' '--lifecycle	@lifecycle	subscriber, lead, qualified, customer or former' '--birthday	text	1990-12-10, or 10 dec without a year' '--cadence	text	How often to be in touch: 30, "2 weeks", monthly' '--owner	text	Whose it is; me is you' '--note	text	A note' '--given	text	The given name' '--family	text	The family name' '--lead-on	text	The day it became a lead' '--customer-since	text	The day of the first purchase' '--set	text	A custom field; repeat for more' '--clear	field-contact	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@contact' '.'
        case 'contact rm'
            printf '%s\n' '--cascade	flag	Remove the deals, sales, subscriptions and tickets too that name nobody else' '--dry-run	flag	Say what would be done and change nothing' '=@contact' '...'
        case 'contact merge'
            printf '%s\n' '--prefer	prefer	Where both have a value: first (KEEP\'s), newest or longest' '--dry-run	flag	Say what would be done and change nothing' '=@contact' '=@contact' '...'
        case 'contact dupes'
            printf '%s\n' '--min	text	Only those at least so sure, 0-100; 70 unless given' '--limit	text	At most so many groups; 0 is all' '--review	flag	Go through the pairs one by one, on a terminal' '--all	flag	Also those that were said to be no duplicates' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'contact tag'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=@contact' '=@tag' '...'
        case 'contact untag'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=@contact' '=@tag' '...'
        case 'contact relate'
            printf '%s\n' '--rm	flag	Take the relation away' '=@contact' '=text' '=@contact' '.'
        case 'contact timeline'
            printf '%s\n' '--limit	text	At most this many; 0 is all' '=@contact' '.'
        case 'company add'
            printf '%s\n' '--website	text	A website; repeat for more' '--phone	text	A phone number; repeat for more' '--parent	@company	The company above it' '--industry	text	The industry' '--size	text	The number of people' '--country	text	The country' '--tag	@tag	A tag; repeat for more' '--source	text	Where it came from' '--lifecycle	@lifecycle	subscriber, lead, qualified, customer or former' '--owner	text	Whose it is; me is you' '--note	text	A note' '--lead-on	text	The day it became a lead' '--customer-since	text	The day of the first purchase' '--set	text	A custom field; repeat for more' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '--create	flag	Create the contacts and companies named that do not exist' '=text' '.'
        case 'company list' 'company ls'
            printf '%s\n' '--tag	@tag	A tag; repeat for more' '--industry	text	The industry' '--country	text	The country' '--lifecycle	@lifecycle	subscriber, lead, qualified, customer or former' '--source	text	Where it came from' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-company	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-company	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'company show'
            printf '%s\n' '--get	field-company	Print one raw value' '=@company' '...'
        case 'company edit'
            printf '%s\n' '--name	text	The name' '--website	text	A website; repeat for more' '--add-website	text	One more website' '--rm-website	text	Take a website away' '--phone	text	A phone number; repeat for more' '--add-phone	text	One more phone number' '--rm-phone	text	Take a phone number away' '--tag	@tag	A tag; repeat for more' '--add-tag	@tag	One more tag' '--rm-tag	@tag	Take a tag away' '--parent	@company	The company above it' '--industry	text	The industry' '--size	text	The number of people' '--country	text	The country' '--source	text	Where it came from' '--lifecycle	@lifecycle	subscriber, lead, qualified, customer or former' '--owner	text	Whose it is; me is you' '--note	text	A note' '--lead-on	text	The day it became a lead' '--customer-since	text	The day of the first purchase' '--set	text	A custom field; repeat for more' '--clear	field-company	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@company' '.'
        case 'company rm'
            printf '%s\n' '--cascade	flag	Remove the deals, sales, subscriptions and tickets too that name nobody else' '--dry-run	flag	Say what would be done and change nothing' '=@company' '...'
        case 'company merge'
            printf '%s\n' '--prefer	prefer	Where both have a value: first (KEEP\'s), newest or longest' '--dry-run	flag	Say what would be done and change nothing' '=@company' '=@company' '...'
        case 'company dupes'
            printf '%s\n' '--min	text	Only those at least so sure, 0-100; 70 unless given' '--limit	text	At most so many groups; 0 is all' '--review	flag	Go through the pairs one by one, on a terminal' '--all	flag	Also those that were said to be no duplicates' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'company tag'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=@company' '=@tag' '...'
        case 'company untag'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=@company' '=@tag' '...'
        case 'company timeline'
            printf '%s\n' '--limit	text	At most this many; 0 is all' '=@company' '.'
        case 'interaction add'
            printf '%s\n' '--deal	@deal	The deal' '--with	@who	Someone else who took part; repeat for more' '--at	text	When it happened: yesterday, "fri 15:00"' '--direction	direction	in (from them) or out (from you)' '--minutes	text	Minutes it took, or h:mm, h:mm:ss rounded up' '--outcome	text	What came of it' '--owner	text	Whose it is; me is you' '--next	text	The follow-up to make' '--due	text	When: fri, "tomorrow 15:00", +3d, "end of month"' '--create	flag	Create the contacts and companies named that do not exist' '=kind' '=@who' '=text' '...'
        case 'interaction list' 'interaction ls'
            printf '%s\n' '--kind	kind	call, email, meeting, message or note' '--contact	@contact	A contact; repeat for more, the first is primary' '--company	@company	The company' '--deal	@deal	The deal' '--direction	direction	in (from them) or out (from you)' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-interaction	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-interaction	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'interaction show'
            printf '%s\n' '--get	field-interaction	Print one raw value' '=text' '...'
        case 'interaction edit'
            printf '%s\n' '--kind	kind	call, email, meeting, message or note' '--summary	text	What was said' '--contact	@contact	A contact; repeat for more, the first is primary' '--add-contact	@contact	One more contact' '--rm-contact	@contact	Take a contact away' '--deal	@deal	The deal' '--at	text	When it happened: yesterday, "fri 15:00"' '--direction	direction	in (from them) or out (from you)' '--minutes	text	Minutes it took, or h:mm, h:mm:ss rounded up' '--outcome	text	What came of it' '--owner	text	Whose it is; me is you' '--clear	field-interaction	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=text' '.'
        case 'interaction rm'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=text' '...'
        case 'task add'
            printf '%s\n' '--due	text	When: fri, "tomorrow 15:00", +3d, "end of month"' '--priority	priority	high, normal or low' '--repeat	text	"every 2 weeks", monthly, "every mon,thu"' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--owner	text	Whose it is; me is you' '--note	text	A note' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '--create	flag	Create the contacts and companies named that do not exist' '=text' '.'
        case 'task list' 'task ls'
            printf '%s\n' '--due	due	Due up to today, week (7 days) or a day; or overdue or none' '--priority	priority	high, normal or low' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--all	flag	Also those that are done or closed' '--done	flag	Only those that are done' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-task	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-task	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'task show'
            printf '%s\n' '--get	field-task	Print one raw value' '=@task' '...'
        case 'task edit'
            printf '%s\n' '--title	text	The title' '--due	text	When: fri, "tomorrow 15:00", +3d, "end of month"' '--priority	priority	high, normal or low' '--repeat	text	"every 2 weeks", monthly, "every mon,thu"' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--owner	text	Whose it is; me is you' '--note	text	A note' '--clear	field-task	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@task' '.'
        case 'task rm'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=@task' '...'
        case 'task done'
            printf '%s\n' '=@open-task' '...'
        case 'task reopen'
            printf '%s\n' '=@done-task' '...'
        case 'task snooze'
            printf '%s\n' '=@open-task' '=text' '.'
        case 'deal add'
            printf '%s\n' '--value	text	An amount: 4800, "4 800,50 EUR", 10k' '--currency	currency	The currency, ISO 4217' '--contact	@contact	A contact; repeat for more, the first is primary' '--company	@company	The company' '--stage	@stage	The stage' '--pipeline	@pipeline	The pipeline' '--close	text	The day it is expected to close' '--probability	text	60% instead of the stage\'s own' '--source	text	Where it came from' '--campaign	@campaign	The campaign' '--opened	text	The day it was opened' '--owner	text	Whose it is; me is you' '--reason	text	Why it was lost or won' '--tag	@tag	A tag; repeat for more' '--set	text	A custom field; repeat for more' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '--create	flag	Create the contacts and companies named that do not exist' '=text' '.'
        case 'deal list' 'deal ls'
            printf '%s\n' '--stage	@stage	The stage' '--pipeline	@pipeline	The pipeline' '--outcome	outcome	open, won or lost' '--contact	@contact	A contact; repeat for more, the first is primary' '--company	@company	The company' '--tag	@tag	A tag; repeat for more' '--source	text	Where it came from' '--campaign	@campaign	The campaign' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--all	flag	Also those that are done or closed' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-deal	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-deal	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'deal show'
            printf '%s\n' '--get	field-deal	Print one raw value' '=@deal' '...'
        case 'deal edit'
            printf '%s\n' '--title	text	The title' '--value	text	An amount: 4800, "4 800,50 EUR", 10k' '--currency	currency	The currency, ISO 4217' '--contact	@contact	A contact; repeat for more, the first is primary' '--add-contact	@contact	One more contact' '--rm-contact	@contact	Take a contact away' '--company	@company	The company' '--stage	@stage	The stage' '--pipeline	@pipeline	The pipeline' '--close	text	The day it is expected to close' '--probability	text	60% instead of the stage\'s own' '--source	text	Where it came from' '--campaign	@campaign	The campaign' '--opened	text	The day it was opened' '--owner	text	Whose it is; me is you' '--reason	text	Why it was lost or won' '--tag	@tag	A tag; repeat for more' '--add-tag	@tag	One more tag' '--rm-tag	@tag	Take a tag away' '--set	text	A custom field; repeat for more' '--clear	field-deal	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@deal' '.'
        case 'deal rm'
            printf '%s\n' '--cascade	flag	Also when others name it: they lose the link' '--dry-run	flag	Say what would be done and change nothing' '=@deal' '...'
        case 'deal move'
            printf '%s\n' '--on	text	The day it happened, today unless given' '--note	text	A note' '--reason	text	Why it was lost or won' '--pipeline	@pipeline	The pipeline' '=@deal' '=@stage' '.'
        case 'deal won'
            printf '%s\n' '--on	text	The day it happened, today unless given' '--note	text	A note' '--reason	text	Why it was lost or won' '=@deal' '...'
        case 'deal lost'
            printf '%s\n' '--on	text	The day it happened, today unless given' '--note	text	A note' '--reason	text	Why it was lost or won' '=@deal' '...'
        case 'deal reopen'
            printf '%s\n' '--note	text	A note' '=@deal' '...'
        case 'deal board'
            printf '%s\n' '--pipeline	@pipeline	The pipeline' '--owner	text	Whose it is; me is you' '.'
        case 'sale add'
            printf '%s\n' '--product	text	What was sold' '--on	text	The day it happened, today unless given' '--quantity	text	How many of it' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--subscription	@subscription	The subscription that it pays' '--due	text	The subscription\'s due day; the latest unpaid one unless given' '--campaign	@campaign	The campaign' '--currency	currency	The currency, ISO 4217' '--refund-of	@sale	The sale that it gives back' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--create	flag	Create the contacts and companies named that do not exist' '=@who' '=text' '.'
        case 'sale list' 'sale ls'
            printf '%s\n' '--who	@who	A contact, else a company' '--company	@company	The company' '--contact	@contact	The contact' '--product	text	What was sold' '--deal	@deal	The deal' '--subscription	@subscription	The subscription that it pays' '--campaign	@campaign	The campaign' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-sale	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-sale	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'sale show'
            printf '%s\n' '--get	field-sale	Print one raw value' '=@sale' '...'
        case 'sale edit'
            printf '%s\n' '--amount	text	An amount: 4800, "4 800,50 EUR", 10k' '--currency	currency	The currency, ISO 4217' '--product	text	What was sold' '--on	text	The day it happened, today unless given' '--quantity	text	How many of it' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--subscription	@subscription	The subscription that it pays' '--due	text	The subscription\'s due day; the latest unpaid one unless given' '--campaign	@campaign	The campaign' '--refund-of	@sale	The sale that it gives back' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--clear	field-sale	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@sale' '.'
        case 'sale rm'
            printf '%s\n' '--cascade	flag	Also when others name it: they lose the link' '--dry-run	flag	Say what would be done and change nothing' '=@sale' '...'
        case 'sale refund'
            printf '%s\n' '--on	text	The day it happened, today unless given' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '=@sale' '=text' '.'
        case 'expense add'
            printf '%s\n' '--kind	expense-kind	marketing, sales or service' '--title	text	The title' '--channel	text	The channel: ads, fair, mail …' '--campaign	@campaign	The campaign' '--on	text	The day it happened, today unless given' '--currency	currency	The currency, ISO 4217' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '=text' '.'
        case 'expense list' 'expense ls'
            printf '%s\n' '--kind	expense-kind	marketing, sales or service' '--channel	text	The channel: ads, fair, mail …' '--campaign	@campaign	The campaign' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-expense	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-expense	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'expense show'
            printf '%s\n' '--get	field-expense	Print one raw value' '=@expense' '...'
        case 'expense edit'
            printf '%s\n' '--amount	text	An amount: 4800, "4 800,50 EUR", 10k' '--currency	currency	The currency, ISO 4217' '--kind	expense-kind	marketing, sales or service' '--title	text	The title' '--channel	text	The channel: ads, fair, mail …' '--campaign	@campaign	The campaign' '--on	text	The day it happened, today unless given' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--clear	field-expense	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=@expense' '.'
        case 'expense rm'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=@expense' '...'
        case 'campaign add'
            printf '%s\n' '--channel	text	The channel: ads, fair, mail …' '--budget	text	What it may cost: 2000, "2 000,50 EUR", 10k' '--currency	currency	The currency, ISO 4217' '--start	text	The first day' '--end	text	The last day' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '=text' '.'
        case 'campaign list' 'campaign ls'
            printf '%s\n' '--channel	text	The channel: ads, fair, mail …' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-campaign	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-campaign	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'campaign show'
            printf '%s\n' '--get	field-campaign	Print one raw value' '=@campaign' '...'
        case 'campaign edit'
            printf '%s\n' '--name	text	The name' '--channel	text	The channel: ads, fair, mail …' '--budget	text	What it may cost: 2000, "2 000,50 EUR", 10k' '--currency	currency	The currency, ISO 4217' '--start	text	The first day' '--end	text	The last day' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--clear	field-campaign	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--dry-run	flag	Say what would be done and change nothing' '=@campaign' '.'
        case 'campaign rm'
            printf '%s\n' '--cascade	flag	Also when others name it: they lose the link' '--dry-run	flag	Say what would be done and change nothing' '=@campaign' '...'
        case 'campaign reach'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--noun	text	Whom --where looks among: contact (unless given) or company' '--on	text	The day it happened, today unless given' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@campaign' '=@who' '...'
        case 'campaign answer'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--noun	text	Whom --where looks among: contact (unless given) or company' '--on	text	The day it happened, today unless given' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@campaign' '=@who' '...'
        case 'campaign drop'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--noun	text	Whom --where looks among: contact (unless given) or company' '--dry-run	flag	Say what would be done and change nothing' '=@campaign' '=@who' '...'
        case 'campaign members'
            printf '%s\n' '--limit	text	At most this many; 0 is all' '--exit-code	flag	Exit with 10 when there is something to show' '=@campaign' '.'
        case 'segment add'
            printf '%s\n' '--where	text	Who belongs to it: "last_sale < 90d ago and sales >= 2"' '--noun	noun	Of which records: contact, company, deal, sale …' '--note	text	A note' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '=text' '.'
        case 'segment list' 'segment ls'
            printf '%s\n' '--noun	noun	Of which records: contact, company, deal, sale …' '--where	text	value >= 10000 EUR and stage = proposal' '--sort	fields-segment	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-segment	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'segment show'
            printf '%s\n' '--get	field-segment	Print one raw value' '=@segment' '...'
        case 'segment edit'
            printf '%s\n' '--name	text	The name' '--where	text	Who belongs to it: "last_sale < 90d ago and sales >= 2"' '--note	text	A note' '--clear	field-segment	Empty a field; repeat for more' '--dry-run	flag	Say what would be done and change nothing' '=@segment' '.'
        case 'segment rm'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=@segment' '...'
        case 'segment members'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--sort	fields-segment	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-segment	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '=@segment' '.'
        case 'subscription add'
            printf '%s\n' '--every	text	How often it is paid: month, quarter, year, "2 weeks"' '--product	text	What was sold' '--start	text	The first day' '--end	text	The last day' '--trial-until	text	The last day of its trial' '--term	text	For how long it is agreed: "1 year"; unless given the interval, from a quarter on' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--currency	currency	The currency, ISO 4217' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--create	flag	Create the contacts and companies named that do not exist' '=@who' '=text' '.'
        case 'subscription list' 'subscription ls'
            printf '%s\n' '--who	@who	A contact, else a company' '--contact	@contact	The contact' '--company	@company	The company' '--product	text	What was sold' '--status	subscription-status	trial, active, paused, cancelled, ended or coming' '--deal	@deal	The deal' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--all	flag	Also those that are done or closed' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-subscription	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-subscription	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'subscription show'
            printf '%s\n' '--get	field-subscription	Print one raw value' '=@subscription' '...'
        case 'subscription edit'
            printf '%s\n' '--product	text	What was sold' '--start	text	The first day' '--contact	@contact	The contact' '--company	@company	The company' '--deal	@deal	The deal' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--clear	field-subscription	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '.'
        case 'subscription rm'
            printf '%s\n' '--cascade	flag	Also when others name it: they lose the link' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '...'
        case 'subscription change'
            printf '%s\n' '--every	text	How often it is paid: month, quarter, year, "2 weeks"' '--on	text	From this day on, today unless given' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '=text' '.'
        case 'subscription pause'
            printf '%s\n' '--on	text	From this day on, today unless given' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '.'
        case 'subscription resume'
            printf '%s\n' '--on	text	From this day on, today unless given' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '.'
        case 'subscription cancel'
            printf '%s\n' '--on	text	The day it was decided, today unless given' '--end	text	The last day; that of its term or of what is paid unless given' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '.'
        case 'subscription renew'
            printf '%s\n' '--until	text	The last day of the next term' '--term	text	How long the next term is; as long as the last one unless given' '--amount	text	What it costs from the next term on' '--on	text	The day it was decided, today unless given' '--dry-run	flag	Say what would be done and change nothing' '=@subscription' '.'
        case 'subscription history'
            printf '%s\n' '=@subscription' '.'
        case 'subscription renewals'
            printf '%s\n' '--days	text	How many days ahead' '--owner	text	Whose it is; me is you' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'ticket add'
            printf '%s\n' '--who	@who	A contact, else a company' '--contact	@contact	The contact' '--company	@company	The company' '--channel	text	How it came: email, phone, chat …' '--priority	priority	high, normal or low' '--at	text	When it was opened: yesterday, "fri 15:00"; now unless given' '--deal	@deal	The deal' '--tag	@tag	A tag; repeat for more' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--if-absent	flag	Print the id of the record that is there already' '--if-exists	if-exists	When it is there already: skip prints its id, update changes it (its name too), fail refuses' '--create	flag	Create the contacts and companies named that do not exist' '=text' '.'
        case 'ticket list' 'ticket ls'
            printf '%s\n' '--who	@who	A contact, else a company' '--contact	@contact	The contact' '--company	@company	The company' '--priority	priority	high, normal or low' '--channel	text	How it came: email, phone, chat …' '--status	ticket-status	open or resolved' '--deal	@deal	The deal' '--tag	@tag	A tag; repeat for more' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--all	flag	Also those that are done or closed' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-ticket	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-ticket	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'ticket show'
            printf '%s\n' '--get	field-ticket	Print one raw value' '=@ticket' '...'
        case 'ticket edit'
            printf '%s\n' '--title	text	The title' '--contact	@contact	The contact' '--company	@company	The company' '--channel	text	How it came: email, phone, chat …' '--priority	priority	high, normal or low' '--at	text	When it was opened: yesterday, "fri 15:00"; now unless given' '--answered	text	When it was first answered' '--minutes	text	Minutes it took, or h:mm, h:mm:ss rounded up' '--deal	@deal	The deal' '--tag	@tag	A tag; repeat for more' '--add-tag	@tag	One more tag' '--rm-tag	@tag	Take a tag away' '--owner	text	Whose it is; me is you' '--note	text	A note' '--set	text	A custom field; repeat for more' '--clear	field-ticket	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=@ticket' '.'
        case 'ticket rm'
            printf '%s\n' '--cascade	flag	Also when others name it: they lose the link' '--dry-run	flag	Say what would be done and change nothing' '=@ticket' '...'
        case 'ticket answer'
            printf '%s\n' '--at	text	When it happened: yesterday, "fri 15:00"' '--text	text	What was answered, logged as an interaction; - reads stdin' '=@open-ticket' '.'
        case 'ticket resolve'
            printf '%s\n' '--at	text	When it happened: yesterday, "fri 15:00"' '--minutes	text	Minutes it took, or h:mm, h:mm:ss rounded up' '=@open-ticket' '...'
        case 'ticket reopen'
            printf '%s\n' '=@resolved-ticket' '...'
        case 'feedback add'
            printf '%s\n' '--kind	feedback-kind	nps, csat or ces' '--comment	text	What they said; - reads stdin' '--ticket	@ticket	The ticket that it is about' '--sale	@sale	The sale that it is about' '--contact	@contact	The contact' '--company	@company	The company' '--at	text	When it happened: yesterday, "fri 15:00"' '--owner	text	Whose it is; me is you' '--set	text	A custom field; repeat for more' '--create	flag	Create the contacts and companies named that do not exist' '=@who' '=text' '.'
        case 'feedback list' 'feedback ls'
            printf '%s\n' '--who	@who	A contact, else a company' '--contact	@contact	The contact' '--company	@company	The company' '--kind	feedback-kind	nps, csat or ces' '--ticket	@ticket	The ticket that it is about' '--sale	@sale	The sale that it is about' '--owner	text	Whose it is; me is you' '--since	text	From this day on' '--until	text	Up to this day' '--where	text	value >= 10000 EUR and stage = proposal' '--segment	@segment	Only what belongs to this segment' '--sort	fields-feedback	-value,name: a minus sorts downwards' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	fields-feedback	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'feedback show'
            printf '%s\n' '--get	field-feedback	Print one raw value' '=text' '...'
        case 'feedback edit'
            printf '%s\n' '--score	text	nps 0-10, csat 1-5, ces 1-7' '--kind	feedback-kind	nps, csat or ces' '--comment	text	What they said; - reads stdin' '--ticket	@ticket	The ticket that it is about' '--sale	@sale	The sale that it is about' '--contact	@contact	The contact' '--company	@company	The company' '--at	text	When it happened: yesterday, "fri 15:00"' '--owner	text	Whose it is; me is you' '--set	text	A custom field; repeat for more' '--clear	field-feedback	Empty a field; repeat for more' '--where	text	value >= 10000 EUR and stage = proposal' '--create	flag	Create the contacts and companies named that do not exist' '--dry-run	flag	Say what would be done and change nothing' '=text' '.'
        case 'feedback rm'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=text' '...'
        case 'pipeline list' 'pipeline ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'pipeline show'
            printf '%s\n' '=@pipeline' '.'
        case 'pipeline validate'
            printf '%s\n' '.'
        case 'pipeline sync'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '.'
        case 'pipeline init'
            printf '%s\n' '--force	flag	Replace what is there' '=template' '.'
        case 'pipeline rename-stage'
            printf '%s\n' '--pipeline	@pipeline	The pipeline' '--dry-run	flag	Say what would be done and change nothing' '=@stage' '=@stage' '.'
        case 'goal set'
            printf '%s\n' '--period	goal-period	Of each day, week, month, quarter or year; any unless given' '=kpi' '=text' '.'
        case 'goal list' 'goal ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'goal show'
            printf '%s\n' '=kpi' '.'
        case 'goal rm'
            printf '%s\n' '--period	goal-period	Of each day, week, month, quarter or year; any unless given' '=kpi' '.'
        case 'goal check'
            printf '%s\n' '.'
        case 'report explain'
            printf '%s\n' '--period	text	month, quarter, year, 7d, 2026-Q2, 2026-05, all …' '--from	text	The first day' '--to	text	The last day' '--pipeline	@pipeline	The pipeline' '--owner	text	Whose it is; me is you' '--in	currency	Amounts in this currency, by the rates of config.yaml' '--segment	@segment	Only what belongs to this segment' '--where	text	value >= 10000 EUR and stage = proposal' '=kpi' '.'
        case 'report list' 'report ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'report'
            printf '%s\n' '--period	text	month, quarter, year, 7d, 2026-Q2, 2026-05, all …' '--from	text	The first day' '--to	text	The last day' '--compare	compare	previous, year or none' '--pipeline	@pipeline	The pipeline' '--owner	text	Whose it is; me is you' '--by	text	One row for each value of a field' '--in	currency	Amounts in this currency, by the rates of config.yaml' '--segment	@segment	Only what belongs to this segment' '--where	text	value >= 10000 EUR and stage = proposal' '--top	text	At most so many rows, the largest first' '--snapshot	flag	Keep the figures that cannot be computed later; for cron' '--limit	text	At most this many; 0 is all' '--mail-to	text	Mail it instead; me is mail.to of config.yaml; repeat for more' '--subject	text	Of the mail, instead of its own' '--attach	attach	csv, html, or ics of the due tasks; repeat for more' '--only-if-any	flag	No mail when it would say nothing' '--once-per	once-per	day, week or month: each address gets it once' '--dry-run	flag	Write the mail itself and send nothing' '--output	file	With --dry-run: a new file, or a folder' '-o	file	With --dry-run: a new file, or a folder' '--exit-code	flag	Exit with 10 when there is something to show' '=report' '.'
        case 'run'
            printf '%s\n' '--only	@rule	Only this rule; repeat for more' '--limit	text	Do each rule to at most so many records; 0 is all' '--dry-run	flag	Say what would be done and change nothing' '.'
        case 'rules list' 'rules ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'rules validate'
            printf '%s\n' '.'
        case 'rules test'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=@rule' '=@any' '.'
        case 'rules skip'
            printf '%s\n' '--dry-run	flag	Say what would be done and change nothing' '=@rule' '.'
        case 'sequence list' 'sequence ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'sequence show'
            printf '%s\n' '--all	flag	Also those for whom it has ended' '=@sequence' '.'
        case 'sequence start'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--again	flag	Also for those who went through it before' '--dry-run	flag	Say what would be done and change nothing' '=@sequence' '=@any' '...'
        case 'sequence stop'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--all	flag	For every record that it is under way for' '--reason	text	Why, in words' '--dry-run	flag	Say what would be done and change nothing' '=@sequence' '=@any' '...'
        case 'sequence validate'
            printf '%s\n' '=@sequence' '.'
        case 'template list' 'template ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'template show'
            printf '%s\n' '--for	@any	The message it makes of this record' '=@letter' '.'
        case 'template add'
            printf '%s\n' '=text' '.'
        case 'template edit'
            printf '%s\n' '=@letter' '.'
        case 'template check'
            printf '%s\n' '=@letter' '.'
        case 'template send'
            printf '%s\n' '--where	text	value >= 10000 EUR and stage = proposal' '--noun	text	What REF and --where mean: contact unless given; deal, ticket … write to their contact' '--dry-run	flag	Say what would be done and change nothing' '=@letter' '=@contact' '...'
        case 'hooks list' 'hooks ls'
            printf '%s\n' '--all	flag	Also the names that are free' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'mail test'
            printf '%s\n' '=text' '.'
        case 'mail list' 'mail ls'
            printf '%s\n' '--state	mail-state	queued, sending, sent, failed or "in doubt"; repeat for more' '--since	text	From this day on' '--until	text	Up to this day' '--limit	text	At most this many; 0 is all' '--offset	text	Leave out the first so many' '--columns	text	Which columns, for example name,email' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'mail show'
            printf '%s\n' '--eml	flag	The message itself, byte for byte' '=text' '.'
        case 'mail send'
            printf '%s\n' '.'
        case 'mail resend'
            printf '%s\n' '=text' '.'
        case 'mail resolve'
            printf '%s\n' '=text' '=mail-verdict' '.'
        case 'mail cancel'
            printf '%s\n' '=text' '.'
        case 'import'
            printf '%s\n' '--as	noun	contacts, companies, deals, tasks, interactions, sales …' '--from	text	hubspot, salesforce … or auto; remembers ids under it' '--map	text	What a column is; - leaves it out; repeat for more' '--map-file	file	A YAML file of the same' '--save-profile	text	Keep what the columns are, for --from NAME next time' '--set	text	In every row that says nothing; adds to lists' '--dates	dates	dmy, mdy or iso: how 1/2/2026 is read' '--decimal	decimal	point or comma: how 1.234 is read' '--encoding	text	utf-8, cp1251 …; found out unless given' '--delimiter	text	The column separator; found out unless given' '--match	match	foreign_id, email, website, phone or name' '--update	flag	Change records that differ' '--only-known	flag	Drop the columns that are no field' '--skip-bad	flag	Leave out the rows that cannot be read; exit 8' '--rejects	file	Write the rows left out to a file' '--revive	flag	Bring back records that were deleted here' '--dry-run	flag	Say what would be done and change nothing' '=file' '...'
        case 'export'
            printf '%s\n' '--output	file	Write to a new file, or into a folder' '-o	file	Write to a new file, or into a folder' '--raw	flag	Cells as they are, also those that a spreadsheet would run' '--force	flag	Replace what is there' '=noun' '.'
        case 'undo'
            printf '%s\n' '--steps	text	How many operations' '--any	flag	Of any user' '=text' '.'
        case 'redo'
            printf '%s\n' '--steps	text	How many operations' '--any	flag	Of any user' '.'
        case 'history'
            printf '%s\n' '--limit	text	At most this many; 0 is all' '=@any' '.'
        case 'changes'
            printf '%s\n' '--since	text	Only what came after it; 0 is the beginning' '--until	text	Only what came up to it' '--noun	noun	Only this kind of record; repeat for more' '--limit	text	Stop after the operation that brings the rows to so many; 0 is all' '--cursor	flag	Print the present cursor and nothing else' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'batch'
            printf '%s\n' '--atomic	flag	All the commands, or none' '--dry-run	flag	Say what would be done and change nothing' '=file' '.'
        case 'schedule install'
            printf '%s\n' '--name	text	The name of a job of your own: weekly-pipeline' '--on	text	"mon 9:00", "weekdays 8:00", "1st 8:00", "every 10 minutes"' '--at	text	The time of day, by the machine\'s clock' '--to	text	Whom digest and kpi mail; me, mail.to of config.yaml, unless given' '--cron	flag	In the crontab, as without it' '--systemd	flag	As user timers of systemd instead of the crontab' '--apply	flag	Write it without asking' '--dry-run	flag	Say what would be done and change nothing' '=job' '...'
        case 'schedule list' 'schedule ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'schedule remove'
            printf '%s\n' '--apply	flag	Write it without asking' '--dry-run	flag	Say what would be done and change nothing' '=job' '...'
        case 'schedule exec'
            printf '%s\n' '--check	flag	Do nothing and tell whether it could run' '=job' '=text' '...'
        case 'init'
            printf '%s\n' '--force	flag	Replace what is there' '=template' '.'
        case 'demo'
            printf '%s\n' '.'
        case 'doctor'
            printf '%s\n' '--fix	flag	Mend what can be mended' '--cron	flag	See what a command finds when cron starts it' '.'
        case 'doctor data'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '.'
        case 'backup'
            printf '%s\n' '--keep	text	Of this database\'s automatic names in that folder, keep only the newest so many' '=file' '.'
        case 'backup verify'
            printf '%s\n' '=file' '...'
        case 'backup list' 'backup ls'
            printf '%s\n' '--exit-code	flag	Exit with 10 when there is something to show' '=file' '.'
        case 'restore'
            printf '%s\n' '=file' '.'
        case 'config path'
            printf '%s\n' '.'
        case 'config show'
            printf '%s\n' '.'
        case 'config get'
            printf '%s\n' '=setting' '.'
        case 'config set'
            printf '%s\n' '=setting' '=text' '.'
        case 'completion show'
            printf '%s\n' '=shell' '.'
        case 'completion install'
            printf '%s\n' '=shell' '.'
    end
end

function __tinycrm_group
    switch "$argv[1]"
        case contact
            printf '%s\n' 'add	Add a person' 'list	List people' 'show	Show people' 'edit	Change a person, or all that a filter finds' 'rm	Remove people' 'merge	Join records of one person' 'dupes	People who are likely one' 'tag	Tag people' 'untag	Take tags off' 'relate	Link two people' 'timeline	All that happened with a person' 'ls	List people'
        case company
            printf '%s\n' 'add	Add an organization' 'list	List organizations' 'show	Show organizations' 'edit	Change an organization, or all that a filter finds' 'rm	Remove organizations' 'merge	Join records of one organization' 'dupes	Organizations that are likely one' 'tag	Tag organizations' 'untag	Take tags off' 'timeline	All that happened with an organization' 'ls	List organizations'
        case interaction
            printf '%s\n' 'add	The same as log' 'list	List what happened' 'show	Show interactions' 'edit	Change an interaction' 'rm	Remove interactions' 'ls	List what happened'
        case task
            printf '%s\n' 'add	Add a follow-up' 'list	List follow-ups' 'show	Show follow-ups' 'edit	Change a follow-up' 'rm	Remove follow-ups' 'done	Finish follow-ups' 'reopen	Open finished follow-ups again' 'snooze	Put a follow-up off' 'ls	List follow-ups'
        case deal
            printf '%s\n' 'add	Add a deal' 'list	List deals' 'show	Show deals' 'edit	Change a deal' 'rm	Remove deals' 'move	Move a deal to a stage' 'won	Win deals' 'lost	Lose deals' 'reopen	Open closed deals again' 'board	The pipeline as columns' 'ls	List deals'
        case sale
            printf '%s\n' 'add	Add a sale' 'list	List sales and refunds' 'show	Show sales' 'edit	Change a sale' 'rm	Remove sales' 'refund	Give money of a sale back' 'ls	List sales and refunds'
        case expense
            printf '%s\n' 'add	Add an expense' 'list	List expenses' 'show	Show expenses' 'edit	Change an expense' 'rm	Remove expenses' 'ls	List expenses'
        case campaign
            printf '%s\n' 'add	Add a campaign' 'list	List campaigns' 'show	Show campaigns' 'edit	Change a campaign' 'rm	Remove campaigns' 'reach	Say whom a campaign reached' 'answer	Say who answered a campaign' 'drop	Take members off a campaign' 'members	Whom a campaign reached, and who answered' 'ls	List campaigns'
        case segment
            printf '%s\n' 'add	Give a filter a name' 'list	List segments, with how many members each has' 'show	Show segments' 'edit	Change a segment' 'rm	Remove segments' 'members	List the members of a segment' 'ls	List segments, with how many members each has'
        case subscription
            printf '%s\n' 'add	Add a sale that repeats' 'list	List subscriptions' 'show	Show subscriptions' 'edit	Change a subscription, or all that a filter finds' 'rm	Remove subscriptions' 'change	Another price, from a day on' 'pause	Pause a subscription' 'resume	Let a paused subscription go on' 'cancel	Let a subscription end' 'renew	Renew a subscription, or take its end back' 'history	The changes and terms of a subscription' 'renewals	Terms and trials that end soon' 'ls	List subscriptions'
        case ticket
            printf '%s\n' 'add	Add a customer\'s request' 'list	List tickets' 'show	Show tickets' 'edit	Change a ticket, or all that a filter finds' 'rm	Remove tickets' 'answer	Note that a ticket was answered' 'resolve	Resolve tickets' 'reopen	Open resolved tickets again' 'ls	List tickets'
        case feedback
            printf '%s\n' 'add	Add an answer to NPS, CSAT or CES' 'list	List answers' 'show	Show answers' 'edit	Change an answer, or all that a filter finds' 'rm	Remove answers' 'ls	List answers'
        case pipeline
            printf '%s\n' 'list	The pipelines' 'show	A pipeline\'s stages with counts and values' 'validate	Check pipelines.yaml and the deals against it' 'sync	Settle deals after the YAML changed' 'init	Write a pipelines.yaml to start from' 'rename-stage	Move deals and history to a stage\'s new key' 'ls	The pipelines'
        case goal
            printf '%s\n' 'set	Set what a KPI is to reach' 'list	How far the goals are, their pace, what they will come to' 'show	The goals of one KPI' 'rm	Remove a goal' 'check	Check the goals of config.yaml' 'ls	How far the goals are, their pace, what they will come to'
        case report
            printf '%s\n' 'explain	How a KPI is computed, with the numbers that go in' 'list	The reports there are' 'ls	The reports there are'
        case rules
            printf '%s\n' 'list	The rules, and how often each was done' 'validate	Check rules.yaml' 'test	Show what a rule would do, and why' 'skip	Let what a rule is due for now count as done' 'ls	The rules, and how often each was done'
        case sequence
            printf '%s\n' 'list	The sequences, and how many records each is under way for' 'show	The steps of a sequence, and who is where' 'start	Start a sequence for records' 'stop	Stop a sequence for records' 'validate	Check sequences/*.yaml' 'ls	The sequences, and how many records each is under way for'
        case template
            printf '%s\n' 'list	The templates' 'show	A template, or the message it makes of a record' 'add	Write a template to start from' 'edit	Change a template in your editor' 'check	Check that all fields of templates are known' 'send	Mail a template to contacts' 'ls	The templates'
        case hooks
            printf '%s\n' 'list	The programs in hooks/, and what is wrong with any' 'ls	The programs in hooks/, and what is wrong with any'
        case mail
            printf '%s\n' 'test	Send a small mail at once' 'list	List what was mailed and what waits' 'show	Show a mail and what became of it' 'send	Send what is queued and due' 'resend	Send a mail once more' 'resolve	Say whether a mail in doubt arrived' 'cancel	Keep a mail that waits from being sent' 'ls	List what was mailed and what waits'
        case schedule
            printf '%s\n' 'install	Let jobs run by themselves: digest, kpi, backup, run, your own' 'list	When jobs run next, and how they ended last' 'remove	Take jobs out of the crontab and systemd' 'exec	Run a job as cron does' 'ls	When jobs run next, and how they ended last'
        case doctor
            printf '%s\n' 'data	How complete, valid and fresh the records are'
        case backup
            printf '%s\n' 'verify	Prove that backups hold what was written, byte for byte' 'list	The backups in a folder' 'ls	The backups in a folder'
        case config
            printf '%s\n' 'path	Where settings and data are' 'show	All settings' 'get	One setting' 'set	Change a setting, leaving the rest of the file alone'
        case completion
            printf '%s\n' 'show	Print the completion script of a shell' 'install	Put the completion script where the shell finds it'
    end
end

function __tinycrm_words
    switch "$argv[1]"
        case kind
            printf '%s\n' 'call' 'email' 'meeting' 'message' 'note'
        case expense-kind
            printf '%s\n' 'marketing' 'sales' 'service'
        case direction
            printf '%s\n' 'in' 'out'
        case priority
            printf '%s\n' 'high' 'normal' 'low'
        case outcome
            printf '%s\n' 'open' 'won' 'lost'
        case subscription-status
            printf '%s\n' 'coming' 'ended' 'cancelled' 'trial' 'paused' 'active'
        case ticket-status
            printf '%s\n' 'open' 'resolved'
        case feedback-kind
            printf '%s\n' 'nps' 'csat' 'ces'
        case due
            printf '%s\n' 'today' 'overdue' 'week' 'none'
        case noun
            printf '%s\n' 'companies' 'contacts' 'campaigns' 'deals' 'interactions' 'tasks' 'subscriptions' 'sales' 'expenses' 'tickets' 'feedback' 'segments'
        case dates
            printf '%s\n' 'dmy' 'mdy' 'iso'
        case decimal
            printf '%s\n' 'point' 'comma'
        case prefer
            printf '%s\n' 'first' 'newest' 'longest'
        case job
            printf '%s\n' 'digest' 'kpi' 'backup' 'run'
        case if-exists
            printf '%s\n' 'skip' 'update' 'fail'
        case match
            printf '%s\n' 'foreign_id' 'email' 'website' 'phone' 'name'
        case compare
            printf '%s\n' 'previous' 'year' 'none'
        case report
            printf '%s\n' 'kpi' 'next' 'revenue' 'customers' 'cohorts' 'rfm' 'ltv' 'cross-sell' 'pipeline' 'forecast' 'win-loss' 'stages' 'funnel' 'velocity' 'leads' 'sources' 'acquisition' 'subscriptions' 'satisfaction' 'service' 'activity' 'tasks' 'stale' 'data-quality'
        case kpi
            printf '%s\n' 'revenue' 'sales_growth' 'average_order' 'purchase_frequency' 'customers_start' 'customers_end' 'new_customers' 'lost_customers' 'reactivated' 'customer_growth' 'retention' 'churn' 'retained_buyers' 'repeat_rate' 'revenue_per_customer' 'ltv' 'ltv_to_date' 'mrr' 'arr' 'new_mrr' 'reactivation_mrr' 'expansion' 'contraction' 'churned_mrr' 'nrr' 'grr' 'expansion_rate' 'renewal_rate' 'renewal_rate_value' 'arpa' 'subscribers' 'deals_won' 'deals_lost' 'win_rate' 'win_rate_value' 'average_deal' 'sales_cycle' 'sales_cycle_median' 'open_pipeline' 'weighted_pipeline' 'velocity' 'rotting' 'new_leads' 'lead_conversion' 'lead_conversion_30d' 'lead_conversion_90d' 'lead_conversion_days' 'lead_conversion_period' 'lead_response' 'lead_response_p90' 'cac' 'ltv_to_cac' 'cac_payback' 'campaign_roi' 'campaign_roi_margin' 'response_rate' 'nps' 'csat' 'ces' 'ces_easy' 'first_response' 'first_response_p90' 'resolution' 'resolution_p90' 'unanswered' 'open_tickets' 'backlog_age' 'interactions' 'touches_per_won_deal' 'on_time' 'overdue_tasks' 'stale' 'data_quality'
        case goal-period
            printf '%s\n' 'day' 'week' 'month' 'quarter' 'year'
        case mail-state
            printf '%s\n' 'queued' 'sending' 'sent' 'failed' 'in doubt'
        case mail-verdict
            printf '%s\n' 'sent' 'failed'
        case attach
            printf '%s\n' 'csv' 'html' 'ics'
        case once-per
            printf '%s\n' 'day' 'week' 'month'
        case shell
            printf '%s\n' 'bash' 'zsh' 'fish' 'powershell'
        case template
            printf '%s\n' 'sales' 'freelance' 'retainers'
        case currency
            printf '%s\n' 'AED' 'AFN' 'ALL' 'AMD' 'AOA' 'ARS' 'AUD' 'AWG' 'AZN' 'BAM' 'BBD' 'BDT' 'BGN' 'BHD' 'BIF' 'BMD' 'BND' 'BOB' 'BOV' 'BRL' 'BSD' 'BTN' 'BWP' 'BYN' 'BZD' 'CAD' 'CDF' 'CHE' 'CHF' 'CHW' 'CLF' 'CLP' 'CNY' 'COP' 'COU' 'CRC' 'CUP' 'CVE' 'CZK' 'DJF' 'DKK' 'DOP' 'DZD' 'EGP' 'ERN' 'ETB' 'EUR' 'FJD' 'FKP' 'GBP' 'GEL' 'GHS' 'GIP' 'GMD' 'GNF' 'GTQ' 'GYD' 'HKD' 'HNL' 'HTG' 'HUF' 'IDR' 'ILS' 'INR' 'IQD' 'IRR' 'ISK' 'JMD' 'JOD' 'JPY' 'KES' 'KGS' 'KHR' 'KMF' 'KPW' 'KRW' 'KWD' 'KYD' 'KZT' 'LAK' 'LBP' 'LKR' 'LRD' 'LSL' 'LYD' 'MAD' 'MDL' 'MGA' 'MKD' 'MMK' 'MNT' 'MOP' 'MRU' 'MUR' 'MVR' 'MWK' 'MXN' 'MXV' 'MYR' 'MZN' 'NAD' 'NGN' 'NIO' 'NOK' 'NPR' 'NZD' 'OMR' 'PAB' 'PEN' 'PGK' 'PHP' 'PKR' 'PLN' 'PYG' 'QAR' 'RON' 'RSD' 'RUB' 'RWF' 'SAR' 'SBD' 'SCR' 'SDG' 'SEK' 'SGD' 'SHP' 'SLE' 'SOS' 'SRD' 'SSP' 'STN' 'SVC' 'SYP' 'SZL' 'THB' 'TJS' 'TMT' 'TND' 'TOP' 'TRY' 'TTD' 'TWD' 'TZS' 'UAH' 'UGX' 'USD' 'USN' 'UYI' 'UYU' 'UYW' 'UZS' 'VED' 'VES' 'VND' 'VUV' 'WST' 'XAF' 'XCD' 'XCG' 'XOF' 'XPF' 'YER' 'ZAR' 'ZMW' 'ZWG'
        case setting
            printf '%s\n' 'language' 'currency' 'country' 'timezone' 'week_starts' 'decimal' 'calendar' 'margin' 'active_window_days' 'stale_after_days' 'won_deals_are_sales' 'auto_customer' 'key_fields' 'cadence' 'rates' 'fields' 'lifecycle' 'goals' 'kpis' 'reports' 'mail' 'hooks'
        case format
            printf '%s\n' 'table' 'tsv' 'csv' 'json' 'ndjson' 'md' 'html' 'ids' 'text' 'vcf' 'ics'
        case field-company
            printf '%s\n' 'id' 'uid' 'name' 'parent' 'website' 'websites' 'phone' 'phones' 'industry' 'size' 'country' 'lifecycle' 'source' 'owner' 'tags' 'lead_on' 'customer_since' 'note' 'fields' 'last_touch_at' 'last_in_at' 'last_out_at' 'created_at' 'updated_at'
        case fields-company
            printf '%s\n' 'id' 'uid' 'name' 'parent' 'website' 'websites' 'phone' 'phones' 'industry' 'size' 'country' 'lifecycle' 'source' 'owner' 'tags' 'lead_on' 'customer_since' 'note' 'fields' 'last_touch_at' 'last_in_at' 'last_out_at' 'created_at' 'updated_at' 'first_sale' 'last_sale' 'sales' 'total_sales' 'ltv_to_date' 'mrr' 'rfm' 'rfm_class' 'last_interaction' 'days_since_touch' 'interactions' 'deals' 'open_deals' 'won_deals' 'lost_deals' 'tasks' 'open_tasks' 'next_task' 'tickets' 'open_tickets' 'last_feedback' 'nps' 'contacts'
        case field-contact
            printf '%s\n' 'id' 'uid' 'name' 'given' 'family' 'title' 'email' 'emails' 'phone' 'phones' 'handle' 'handles' 'company' 'companies' 'lifecycle' 'source' 'owner' 'tags' 'birthday' 'cadence_days' 'lead_on' 'customer_since' 'note' 'fields' 'last_touch_at' 'last_in_at' 'last_out_at' 'created_at' 'updated_at'
        case fields-contact
            printf '%s\n' 'id' 'uid' 'name' 'given' 'family' 'title' 'email' 'emails' 'phone' 'phones' 'handle' 'handles' 'company' 'companies' 'lifecycle' 'source' 'owner' 'tags' 'birthday' 'cadence_days' 'lead_on' 'customer_since' 'note' 'fields' 'last_touch_at' 'last_in_at' 'last_out_at' 'created_at' 'updated_at' 'first_sale' 'last_sale' 'sales' 'total_sales' 'ltv_to_date' 'mrr' 'rfm' 'rfm_class' 'last_interaction' 'days_since_touch' 'interactions' 'deals' 'open_deals' 'won_deals' 'lost_deals' 'tasks' 'open_tasks' 'next_task' 'tickets' 'open_tickets' 'last_feedback' 'nps'
        case field-campaign
            printf '%s\n' 'id' 'uid' 'name' 'channel' 'budget' 'currency' 'started_on' 'ended_on' 'owner' 'note' 'fields' 'created_at' 'updated_at'
        case fields-campaign
            printf '%s\n' 'id' 'uid' 'name' 'channel' 'budget' 'currency' 'started_on' 'ended_on' 'owner' 'note' 'fields' 'created_at' 'updated_at' 'members' 'reached' 'answered' 'spent' 'revenue'
        case field-deal
            printf '%s\n' 'id' 'uid' 'title' 'value' 'currency' 'pipeline' 'stage' 'outcome' 'probability' 'company' 'contact' 'contacts' 'expected_close_on' 'opened_on' 'closed_on' 'reason' 'source' 'campaign' 'owner' 'tags' 'fields' 'stage_entered_on' 'created_at' 'updated_at'
        case fields-deal
            printf '%s\n' 'id' 'uid' 'title' 'value' 'currency' 'pipeline' 'stage' 'outcome' 'probability' 'company' 'contact' 'contacts' 'expected_close_on' 'opened_on' 'closed_on' 'reason' 'source' 'campaign' 'owner' 'tags' 'fields' 'stage_entered_on' 'created_at' 'updated_at' 'days_in_stage' 'age_days' 'rotting' 'last_interaction' 'interactions' 'tasks' 'open_tasks' 'next_task'
        case field-interaction
            printf '%s\n' 'id' 'uid' 'kind' 'at' 'on_day' 'direction' 'summary' 'contacts' 'companies' 'deal' 'minutes' 'outcome' 'owner' 'created_at' 'updated_at'
        case fields-interaction
            printf '%s\n' 'id' 'uid' 'kind' 'at' 'on_day' 'direction' 'summary' 'contacts' 'companies' 'deal' 'minutes' 'outcome' 'owner' 'created_at' 'updated_at'
        case field-task
            printf '%s\n' 'id' 'uid' 'title' 'due_on' 'due_time' 'priority' 'status' 'repeat' 'contact' 'company' 'deal' 'owner' 'done_at' 'done_on' 'note' 'created_at' 'updated_at'
        case fields-task
            printf '%s\n' 'id' 'uid' 'title' 'due_on' 'due_time' 'priority' 'status' 'repeat' 'contact' 'company' 'deal' 'owner' 'done_at' 'done_on' 'note' 'created_at' 'updated_at'
        case field-subscription
            printf '%s\n' 'id' 'uid' 'product' 'amount' 'currency' 'interval' 'company' 'contact' 'start_on' 'end_on' 'deal' 'owner' 'note' 'fields' 'created_at' 'updated_at'
        case fields-subscription
            printf '%s\n' 'id' 'uid' 'product' 'amount' 'currency' 'interval' 'company' 'contact' 'start_on' 'end_on' 'deal' 'owner' 'note' 'fields' 'created_at' 'updated_at' 'status' 'mrr' 'next_due' 'days_to_end'
        case field-sale
            printf '%s\n' 'id' 'uid' 'product' 'amount' 'currency' 'sold_on' 'quantity' 'company' 'contact' 'deal' 'subscription' 'due_on' 'campaign' 'refund_of' 'owner' 'note' 'fields' 'created_at' 'updated_at'
        case fields-sale
            printf '%s\n' 'id' 'uid' 'product' 'amount' 'currency' 'sold_on' 'quantity' 'company' 'contact' 'deal' 'subscription' 'due_on' 'campaign' 'refund_of' 'owner' 'note' 'fields' 'created_at' 'updated_at'
        case field-expense
            printf '%s\n' 'id' 'uid' 'title' 'amount' 'currency' 'spent_on' 'kind' 'channel' 'campaign' 'owner' 'note' 'fields' 'created_at' 'updated_at'
        case fields-expense
            printf '%s\n' 'id' 'uid' 'title' 'amount' 'currency' 'spent_on' 'kind' 'channel' 'campaign' 'owner' 'note' 'fields' 'created_at' 'updated_at'
        case field-ticket
            printf '%s\n' 'id' 'uid' 'title' 'status' 'priority' 'channel' 'company' 'contact' 'deal' 'opened_at' 'opened_on' 'first_answered_at' 'first_answered_on' 'resolved_at' 'resolved_on' 'reopenings' 'minutes' 'owner' 'tags' 'note' 'fields' 'created_at' 'updated_at'
        case fields-ticket
            printf '%s\n' 'id' 'uid' 'title' 'status' 'priority' 'channel' 'company' 'contact' 'deal' 'opened_at' 'opened_on' 'first_answered_at' 'first_answered_on' 'resolved_at' 'resolved_on' 'reopenings' 'minutes' 'owner' 'tags' 'note' 'fields' 'created_at' 'updated_at' 'age_hours' 'age_days' 'response_hours' 'resolution_hours'
        case field-feedback
            printf '%s\n' 'id' 'uid' 'kind' 'score' 'at' 'on_day' 'company' 'contact' 'ticket' 'sale' 'comment' 'owner' 'fields' 'created_at' 'updated_at'
        case fields-feedback
            printf '%s\n' 'id' 'uid' 'kind' 'score' 'at' 'on_day' 'company' 'contact' 'ticket' 'sale' 'comment' 'owner' 'fields' 'created_at' 'updated_at'
        case field-segment
            printf '%s\n' 'id' 'uid' 'name' 'noun' 'where' 'note' 'created_at' 'updated_at'
        case fields-segment
            printf '%s\n' 'id' 'uid' 'name' 'noun' 'where' 'note' 'created_at' 'updated_at' 'members'
    end
end

# the kind of an option among rows of NAME, KIND, HELP
function __tinycrm_kind
    for row in $argv[2..-1]
        set -l cells (string split \t -- $row)
        if test "$cells[1]" = "$argv[1]"
            echo $cells[2]
            return
        end
    end
end

# what a value may be: KIND TEXT HEAD OPTIONS-BEFORE…
function __tinycrm_values
    switch "$argv[1]"
        case flag text ''
            return
        case file
            __fish_complete_path $argv[2]
        case '@*'
            set -l program (commandline -opc)[1]
            set -l words $argv[4..-1] completion values (string sub -s 2 -- $argv[1]) -- $argv[2]
            for name in ($program $words 2>/dev/null </dev/null)
                echo $argv[3]$name
            end
        case '*'
            set -l before (string replace -r '[^,]*$' '' -- $argv[2])
            string match -q 'fields-*' -- $argv[1]; or set before ''
            for word in (__tinycrm_words $argv[1])
                echo $argv[3]$before$word
            end
    end
end

function __tinycrm_complete
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    set -l text (string unescape -- $current 2>/dev/null; or string trim -l -c '"\'' -- $current)
    set -l shared (__tinycrm_shared)
    set -l options
    set -l arguments
    set -l group
    set -l repeats
    set -l first
    set -l pending
    set -l ended
    set -l where
    set -l count 0
    for word in $tokens[2..-1]
        if test -n "$pending"
            contains -- $pending --db --config; and set -a where $pending $word
            set pending
        else if test -z "$ended" -a "$word" = --
            set ended 1
        else if test -z "$ended"; and string match -qr '^-.' -- $word
            string match -qr '^--(db|config)=' -- $word; and set -a where $word
            set -l kind (__tinycrm_kind $word $options $shared)
            test -n "$kind" -a "$kind" != flag; and set pending $word
        else
            set -l rows
            set -l taken
            if test -z "$first"
                set first $word
                set group (__tinycrm_group $word)
                set rows (__tinycrm_spec $word)
                set taken 1
            else if test $count = 0 -a -n "$group"
                set rows (__tinycrm_spec "$first $word")
                if set -q rows[1]
                    set taken 1
                    set group
                end
            end
            if test -z "$taken"
                set count (math $count + 1)
            else
                set options (string match -r '^-.*' -- $rows)
                set arguments (string replace -rf '^=' '' -- $rows)
                set repeats (string match -r '^\.\.\.$' -- $rows)
            end
        end
    end
    if test -n "$pending"
        set -l kind (__tinycrm_kind $pending $options $shared)
        __tinycrm_values "$kind" "$text" '' $where
    else if test -z "$ended"; and string match -qr '^--[^=]*=' -- $text
        set -l name (string replace -r '=.*' '' -- $text)
        set -l kind (__tinycrm_kind $name $options $shared)
        __tinycrm_values "$kind" (string replace -r '^[^=]*=' '' -- $text) $name= $where
    else if test -z "$ended"; and string match -q -- '-*' $text
        for row in $options $shared
            set -l cells (string split \t -- $row)
            printf '%s\t%s\n' $cells[1] $cells[3]
        end
    else if test -z "$first"
        __tinycrm_top
    else
        test $count = 0 -a -n "$group"; and printf '%s\n' $group
        set -l place (math $count + 1)
        if set -q arguments[$place]
            __tinycrm_values $arguments[$place] "$text" '' $where
        else if test -n "$repeats"
            __tinycrm_values $arguments[-1] "$text" '' $where
        end
    end
end

complete -c tinycrm -f -a '(__tinycrm_complete)'
