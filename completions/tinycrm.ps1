# completion of tinycrm, as `tinycrm completion show powershell` writes it

$global:TinyCRMCompletion = @{
    Top = @(@('log', 'Log a call, e-mail, meeting, message or note'), @('today', 'What is due, and who is waiting'), @('search', 'Find records by words or parts of words'), @('contact', 'People'), @('company', 'Organizations'), @('interaction', 'Calls, e-mails, meetings, messages, notes'), @('task', 'Follow-ups'), @('deal', 'Possible sales'), @('pipeline', 'Stages that deals move through (pipelines.yaml)'), @('report', 'Numbers: pipeline, forecast, win-loss, activity, kpi'), @('import', 'Bring records in from CSV or JSON'), @('export', 'Take records out: CSV, JSON, vCard, iCalendar, Markdown'), @('undo', 'Take the last operation back'), @('redo', 'Do again what was undone'), @('history', 'Who changed what, when'), @('batch', 'Many commands in one process'), @('init', 'Write settings and pipelines to start from'), @('demo', 'Fill a database of its own with a small business to look at'), @('doctor', 'How complete, valid and fresh the records are'), @('backup', 'The backups in a folder'), @('restore', 'Put a backup in the database''s place'), @('config', 'Settings'), @('completion', 'Completion for your shell'))
    Shared = @(@('--db', 'file', 'the database; else $TINYCRM_DB, else the data folder'), @('--config', 'file', 'the settings folder; else $TINYCRM_CONFIG'), @('--format', 'format', 'table tsv csv json ndjson md html ids; export: vcf ics; else $TINYCRM_FORMAT'), @('-f', 'format', 'table tsv csv json ndjson md html ids; export: vcf ics; else $TINYCRM_FORMAT'), @('--user', 'text', 'who you are; else $TINYCRM_USER, else the login name'), @('--today', 'text', 'the business day; else $TINYCRM_TODAY'), @('--no-color', 'flag', 'no colour (also $NO_COLOR)'), @('--no-header', 'flag', 'no header line in tsv and csv'), @('--quiet', 'flag', 'no notes, no word of a write; errors and data stay'), @('-q', 'flag', 'no notes, no word of a write; errors and data stay'), @('--yes', 'flag', 'yes to every question'), @('-y', 'flag', 'yes to every question'), @('--no-input', 'flag', 'never ask'), @('--debug', 'flag', 'show the traceback of a failure'), @('--help', 'flag', 'show the help of a command'), @('-h', 'flag', 'show the help of a command'))
    Aliases = @{ 'ls' = 'list' }
    Specs = @{
        'log' = @{ Options = @(@('--deal', '@deal', 'The deal'), @('--with', '@who', 'Someone else who took part; repeat for more'), @('--at', 'text', 'When it happened: yesterday, "fri 15:00"'), @('--direction', 'direction', 'in (from them) or out (from you)'), @('--minutes', 'text', 'How long it took'), @('--outcome', 'text', 'What came of it'), @('--owner', 'text', 'Whose it is; me is you'), @('--next', 'text', 'The follow-up to make'), @('--due', 'text', 'When: fri, "tomorrow 15:00", +3d, "end of month"'), @('--create', 'flag', 'Create the contacts and companies named that do not exist')); Arguments = @('kind', '@who', 'text'); Repeats = $true }
        'today' = @{ Options = @(@('--days', 'text', 'How many days ahead'), @('--owner', 'text', 'Whose it is; me is you'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'search' = @{ Options = @(@('--noun', 'noun', 'Only this kind of record; repeat for more'), @('--limit', 'text', 'At most this many; 0 is all'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @('text'); Repeats = $true }
        'contact add' = @{ Options = @(@('--email', 'text', 'An e-mail; repeat for more, the first is primary; work:a@b labels it'), @('--phone', 'text', 'A phone number; repeat for more'), @('--company', '@company', 'A company; repeat for more, the first is primary'), @('--title', 'text', 'The job title'), @('--tag', '@tag', 'A tag; repeat for more'), @('--source', 'text', 'Where it came from'), @('--lifecycle', '@lifecycle', 'subscriber, lead, qualified, customer or former'), @('--birthday', 'text', '1990-12-10, or 10 dec without a year'), @('--cadence', 'text', 'How often to be in touch: 30, "2 weeks", monthly'), @('--owner', 'text', 'Whose it is; me is you'), @('--note', 'text', 'A note'), @('--handle', 'text', 'A handle, for example telegram:@anna; repeat for more'), @('--given', 'text', 'The given name'), @('--family', 'text', 'The family name'), @('--lead-on', 'text', 'The day it became a lead'), @('--customer-since', 'text', 'The day of the first purchase'), @('--set', 'text', 'A custom field; repeat for more'), @('--if-absent', 'flag', 'Print the id of the record that is there already'), @('--create', 'flag', 'Create the contacts and companies named that do not exist')); Arguments = @('text'); Repeats = $false }
        'contact list' = @{ Options = @(@('--tag', '@tag', 'A tag; repeat for more'), @('--company', '@company', 'A company; repeat for more, the first is primary'), @('--lifecycle', '@lifecycle', 'subscriber, lead, qualified, customer or former'), @('--source', 'text', 'Where it came from'), @('--owner', 'text', 'Whose it is; me is you'), @('--since', 'text', 'From this day on'), @('--until', 'text', 'Up to this day'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--sort', 'fields-contact', '-value,name: a minus sorts downwards'), @('--limit', 'text', 'At most this many; 0 is all'), @('--offset', 'text', 'Leave out the first so many'), @('--columns', 'fields-contact', 'Which columns, for example name,email'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'contact show' = @{ Options = @(,@('--get', 'field-contact', 'Print one raw value')); Arguments = @('@contact'); Repeats = $true }
        'contact edit' = @{ Options = @(@('--name', 'text', 'The name'), @('--email', 'text', 'An e-mail; repeat for more, the first is primary; work:a@b labels it'), @('--add-email', 'text', 'One more e-mail'), @('--rm-email', 'text', 'Take an e-mail away'), @('--phone', 'text', 'A phone number; repeat for more'), @('--add-phone', 'text', 'One more phone number'), @('--rm-phone', 'text', 'Take a phone number away'), @('--company', '@company', 'A company; repeat for more, the first is primary'), @('--add-company', '@company', 'One more company'), @('--rm-company', '@company', 'Take a company away'), @('--tag', '@tag', 'A tag; repeat for more'), @('--add-tag', '@tag', 'One more tag'), @('--rm-tag', '@tag', 'Take a tag away'), @('--handle', 'text', 'A handle, for example telegram:@anna; repeat for more'), @('--add-handle', 'text', 'One more handle'), @('--rm-handle', 'text', 'Take a handle away'), @('--title', 'text', 'The job title'), @('--source', 'text', 'Where it came from'), @('--lifecycle', '@lifecycle', 'subscriber, lead, qualified, customer or former'), @('--birthday', 'text', '1990-12-10, or 10 dec without a year'), @('--cadence', 'text', 'How often to be in touch: 30, "2 weeks", monthly'), @('--owner', 'text', 'Whose it is; me is you'), @('--note', 'text', 'A note'), @('--given', 'text', 'The given name'), @('--family', 'text', 'The family name'), @('--lead-on', 'text', 'The day it became a lead'), @('--customer-since', 'text', 'The day of the first purchase'), @('--set', 'text', 'A custom field; repeat for more'), @('--clear', 'field-contact', 'Empty a field; repeat for more'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--create', 'flag', 'Create the contacts and companies named that do not exist'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@contact'); Repeats = $false }
        'contact rm' = @{ Options = @(@('--cascade', 'flag', 'Remove the deals that name it too'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@contact'); Repeats = $true }
        'contact merge' = @{ Options = @(@('--prefer', 'prefer', 'Where both have a value: first (KEEP''s), newest or longest'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@contact', '@contact'); Repeats = $true }
        'contact dupes' = @{ Options = @(@('--min', 'text', 'Only those at least so sure, 0-100; 70 unless given'), @('--limit', 'text', 'At most so many groups; 0 is all'), @('--review', 'flag', 'Go through the pairs one by one, on a terminal'), @('--all', 'flag', 'Also those that were said to be no duplicates'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'contact tag' = @{ Options = @(@('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@contact', '@tag'); Repeats = $true }
        'contact untag' = @{ Options = @(@('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@contact', '@tag'); Repeats = $true }
        'contact relate' = @{ Options = @(,@('--rm', 'flag', 'Take the relation away')); Arguments = @('@contact', 'text', '@contact'); Repeats = $false }
        'contact timeline' = @{ Options = @(,@('--limit', 'text', 'At most this many; 0 is all')); Arguments = @('@contact'); Repeats = $false }
        'company add' = @{ Options = @(@('--website', 'text', 'A website; repeat for more'), @('--phone', 'text', 'A phone number; repeat for more'), @('--parent', '@company', 'The company above it'), @('--industry', 'text', 'The industry'), @('--size', 'text', 'The number of people'), @('--country', 'text', 'The country'), @('--tag', '@tag', 'A tag; repeat for more'), @('--source', 'text', 'Where it came from'), @('--lifecycle', '@lifecycle', 'subscriber, lead, qualified, customer or former'), @('--owner', 'text', 'Whose it is; me is you'), @('--note', 'text', 'A note'), @('--lead-on', 'text', 'The day it became a lead'), @('--customer-since', 'text', 'The day of the first purchase'), @('--set', 'text', 'A custom field; repeat for more'), @('--if-absent', 'flag', 'Print the id of the record that is there already'), @('--create', 'flag', 'Create the contacts and companies named that do not exist')); Arguments = @('text'); Repeats = $false }
        'company list' = @{ Options = @(@('--tag', '@tag', 'A tag; repeat for more'), @('--industry', 'text', 'The industry'), @('--country', 'text', 'The country'), @('--lifecycle', '@lifecycle', 'subscriber, lead, qualified, customer or former'), @('--source', 'text', 'Where it came from'), @('--owner', 'text', 'Whose it is; me is you'), @('--since', 'text', 'From this day on'), @('--until', 'text', 'Up to this day'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--sort', 'fields-company', '-value,name: a minus sorts downwards'), @('--limit', 'text', 'At most this many; 0 is all'), @('--offset', 'text', 'Leave out the first so many'), @('--columns', 'fields-company', 'Which columns, for example name,email'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'company show' = @{ Options = @(,@('--get', 'field-company', 'Print one raw value')); Arguments = @('@company'); Repeats = $true }
        'company edit' = @{ Options = @(@('--name', 'text', 'The name'), @('--website', 'text', 'A website; repeat for more'), @('--add-website', 'text', 'One more website'), @('--rm-website', 'text', 'Take a website away'), @('--phone', 'text', 'A phone number; repeat for more'), @('--add-phone', 'text', 'One more phone number'), @('--rm-phone', 'text', 'Take a phone number away'), @('--tag', '@tag', 'A tag; repeat for more'), @('--add-tag', '@tag', 'One more tag'), @('--rm-tag', '@tag', 'Take a tag away'), @('--parent', '@company', 'The company above it'), @('--industry', 'text', 'The industry'), @('--size', 'text', 'The number of people'), @('--country', 'text', 'The country'), @('--source', 'text', 'Where it came from'), @('--lifecycle', '@lifecycle', 'subscriber, lead, qualified, customer or former'), @('--owner', 'text', 'Whose it is; me is you'), @('--note', 'text', 'A note'), @('--lead-on', 'text', 'The day it became a lead'), @('--customer-since', 'text', 'The day of the first purchase'), @('--set', 'text', 'A custom field; repeat for more'), @('--clear', 'field-company', 'Empty a field; repeat for more'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--create', 'flag', 'Create the contacts and companies named that do not exist'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@company'); Repeats = $false }
        'company rm' = @{ Options = @(@('--cascade', 'flag', 'Remove the deals that name it too'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@company'); Repeats = $true }
        'company merge' = @{ Options = @(@('--prefer', 'prefer', 'Where both have a value: first (KEEP''s), newest or longest'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@company', '@company'); Repeats = $true }
        'company dupes' = @{ Options = @(@('--min', 'text', 'Only those at least so sure, 0-100; 70 unless given'), @('--limit', 'text', 'At most so many groups; 0 is all'), @('--review', 'flag', 'Go through the pairs one by one, on a terminal'), @('--all', 'flag', 'Also those that were said to be no duplicates'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'company tag' = @{ Options = @(@('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@company', '@tag'); Repeats = $true }
        'company untag' = @{ Options = @(@('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@company', '@tag'); Repeats = $true }
        'company timeline' = @{ Options = @(,@('--limit', 'text', 'At most this many; 0 is all')); Arguments = @('@company'); Repeats = $false }
        'interaction add' = @{ Options = @(@('--deal', '@deal', 'The deal'), @('--with', '@who', 'Someone else who took part; repeat for more'), @('--at', 'text', 'When it happened: yesterday, "fri 15:00"'), @('--direction', 'direction', 'in (from them) or out (from you)'), @('--minutes', 'text', 'How long it took'), @('--outcome', 'text', 'What came of it'), @('--owner', 'text', 'Whose it is; me is you'), @('--next', 'text', 'The follow-up to make'), @('--due', 'text', 'When: fri, "tomorrow 15:00", +3d, "end of month"'), @('--create', 'flag', 'Create the contacts and companies named that do not exist')); Arguments = @('kind', '@who', 'text'); Repeats = $true }
        'interaction list' = @{ Options = @(@('--kind', 'kind', 'call, email, meeting, message or note'), @('--contact', '@contact', 'A contact; repeat for more, the first is primary'), @('--company', '@company', 'The company'), @('--deal', '@deal', 'The deal'), @('--direction', 'direction', 'in (from them) or out (from you)'), @('--owner', 'text', 'Whose it is; me is you'), @('--since', 'text', 'From this day on'), @('--until', 'text', 'Up to this day'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--sort', 'fields-interaction', '-value,name: a minus sorts downwards'), @('--limit', 'text', 'At most this many; 0 is all'), @('--offset', 'text', 'Leave out the first so many'), @('--columns', 'fields-interaction', 'Which columns, for example name,email'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'interaction show' = @{ Options = @(,@('--get', 'field-interaction', 'Print one raw value')); Arguments = @('text'); Repeats = $true }
        'interaction edit' = @{ Options = @(@('--kind', 'kind', 'call, email, meeting, message or note'), @('--summary', 'text', 'What was said'), @('--contact', '@contact', 'A contact; repeat for more, the first is primary'), @('--add-contact', '@contact', 'One more contact'), @('--rm-contact', '@contact', 'Take a contact away'), @('--deal', '@deal', 'The deal'), @('--at', 'text', 'When it happened: yesterday, "fri 15:00"'), @('--direction', 'direction', 'in (from them) or out (from you)'), @('--minutes', 'text', 'How long it took'), @('--outcome', 'text', 'What came of it'), @('--owner', 'text', 'Whose it is; me is you'), @('--clear', 'field-interaction', 'Empty a field; repeat for more'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('text'); Repeats = $false }
        'interaction rm' = @{ Options = @(,@('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('text'); Repeats = $true }
        'task add' = @{ Options = @(@('--due', 'text', 'When: fri, "tomorrow 15:00", +3d, "end of month"'), @('--priority', 'priority', 'high, normal or low'), @('--repeat', 'text', '"every 2 weeks", monthly, "every mon,thu"'), @('--contact', '@contact', 'The contact'), @('--company', '@company', 'The company'), @('--deal', '@deal', 'The deal'), @('--owner', 'text', 'Whose it is; me is you'), @('--note', 'text', 'A note'), @('--create', 'flag', 'Create the contacts and companies named that do not exist')); Arguments = @('text'); Repeats = $false }
        'task list' = @{ Options = @(@('--due', 'due', 'today, overdue, week, none or a day'), @('--priority', 'priority', 'high, normal or low'), @('--contact', '@contact', 'The contact'), @('--company', '@company', 'The company'), @('--deal', '@deal', 'The deal'), @('--owner', 'text', 'Whose it is; me is you'), @('--since', 'text', 'From this day on'), @('--until', 'text', 'Up to this day'), @('--all', 'flag', 'Also those that are done or closed'), @('--done', 'flag', 'Only those that are done'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--sort', 'fields-task', '-value,name: a minus sorts downwards'), @('--limit', 'text', 'At most this many; 0 is all'), @('--offset', 'text', 'Leave out the first so many'), @('--columns', 'fields-task', 'Which columns, for example name,email'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'task show' = @{ Options = @(,@('--get', 'field-task', 'Print one raw value')); Arguments = @('@task'); Repeats = $true }
        'task edit' = @{ Options = @(@('--title', 'text', 'The title'), @('--due', 'text', 'When: fri, "tomorrow 15:00", +3d, "end of month"'), @('--priority', 'priority', 'high, normal or low'), @('--repeat', 'text', '"every 2 weeks", monthly, "every mon,thu"'), @('--contact', '@contact', 'The contact'), @('--company', '@company', 'The company'), @('--deal', '@deal', 'The deal'), @('--owner', 'text', 'Whose it is; me is you'), @('--note', 'text', 'A note'), @('--clear', 'field-task', 'Empty a field; repeat for more'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--create', 'flag', 'Create the contacts and companies named that do not exist'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@task'); Repeats = $false }
        'task rm' = @{ Options = @(,@('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@task'); Repeats = $true }
        'task done' = @{ Options = @(); Arguments = @('@open-task'); Repeats = $true }
        'task reopen' = @{ Options = @(); Arguments = @('@done-task'); Repeats = $true }
        'task snooze' = @{ Options = @(); Arguments = @('@open-task', 'text'); Repeats = $false }
        'deal add' = @{ Options = @(@('--value', 'text', 'An amount: 4800, "4 800,50 EUR", 10k'), @('--currency', 'currency', 'The currency, ISO 4217'), @('--contact', '@contact', 'A contact; repeat for more, the first is primary'), @('--company', '@company', 'The company'), @('--stage', '@stage', 'The stage'), @('--pipeline', '@pipeline', 'The pipeline'), @('--close', 'text', 'The day it is expected to close'), @('--probability', 'text', '60% instead of the stage''s own'), @('--source', 'text', 'Where it came from'), @('--opened', 'text', 'The day it was opened'), @('--owner', 'text', 'Whose it is; me is you'), @('--reason', 'text', 'Why it was lost or won'), @('--tag', '@tag', 'A tag; repeat for more'), @('--set', 'text', 'A custom field; repeat for more'), @('--create', 'flag', 'Create the contacts and companies named that do not exist')); Arguments = @('text'); Repeats = $false }
        'deal list' = @{ Options = @(@('--stage', '@stage', 'The stage'), @('--pipeline', '@pipeline', 'The pipeline'), @('--outcome', 'outcome', 'open, won or lost'), @('--contact', '@contact', 'A contact; repeat for more, the first is primary'), @('--company', '@company', 'The company'), @('--tag', '@tag', 'A tag; repeat for more'), @('--source', 'text', 'Where it came from'), @('--owner', 'text', 'Whose it is; me is you'), @('--since', 'text', 'From this day on'), @('--until', 'text', 'Up to this day'), @('--all', 'flag', 'Also those that are done or closed'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--sort', 'fields-deal', '-value,name: a minus sorts downwards'), @('--limit', 'text', 'At most this many; 0 is all'), @('--offset', 'text', 'Leave out the first so many'), @('--columns', 'fields-deal', 'Which columns, for example name,email'), @('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'deal show' = @{ Options = @(,@('--get', 'field-deal', 'Print one raw value')); Arguments = @('@deal'); Repeats = $true }
        'deal edit' = @{ Options = @(@('--title', 'text', 'The title'), @('--value', 'text', 'An amount: 4800, "4 800,50 EUR", 10k'), @('--currency', 'currency', 'The currency, ISO 4217'), @('--contact', '@contact', 'A contact; repeat for more, the first is primary'), @('--add-contact', '@contact', 'One more contact'), @('--rm-contact', '@contact', 'Take a contact away'), @('--company', '@company', 'The company'), @('--stage', '@stage', 'The stage'), @('--pipeline', '@pipeline', 'The pipeline'), @('--close', 'text', 'The day it is expected to close'), @('--probability', 'text', '60% instead of the stage''s own'), @('--source', 'text', 'Where it came from'), @('--opened', 'text', 'The day it was opened'), @('--owner', 'text', 'Whose it is; me is you'), @('--reason', 'text', 'Why it was lost or won'), @('--tag', '@tag', 'A tag; repeat for more'), @('--add-tag', '@tag', 'One more tag'), @('--rm-tag', '@tag', 'Take a tag away'), @('--set', 'text', 'A custom field; repeat for more'), @('--clear', 'field-deal', 'Empty a field; repeat for more'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--create', 'flag', 'Create the contacts and companies named that do not exist'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@deal'); Repeats = $false }
        'deal rm' = @{ Options = @(,@('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@deal'); Repeats = $true }
        'deal move' = @{ Options = @(@('--on', 'text', 'The day it happened, today unless given'), @('--note', 'text', 'A note'), @('--reason', 'text', 'Why it was lost or won'), @('--pipeline', '@pipeline', 'The pipeline')); Arguments = @('@deal', '@stage'); Repeats = $false }
        'deal won' = @{ Options = @(@('--on', 'text', 'The day it happened, today unless given'), @('--note', 'text', 'A note'), @('--reason', 'text', 'Why it was lost or won')); Arguments = @('@deal'); Repeats = $true }
        'deal lost' = @{ Options = @(@('--on', 'text', 'The day it happened, today unless given'), @('--note', 'text', 'A note'), @('--reason', 'text', 'Why it was lost or won')); Arguments = @('@deal'); Repeats = $true }
        'deal reopen' = @{ Options = @(,@('--note', 'text', 'A note')); Arguments = @('@deal'); Repeats = $true }
        'deal board' = @{ Options = @(@('--pipeline', '@pipeline', 'The pipeline'), @('--owner', 'text', 'Whose it is; me is you')); Arguments = @(); Repeats = $false }
        'pipeline list' = @{ Options = @(); Arguments = @(); Repeats = $false }
        'pipeline show' = @{ Options = @(); Arguments = @('@pipeline'); Repeats = $false }
        'pipeline validate' = @{ Options = @(); Arguments = @(); Repeats = $false }
        'pipeline sync' = @{ Options = @(,@('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @(); Repeats = $false }
        'pipeline init' = @{ Options = @(,@('--force', 'flag', 'Replace what is there')); Arguments = @('template'); Repeats = $false }
        'pipeline rename-stage' = @{ Options = @(@('--pipeline', '@pipeline', 'The pipeline'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('@stage', '@stage'); Repeats = $false }
        'report list' = @{ Options = @(); Arguments = @(); Repeats = $false }
        'report' = @{ Options = @(@('--period', 'text', 'month, quarter, year, 7d, 2026-Q2, 2026-05, all …'), @('--from', 'text', 'The first day'), @('--to', 'text', 'The last day'), @('--compare', 'compare', 'previous, year or none'), @('--pipeline', '@pipeline', 'The pipeline'), @('--owner', 'text', 'Whose it is; me is you'), @('--by', 'text', 'One row for each value of a field'), @('--in', 'currency', 'Amounts in this currency, by the rates of config.yaml'), @('--segment', '@segment', 'Only what belongs to this segment'), @('--where', 'text', 'value >= 10000 EUR and stage = proposal'), @('--top', 'text', 'At most so many rows, the largest first'), @('--limit', 'text', 'At most this many; 0 is all')); Arguments = @('report'); Repeats = $false }
        'import' = @{ Options = @(@('--as', 'noun', 'contacts, companies, deals, tasks or interactions'), @('--from', 'text', 'hubspot, salesforce … or auto; remembers ids under it'), @('--map', 'text', 'What a column is; - leaves it out; repeat for more'), @('--map-file', 'file', 'A YAML file of the same'), @('--save-profile', 'text', 'Keep what the columns are, for --from NAME next time'), @('--set', 'text', 'In every row that says nothing; adds to lists'), @('--dates', 'dates', 'dmy, mdy or iso: how 1/2/2026 is read'), @('--decimal', 'decimal', 'point or comma: how 1.234 is read'), @('--encoding', 'text', 'utf-8, cp1251 …; found out unless given'), @('--delimiter', 'text', 'The column separator; found out unless given'), @('--match', 'match', 'foreign_id, email, website, phone or name'), @('--update', 'flag', 'Change records that differ'), @('--only-known', 'flag', 'Drop the columns that are no field'), @('--skip-bad', 'flag', 'Leave out the rows that cannot be read; exit 8'), @('--rejects', 'file', 'Write the rows left out to a file'), @('--revive', 'flag', 'Bring back records that were deleted here'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('file'); Repeats = $true }
        'export' = @{ Options = @(@('--output', 'file', 'Write to a new file, or into a folder'), @('-o', 'file', 'Write to a new file, or into a folder'), @('--raw', 'flag', 'Cells as they are, also those that a spreadsheet would run'), @('--force', 'flag', 'Replace what is there')); Arguments = @('noun'); Repeats = $false }
        'undo' = @{ Options = @(@('--steps', 'text', 'How many operations'), @('--any', 'flag', 'Of any user')); Arguments = @('text'); Repeats = $false }
        'redo' = @{ Options = @(@('--steps', 'text', 'How many operations'), @('--any', 'flag', 'Of any user')); Arguments = @(); Repeats = $false }
        'history' = @{ Options = @(,@('--limit', 'text', 'At most this many; 0 is all')); Arguments = @('@any'); Repeats = $false }
        'batch' = @{ Options = @(@('--atomic', 'flag', 'All the commands, or none'), @('--dry-run', 'flag', 'Say what would be done and change nothing')); Arguments = @('file'); Repeats = $false }
        'init' = @{ Options = @(,@('--force', 'flag', 'Replace what is there')); Arguments = @('template'); Repeats = $false }
        'demo' = @{ Options = @(); Arguments = @(); Repeats = $false }
        'doctor' = @{ Options = @(@('--fix', 'flag', 'Mend what can be mended'), @('--cron', 'flag', 'See what a command finds when cron starts it')); Arguments = @(); Repeats = $false }
        'doctor data' = @{ Options = @(,@('--exit-code', 'flag', 'Exit with 10 when there is something to show')); Arguments = @(); Repeats = $false }
        'backup' = @{ Options = @(,@('--keep', 'text', 'Of this database''s automatic names in that folder, keep only the newest so many')); Arguments = @('file'); Repeats = $false }
        'backup verify' = @{ Options = @(); Arguments = @('file'); Repeats = $true }
        'backup list' = @{ Options = @(); Arguments = @('file'); Repeats = $false }
        'restore' = @{ Options = @(); Arguments = @('file'); Repeats = $false }
        'config path' = @{ Options = @(); Arguments = @(); Repeats = $false }
        'config show' = @{ Options = @(); Arguments = @(); Repeats = $false }
        'config get' = @{ Options = @(); Arguments = @('setting'); Repeats = $false }
        'config set' = @{ Options = @(); Arguments = @('setting', 'text'); Repeats = $false }
        'completion show' = @{ Options = @(); Arguments = @('shell'); Repeats = $false }
        'completion install' = @{ Options = @(); Arguments = @('shell'); Repeats = $false }
    }
    Groups = @{
        'contact' = @(@('add', 'Add a person'), @('list', 'List people'), @('show', 'Show people'), @('edit', 'Change a person, or all that a filter finds'), @('rm', 'Remove people'), @('merge', 'Join records of one person'), @('dupes', 'People who are likely one'), @('tag', 'Tag people'), @('untag', 'Take tags off'), @('relate', 'Link two people'), @('timeline', 'All that happened with a person'), @('ls', 'List people'))
        'company' = @(@('add', 'Add an organization'), @('list', 'List organizations'), @('show', 'Show organizations'), @('edit', 'Change an organization, or all that a filter finds'), @('rm', 'Remove organizations'), @('merge', 'Join records of one organization'), @('dupes', 'Organizations that are likely one'), @('tag', 'Tag organizations'), @('untag', 'Take tags off'), @('timeline', 'All that happened with an organization'), @('ls', 'List organizations'))
        'interaction' = @(@('add', 'The same as log'), @('list', 'List what happened'), @('show', 'Show interactions'), @('edit', 'Change an interaction'), @('rm', 'Remove interactions'), @('ls', 'List what happened'))
        'task' = @(@('add', 'Add a follow-up'), @('list', 'List follow-ups'), @('show', 'Show follow-ups'), @('edit', 'Change a follow-up'), @('rm', 'Remove follow-ups'), @('done', 'Finish follow-ups'), @('reopen', 'Open finished follow-ups again'), @('snooze', 'Put a follow-up off'), @('ls', 'List follow-ups'))
        'deal' = @(@('add', 'Add a deal'), @('list', 'List deals'), @('show', 'Show deals'), @('edit', 'Change a deal'), @('rm', 'Remove deals'), @('move', 'Move a deal to a stage'), @('won', 'Win deals'), @('lost', 'Lose deals'), @('reopen', 'Open closed deals again'), @('board', 'The pipeline as columns'), @('ls', 'List deals'))
        'pipeline' = @(@('list', 'The pipelines'), @('show', 'A pipeline''s stages with counts and values'), @('validate', 'Check pipelines.yaml and the deals against it'), @('sync', 'Settle deals after the YAML changed'), @('init', 'Write a pipelines.yaml to start from'), @('rename-stage', 'Move deals and history to a stage''s new key'), @('ls', 'The pipelines'))
        'report' = @(@('list', 'The reports there are'), @('ls', 'The reports there are'))
        'doctor' = @(@('data', 'How complete, valid and fresh the records are'))
        'backup' = @(@('verify', 'Prove that backups hold what was written, byte for byte'), @('list', 'The backups in a folder'), @('ls', 'The backups in a folder'))
        'config' = @(@('path', 'Where settings and data are'), @('show', 'All settings'), @('get', 'One setting'), @('set', 'Change a setting, leaving the rest of the file alone'))
        'completion' = @(@('show', 'Print the completion script of a shell'), @('install', 'Put the completion script where the shell finds it'))
    }
    Words = @{
        'kind' = @('call', 'email', 'meeting', 'message', 'note')
        'direction' = @('in', 'out')
        'priority' = @('high', 'normal', 'low')
        'outcome' = @('open', 'won', 'lost')
        'due' = @('today', 'overdue', 'week', 'none')
        'noun' = @('companies', 'contacts', 'campaigns', 'deals', 'interactions', 'tasks', 'subscriptions', 'sales', 'expenses', 'tickets', 'feedback', 'segments')
        'dates' = @('dmy', 'mdy', 'iso')
        'decimal' = @('point', 'comma')
        'prefer' = @('first', 'newest', 'longest')
        'match' = @('foreign_id', 'email', 'website', 'phone', 'name')
        'compare' = @('previous', 'year', 'none')
        'report' = @('kpi', 'pipeline', 'forecast', 'win-loss', 'stages', 'leads', 'activity')
        'shell' = @('bash', 'zsh', 'fish', 'powershell')
        'template' = @('sales', 'freelance', 'retainers')
        'currency' = @('AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BGN', 'BHD', 'BIF', 'BMD', 'BND', 'BOB', 'BOV', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHE', 'CHF', 'CHW', 'CLF', 'CLP', 'CNY', 'COP', 'COU', 'CRC', 'CUP', 'CVE', 'CZK', 'DJF', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL', 'GHS', 'GIP', 'GMD', 'GNF', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IQD', 'IRR', 'ISK', 'JMD', 'JOD', 'JPY', 'KES', 'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD', 'KYD', 'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'LYD', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN', 'MXV', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD', 'OMR', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'PYG', 'QAR', 'RON', 'RSD', 'RUB', 'RWF', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TND', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS', 'UAH', 'UGX', 'USD', 'USN', 'UYI', 'UYU', 'UYW', 'UZS', 'VED', 'VES', 'VND', 'VUV', 'WST', 'XAF', 'XCD', 'XCG', 'XOF', 'XPF', 'YER', 'ZAR', 'ZMW', 'ZWG')
        'setting' = @('language', 'currency', 'country', 'timezone', 'week_starts', 'decimal', 'calendar', 'margin', 'active_window_days', 'stale_after_days', 'won_deals_are_sales', 'auto_customer', 'key_fields', 'cadence', 'rates', 'fields', 'lifecycle', 'goals', 'kpis', 'reports', 'mail')
        'format' = @('table', 'tsv', 'csv', 'json', 'ndjson', 'md', 'html', 'ids', 'text', 'vcf', 'ics')
        'field-company' = @('id', 'uid', 'name', 'parent', 'website', 'websites', 'phone', 'phones', 'industry', 'size', 'country', 'lifecycle', 'source', 'owner', 'tags', 'lead_on', 'customer_since', 'note', 'fields', 'last_touch_at', 'last_in_at', 'last_out_at', 'created_at', 'updated_at')
        'fields-company' = @('id', 'uid', 'name', 'parent', 'website', 'websites', 'phone', 'phones', 'industry', 'size', 'country', 'lifecycle', 'source', 'owner', 'tags', 'lead_on', 'customer_since', 'note', 'fields', 'last_touch_at', 'last_in_at', 'last_out_at', 'created_at', 'updated_at')
        'field-contact' = @('id', 'uid', 'name', 'given', 'family', 'title', 'email', 'emails', 'phone', 'phones', 'handle', 'handles', 'company', 'companies', 'lifecycle', 'source', 'owner', 'tags', 'birthday', 'cadence_days', 'lead_on', 'customer_since', 'note', 'fields', 'last_touch_at', 'last_in_at', 'last_out_at', 'created_at', 'updated_at')
        'fields-contact' = @('id', 'uid', 'name', 'given', 'family', 'title', 'email', 'emails', 'phone', 'phones', 'handle', 'handles', 'company', 'companies', 'lifecycle', 'source', 'owner', 'tags', 'birthday', 'cadence_days', 'lead_on', 'customer_since', 'note', 'fields', 'last_touch_at', 'last_in_at', 'last_out_at', 'created_at', 'updated_at')
        'field-campaign' = @('id', 'uid', 'name', 'channel', 'budget', 'currency', 'started_on', 'ended_on', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'fields-campaign' = @('id', 'uid', 'name', 'channel', 'budget', 'currency', 'started_on', 'ended_on', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'field-deal' = @('id', 'uid', 'title', 'value', 'currency', 'pipeline', 'stage', 'outcome', 'probability', 'company', 'contact', 'contacts', 'expected_close_on', 'opened_on', 'closed_on', 'reason', 'source', 'campaign', 'owner', 'tags', 'fields', 'stage_entered_on', 'created_at', 'updated_at')
        'fields-deal' = @('id', 'uid', 'title', 'value', 'currency', 'pipeline', 'stage', 'outcome', 'probability', 'company', 'contact', 'contacts', 'expected_close_on', 'opened_on', 'closed_on', 'reason', 'source', 'campaign', 'owner', 'tags', 'fields', 'stage_entered_on', 'created_at', 'updated_at')
        'field-interaction' = @('id', 'uid', 'kind', 'at', 'on_day', 'direction', 'summary', 'contacts', 'companies', 'deal', 'minutes', 'outcome', 'owner', 'created_at', 'updated_at')
        'fields-interaction' = @('id', 'uid', 'kind', 'at', 'on_day', 'direction', 'summary', 'contacts', 'companies', 'deal', 'minutes', 'outcome', 'owner', 'created_at', 'updated_at')
        'field-task' = @('id', 'uid', 'title', 'due_on', 'due_time', 'priority', 'status', 'repeat', 'contact', 'company', 'deal', 'owner', 'done_at', 'done_on', 'note', 'created_at', 'updated_at')
        'fields-task' = @('id', 'uid', 'title', 'due_on', 'due_time', 'priority', 'status', 'repeat', 'contact', 'company', 'deal', 'owner', 'done_at', 'done_on', 'note', 'created_at', 'updated_at')
        'field-subscription' = @('id', 'uid', 'product', 'amount', 'currency', 'interval', 'company', 'contact', 'start_on', 'end_on', 'deal', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'fields-subscription' = @('id', 'uid', 'product', 'amount', 'currency', 'interval', 'company', 'contact', 'start_on', 'end_on', 'deal', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'field-sale' = @('id', 'uid', 'product', 'amount', 'currency', 'sold_on', 'quantity', 'company', 'contact', 'deal', 'subscription', 'due_on', 'campaign', 'refund_of', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'fields-sale' = @('id', 'uid', 'product', 'amount', 'currency', 'sold_on', 'quantity', 'company', 'contact', 'deal', 'subscription', 'due_on', 'campaign', 'refund_of', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'field-expense' = @('id', 'uid', 'title', 'amount', 'currency', 'spent_on', 'kind', 'channel', 'campaign', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'fields-expense' = @('id', 'uid', 'title', 'amount', 'currency', 'spent_on', 'kind', 'channel', 'campaign', 'owner', 'note', 'fields', 'created_at', 'updated_at')
        'field-ticket' = @('id', 'uid', 'title', 'status', 'priority', 'channel', 'company', 'contact', 'deal', 'opened_at', 'opened_on', 'first_answered_at', 'first_answered_on', 'resolved_at', 'resolved_on', 'reopenings', 'minutes', 'owner', 'tags', 'note', 'fields', 'created_at', 'updated_at')
        'fields-ticket' = @('id', 'uid', 'title', 'status', 'priority', 'channel', 'company', 'contact', 'deal', 'opened_at', 'opened_on', 'first_answered_at', 'first_answered_on', 'resolved_at', 'resolved_on', 'reopenings', 'minutes', 'owner', 'tags', 'note', 'fields', 'created_at', 'updated_at')
        'field-feedback' = @('id', 'uid', 'kind', 'score', 'at', 'on_day', 'company', 'contact', 'ticket', 'sale', 'comment', 'owner', 'fields', 'created_at', 'updated_at')
        'fields-feedback' = @('id', 'uid', 'kind', 'score', 'at', 'on_day', 'company', 'contact', 'ticket', 'sale', 'comment', 'owner', 'fields', 'created_at', 'updated_at')
        'field-segment' = @('id', 'uid', 'name', 'noun', 'where', 'note', 'created_at', 'updated_at')
        'fields-segment' = @('id', 'uid', 'name', 'noun', 'where', 'note', 'created_at', 'updated_at')
    }
}

Register-ArgumentCompleter -Native -CommandName tinycrm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $table = $global:TinyCRMCompletion
    $text = "$wordToComplete".Trim("'", '"')
    $options = @(); $arguments = @(); $repeats = $false; $group = $null
    $first = ''; $pending = ''; $ended = $false; $count = 0; $where = @()
    $kindOf = {
        param($name)
        foreach ($row in @($options) + @($table.Shared)) { if ($row[0] -ceq $name) { return $row[1] } }
        return ''
    }
    $program = $commandAst.CommandElements[0].Extent.Text
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        $word = $element.Extent.Text.Trim("'", '"')
        if ($pending) {
            if ($pending -in '--db', '--config') { $where += $pending, $word }
            $pending = ''
        } elseif (-not $ended -and $word -eq '--') {
            $ended = $true
        } elseif (-not $ended -and $word.Length -gt 1 -and $word.StartsWith('-')) {
            if ($word -match '^--(db|config)=') { $where += $word }
            $kind = & $kindOf $word
            if ($kind -and $kind -ne 'flag') { $pending = $word }
        } else {
            $key = $null
            if (-not $first) {
                $first = $word; $key = $word; $group = $table.Groups[$word]
            } elseif ($count -eq 0 -and $group) {
                $key = "$first $word"
                if ($table.Aliases.ContainsKey($word)) { $key = "$first $($table.Aliases[$word])" }
                if (-not $table.Specs.ContainsKey($key)) { $key = $null } else { $group = $null }
            }
            if ($null -eq $key) {
                $count += 1
            } elseif ($table.Specs.ContainsKey($key)) {
                $options = $table.Specs[$key].Options
                $arguments = $table.Specs[$key].Arguments
                $repeats = $table.Specs[$key].Repeats
            }
        }
    }
    # quoted as PowerShell reads it back, typographic quotation marks included
    $quoted = {
        param($value)
        if ($value -match '^[\w./-]+$') { return $value }
        return "'" + ($value -replace "(['\u2018-\u201b])", '$1$1') + "'"
    }
    $told = {
        param($value, $help)
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
    $values = {
        param($kind, $part, $head)
        if (-not $kind -or $kind -in 'flag', 'text', 'file') { return }
        if ($kind.StartsWith('@')) {
            foreach ($name in @(& $program @where completion values $kind.Substring(1) -- $part 2>$null)) {
                & $told ($head + (& $quoted $name)) $name
            }
            return
        }
        $before = ''
        if ($kind.StartsWith('fields-')) { $before = $part -replace '[^,]*$', '' }
        foreach ($word in $table.Words[$kind]) {
            if (($before + $word).StartsWith($part)) { & $told ($head + $before + $word) $word }
        }
    }
    if ($pending) {
        & $values (& $kindOf $pending) $text ''
    } elseif (-not $ended -and $text -match '^(--[^=]*)=(.*)$') {
        $name = $Matches[1]
        & $values (& $kindOf $name) $Matches[2] "$name="
    } elseif (-not $ended -and $text.StartsWith('-')) {
        foreach ($row in @($options) + @($table.Shared)) {
            if ($row[0].StartsWith($text)) { & $told $row[0] $row[2] }
        }
    } elseif (-not $first) {
        foreach ($row in $table.Top) { if ($row[0].StartsWith($text)) { & $told $row[0] $row[1] } }
    } else {
        if ($count -eq 0 -and $group) {
            foreach ($row in $group) { if ($row[0].StartsWith($text)) { & $told $row[0] $row[1] } }
        }
        if ($count -lt @($arguments).Count) {
            & $values @($arguments)[$count] $text ''
        } elseif ($repeats) {
            & $values @($arguments)[-1] $text ''
        }
    }
}
