"""The vocabulary of options and arguments. Read by the builder and by type checkers, never at run time."""

from __future__ import annotations

from typing import Annotated


class Opt:
    """An option: its names, its help, and what a shell may complete it with.

    Args:
        names: with dashes; the first is the one to teach.
        help: one line.
        metavar: what stands for the value.
        values: "" or the name of a completion: a field's choices, "contact", "stage", "file" …
    """

    def __init__(self, *names: str, help: str, metavar: str = "", values: str = "") -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.values = values


class Arg:
    """A positional argument."""

    def __init__(self, metavar: str, *, help: str, values: str = "") -> None:
        self.metavar = metavar
        self.help = help
        self.values = values


Text = str | None
Texts = tuple[str, ...]

# --- references ---
Refs = Annotated[
    Texts, Arg("REF...", help="Id, uid, e-mail, phone or name; - reads one a line from stdin", values="ref")
]
RefOrDash = Annotated[Text, Arg("REF", help="Id, uid, e-mail, phone or name; - reads them from stdin", values="ref")]
OneRef = Annotated[str, Arg("REF", help="Id, uid, e-mail, phone or name", values="ref")]
OtherRef = Annotated[str, Arg("OTHER", help="The other record", values="ref")]
OtherRefs = Annotated[Texts, Arg("OTHER...", help="The records to merge into it", values="ref")]
AnyRef = Annotated[Text, Arg("[REF]", help="A record of any kind", values="ref")]
Who = Annotated[
    Text, Arg("WHO", help="A contact, else a company; company:NAME is explicit; . is the deal's people", values="who")
]
OneWho = Annotated[str, Arg("WHO", help="A contact, else a company", values="who")]

# --- what records hold ---
NameArg = Annotated[Text, Arg("[NAME]", help="The name")]
TitleArg = Annotated[Text, Arg("[TITLE]", help="The title")]
KindArg = Annotated[Text, Arg("KIND", help="call, email, meeting, message or note", values="kind")]
TextArgs = Annotated[Texts, Arg("[TEXT...]", help="What was said; - reads stdin")]
TagArgs = Annotated[Texts, Arg("TAG...", help="One tag or more", values="tag")]
StageArg = Annotated[str, Arg("STAGE", help="The stage's key or name", values="stage")]
WhenArg = Annotated[str, Arg("WHEN", help='fri, +3d, "next week", "tomorrow 15:00"')]
RelationArg = Annotated[str, Arg("KIND", help="colleague, referred-by, spouse …")]

Name = Annotated[Text, Opt("--name", help="The name")]
NewTitle = Annotated[Text, Opt("--title", help="The title")]
Emails = Annotated[Texts, Opt("--email", help="An e-mail; repeat for more, the first is primary; work:a@b labels it")]
Phones = Annotated[Texts, Opt("--phone", help="A phone number; repeat for more")]
Handles = Annotated[Texts, Opt("--handle", help="A handle, for example telegram:@anna; repeat for more")]
Websites = Annotated[Texts, Opt("--website", help="A website; repeat for more")]
Companies = Annotated[
    Texts, Opt("--company", help="A company; repeat for more, the first is primary", values="company")
]
Company = Annotated[Text, Opt("--company", help="The company", values="company")]
Contacts = Annotated[Texts, Opt("--contact", help="A contact; repeat for more, the first is primary", values="contact")]
Contact = Annotated[Text, Opt("--contact", help="The contact", values="contact")]
Deal = Annotated[Text, Opt("--deal", help="The deal", values="deal")]
Parent = Annotated[Text, Opt("--parent", help="The company above it", values="company")]
JobTitle = Annotated[Text, Opt("--title", help="The job title")]
Tags = Annotated[Texts, Opt("--tag", help="A tag; repeat for more", values="tag")]
Source = Annotated[Text, Opt("--source", help="Where it came from")]
Lifecycle = Annotated[
    Text, Opt("--lifecycle", help="subscriber, lead, qualified, customer or former", values="lifecycle")
]
Birthday = Annotated[Text, Opt("--birthday", help="1990-12-10, or 10 dec without a year")]
Cadence = Annotated[Text, Opt("--cadence", help='How often to be in touch: 30, "2 weeks", monthly')]
Owner = Annotated[Text, Opt("--owner", help="Whose it is; me is you")]
Note = Annotated[Text, Opt("--note", help="A note")]
Given = Annotated[Text, Opt("--given", help="The given name")]
Family = Annotated[Text, Opt("--family", help="The family name")]
LeadOn = Annotated[Text, Opt("--lead-on", help="The day it became a lead")]
CustomerSince = Annotated[Text, Opt("--customer-since", help="The day of the first purchase")]
Industry = Annotated[Text, Opt("--industry", help="The industry")]
Size = Annotated[Text, Opt("--size", help="The number of people")]
Country = Annotated[Text, Opt("--country", help="The country")]
Set = Annotated[Texts, Opt("--set", metavar="KEY=VALUE", help="A custom field; repeat for more")]
Value = Annotated[Text, Opt("--value", help='An amount: 4800, "4 800,50 EUR", 10k')]
Currency = Annotated[Text, Opt("--currency", help="The currency, ISO 4217", values="currency")]
Stage = Annotated[Text, Opt("--stage", help="The stage", values="stage")]
Pipeline = Annotated[Text, Opt("--pipeline", help="The pipeline", values="pipeline")]
Close = Annotated[Text, Opt("--close", help="The day it is expected to close")]
Opened = Annotated[Text, Opt("--opened", help="The day it was opened")]
Probability = Annotated[Text, Opt("--probability", help="60% instead of the stage's own")]
Reason = Annotated[Text, Opt("--reason", help="Why it was lost or won")]
On = Annotated[Text, Opt("--on", help="The day it happened, today unless given")]
Due = Annotated[Text, Opt("--due", help='When: fri, "tomorrow 15:00", +3d, "end of month"')]
Time = Annotated[Text, Opt("--time", help="The time of day, 15:00")]
Priority = Annotated[Text, Opt("--priority", help="high, normal or low", values="priority")]
Repeat = Annotated[Text, Opt("--repeat", help='"every 2 weeks", monthly, "every mon,thu"')]
Kind = Annotated[Text, Opt("--kind", help="call, email, meeting, message or note", values="kind")]
With = Annotated[Texts, Opt("--with", help="Someone else who took part; repeat for more", values="who")]
At = Annotated[Text, Opt("--at", help='When it happened: yesterday, "fri 15:00"')]
Direction = Annotated[Text, Opt("--direction", help="in (from them) or out (from you)", values="direction")]
Minutes = Annotated[Text, Opt("--minutes", help="Minutes it took, or h:mm, h:mm:ss rounded up")]
Outcome = Annotated[Text, Opt("--outcome", help="What came of it")]
Next = Annotated[Text, Opt("--next", metavar="TITLE", help="The follow-up to make")]
Summary = Annotated[Text, Opt("--summary", help="What was said")]

# --- sales, expenses, campaigns ---
WhoMaybe = Annotated[
    Text, Arg("[WHO]", help="A contact, else a company; company:NAME is explicit; . is whom --deal names", values="who")
]
AmountArg = Annotated[Text, Arg("[AMOUNT]", help='4800, "4 800,50 EUR", 10k; a negative one after --')]
RefundArg = Annotated[Text, Arg("[AMOUNT]", help="What is given back; all that is left unless given")]
WhoIs = Annotated[Text, Opt("--who", help="A contact, else a company", values="who")]
Amount = Annotated[Text, Opt("--amount", help='An amount: 4800, "4 800,50 EUR", 10k')]
Product = Annotated[Text, Opt("--product", help="What was sold")]
Quantity = Annotated[Text, Opt("--quantity", help="How many of it")]
SubscriptionOf = Annotated[Text, Opt("--subscription", help="The subscription that it pays", values="subscription")]
DueDay = Annotated[
    Text, Opt("--due", metavar="DAY", help="The subscription's due day; the latest unpaid one unless given")
]
Campaign = Annotated[Text, Opt("--campaign", help="The campaign", values="campaign")]
RefundOf = Annotated[Text, Opt("--refund-of", metavar="SALE", help="The sale that it gives back", values="sale")]
ExpenseKind = Annotated[Text, Opt("--kind", help="marketing, sales or service", values="expense-kind")]
Channel = Annotated[Text, Opt("--channel", help="The channel: ads, fair, mail …")]
Budget = Annotated[Text, Opt("--budget", help='What it may cost: 2000, "2 000,50 EUR", 10k')]
Started = Annotated[Text, Opt("--start", metavar="DAY", help="The first day")]
Ended = Annotated[Text, Opt("--end", metavar="DAY", help="The last day")]
CampaignArg = Annotated[str, Arg("CAMPAIGN", help="The campaign's id or name", values="campaign")]
MemberArgs = Annotated[
    Texts, Arg("[WHO...]", help="Contacts, else companies; - reads one a line from stdin", values="who")
]
MemberNoun = Annotated[Text, Opt("--noun", help="Whom --where looks among: contact (unless given) or company")]
CascadeLinks = Annotated[bool, Opt("--cascade", help="Also when others name it: they lose the link")]

# --- subscriptions, tickets, feedback ---
Every = Annotated[Text, Opt("--every", help='How often it is paid: month, quarter, year, "2 weeks"')]
TrialUntil = Annotated[Text, Opt("--trial-until", metavar="DAY", help="The last day of its trial")]
TermLength = Annotated[
    Text, Opt("--term", help='For how long it is agreed: "1 year"; unless given the interval, from a quarter on')
]
NextTerm = Annotated[Text, Opt("--term", help="How long the next term is; as long as the last one unless given")]
RenewUntil = Annotated[Text, Opt("--until", metavar="DAY", help="The last day of the next term")]
NewPriceArg = Annotated[Text, Arg("[AMOUNT]", help='50, "49,90 EUR"; in its own currency unless it names one')]
NewPrice = Annotated[Text, Opt("--amount", help="What it costs from the next term on")]
FromOn = Annotated[Text, Opt("--on", metavar="DAY", help="From this day on, today unless given")]
DecidedOn = Annotated[Text, Opt("--on", metavar="DAY", help="The day it was decided, today unless given")]
LastDay = Annotated[
    Text, Opt("--end", metavar="DAY", help="The last day; that of its term or of what is paid unless given")
]
StatusIs = Annotated[
    Text,
    Opt("--status", help="trial, active, paused, cancelled, ended or coming", values="subscription-status"),
]
TicketStatus = Annotated[Text, Opt("--status", help="open or resolved", values="ticket-status")]
TicketChannel = Annotated[Text, Opt("--channel", help="How it came: email, phone, chat …")]
OpenedAt = Annotated[Text, Opt("--at", help='When it was opened: yesterday, "fri 15:00"; now unless given')]
AnsweredAt = Annotated[Text, Opt("--answered", metavar="WHEN", help="When it was first answered")]
AnswerText = Annotated[Text, Opt("--text", help="What was answered, logged as an interaction; - reads stdin")]
ScoreArg = Annotated[Text, Arg("[SCORE]", help="nps 0-10, csat 1-5, ces 1-7")]
Score = Annotated[Text, Opt("--score", help="nps 0-10, csat 1-5, ces 1-7")]
FeedbackKind = Annotated[Text, Opt("--kind", help="nps, csat or ces", values="feedback-kind")]
Comment = Annotated[Text, Opt("--comment", help="What they said; - reads stdin")]
TicketOf = Annotated[Text, Opt("--ticket", help="The ticket that it is about", values="ticket")]
SaleOf = Annotated[Text, Opt("--sale", help="The sale that it is about", values="sale")]

# --- how a write behaves ---
IfAbsent = Annotated[bool, Opt("--if-absent", help="Print the id of the record that is there already")]
IfExists = Annotated[
    Text,
    Opt(
        "--if-exists",
        metavar="WHAT",
        help="When it is there already: skip prints its id, update changes it (its name too), fail refuses",
        values="if-exists",
    ),
]
Create = Annotated[bool, Opt("--create", help="Create the contacts and companies named that do not exist")]
DryRun = Annotated[bool, Opt("--dry-run", help="Say what would be done and change nothing")]
Cascade = Annotated[
    bool, Opt("--cascade", help="Remove the deals, sales, subscriptions and tickets too that name nobody else")
]
Prefer = Annotated[
    Text,
    Opt("--prefer", metavar="RULE", help="Where both have a value: first (KEEP's), newest or longest", values="prefer"),
]
MinScore = Annotated[
    int | None, Opt("--min", metavar="SCORE", help="Only those at least so sure, 0-100; 70 unless given")
]
GroupLimit = Annotated[int | None, Opt("--limit", help="At most so many groups; 0 is all")]
AlsoApart = Annotated[bool, Opt("--all", help="Also those that were said to be no duplicates")]
Review = Annotated[bool, Opt("--review", help="Go through the pairs one by one, on a terminal")]
Remove = Annotated[bool, Opt("--rm", help="Take the relation away")]
Clear = Annotated[Texts, Opt("--clear", metavar="FIELD", help="Empty a field; repeat for more", values="field")]
AddEmails = Annotated[Texts, Opt("--add-email", help="One more e-mail")]
RmEmails = Annotated[Texts, Opt("--rm-email", help="Take an e-mail away")]
AddPhones = Annotated[Texts, Opt("--add-phone", help="One more phone number")]
RmPhones = Annotated[Texts, Opt("--rm-phone", help="Take a phone number away")]
AddHandles = Annotated[Texts, Opt("--add-handle", help="One more handle")]
RmHandles = Annotated[Texts, Opt("--rm-handle", help="Take a handle away")]
AddWebsites = Annotated[Texts, Opt("--add-website", help="One more website")]
RmWebsites = Annotated[Texts, Opt("--rm-website", help="Take a website away")]
AddTags = Annotated[Texts, Opt("--add-tag", help="One more tag", values="tag")]
RmTags = Annotated[Texts, Opt("--rm-tag", help="Take a tag away", values="tag")]
AddCompanies = Annotated[Texts, Opt("--add-company", help="One more company", values="company")]
RmCompanies = Annotated[Texts, Opt("--rm-company", help="Take a company away", values="company")]
AddContacts = Annotated[Texts, Opt("--add-contact", help="One more contact", values="contact")]
RmContacts = Annotated[Texts, Opt("--rm-contact", help="Take a contact away", values="contact")]

# --- which records, and how they are shown ---
Where = Annotated[Text, Opt("--where", metavar="FILTER", help="value >= 10000 EUR and stage = proposal")]
Sort = Annotated[Text, Opt("--sort", metavar="FIELDS", help="-value,name: a minus sorts downwards", values="field")]
Limit = Annotated[int | None, Opt("--limit", help="At most this many; 0 is all")]
Offset = Annotated[int | None, Opt("--offset", help="Leave out the first so many")]
Columns = Annotated[
    Text, Opt("--columns", metavar="FIELDS", help="Which columns, for example name,email", values="field")
]
Since = Annotated[Text, Opt("--since", help="From this day on")]
Until = Annotated[Text, Opt("--until", help="Up to this day")]
DueWithin = Annotated[
    Text, Opt("--due", metavar="WHEN", help="Due up to today, week (7 days) or a day; or overdue or none", values="due")
]
All = Annotated[bool, Opt("--all", help="Also those that are done or closed")]
DoneOnly = Annotated[bool, Opt("--done", help="Only those that are done")]
OutcomeIs = Annotated[Text, Opt("--outcome", help="open, won or lost", values="outcome")]
ExitCode = Annotated[bool, Opt("--exit-code", help="Exit with 10 when there is something to show")]
Get = Annotated[Text, Opt("--get", metavar="FIELD", help="Print one raw value", values="field")]
Days = Annotated[int | None, Opt("--days", help="How many days ahead")]
NounIs = Annotated[Texts, Opt("--noun", help="Only this kind of record; repeat for more", values="noun")]
SinceCursor = Annotated[Text, Opt("--since", metavar="CURSOR", help="Only what came after it; 0 is the beginning")]
UntilCursor = Annotated[Text, Opt("--until", metavar="CURSOR", help="Only what came up to it")]
CursorNow = Annotated[bool, Opt("--cursor", help="Print the present cursor and nothing else")]
RowLimit = Annotated[
    int | None, Opt("--limit", help="Stop after the operation that brings the rows to so many; 0 is all")
]

# --- the rest ---
Query = Annotated[Texts, Arg("QUERY...", help="Words, or parts of words")]
Steps = Annotated[int | None, Opt("--steps", help="How many operations")]
AnyUser = Annotated[bool, Opt("--any", help="Of any user")]
OperationArg = Annotated[Text, Arg("[OPERATION]", help="Its number, as history shows it")]
FileArg = Annotated[Text, Arg("[FILE|-]", help="A file; - or nothing is stdin", values="file")]
Files = Annotated[Texts, Arg("FILE...", help="Files, folders, ZIP archives; - is stdin", values="file")]
Atomic = Annotated[bool, Opt("--atomic", help="All the commands, or none")]
AsNoun = Annotated[
    Text, Opt("--as", metavar="NOUN", help="contacts, companies, deals, tasks, interactions, sales …", values="noun")
]
From = Annotated[Text, Opt("--from", metavar="SYSTEM", help="hubspot, salesforce … or auto; remembers ids under it")]
SaveProfile = Annotated[
    Text, Opt("--save-profile", metavar="NAME", help="Keep what the columns are, for --from NAME next time")
]
SetAll = Annotated[Texts, Opt("--set", metavar="FIELD=VALUE", help="In every row that says nothing; adds to lists")]
Map = Annotated[Texts, Opt("--map", metavar="HEADER=FIELD", help="What a column is; - leaves it out; repeat for more")]
MapFile = Annotated[Text, Opt("--map-file", metavar="FILE", help="A YAML file of the same", values="file")]
Dates = Annotated[Text, Opt("--dates", metavar="ORDER", help="dmy, mdy or iso: how 1/2/2026 is read", values="dates")]
Encoding = Annotated[Text, Opt("--encoding", help="utf-8, cp1251 …; found out unless given")]
Delimiter = Annotated[Text, Opt("--delimiter", help="The column separator; found out unless given")]
Decimal = Annotated[Text, Opt("--decimal", help="point or comma: how 1.234 is read", values="decimal")]
Match = Annotated[
    Text, Opt("--match", metavar="FIELD", help="foreign_id, email, website, phone or name", values="match")
]
Update = Annotated[bool, Opt("--update", help="Change records that differ")]
OnlyKnown = Annotated[bool, Opt("--only-known", help="Drop the columns that are no field")]
SkipBad = Annotated[bool, Opt("--skip-bad", help="Leave out the rows that cannot be read; exit 8")]
Rejects = Annotated[Text, Opt("--rejects", metavar="FILE", help="Write the rows left out to a file", values="file")]
Revive = Annotated[bool, Opt("--revive", help="Bring back records that were deleted here")]
NounArg = Annotated[
    Text, Arg("[NOUN]", help="contacts, companies, deals, tasks or interactions; all without", values="noun")
]
Output = Annotated[
    Text, Opt("--output", "-o", metavar="FILE", help="Write to a new file, or into a folder", values="file")
]
RawCells = Annotated[bool, Opt("--raw", help="Cells as they are, also those that a spreadsheet would run")]
Force = Annotated[bool, Opt("--force", help="Replace what is there")]
ReportArg = Annotated[Text, Arg("[NAME]", help="tinycrm report list names them", values="report")]
Period = Annotated[Text, Opt("--period", help="month, quarter, year, 7d, 2026-Q2, 2026-05, all …")]
FromDay = Annotated[Text, Opt("--from", metavar="DAY", help="The first day")]
ToDay = Annotated[Text, Opt("--to", metavar="DAY", help="The last day")]
By = Annotated[Text, Opt("--by", metavar="FIELD", help="One row for each value of a field")]
InCurrency = Annotated[
    Text,
    Opt("--in", metavar="CURRENCY", help="Amounts in this currency, by the rates of config.yaml", values="currency"),
]
SegmentIs = Annotated[
    Text, Opt("--segment", metavar="NAME", help="Only what belongs to this segment", values="segment")
]
Snapshot = Annotated[bool, Opt("--snapshot", help="Keep the figures that cannot be computed later; for cron")]
KpiArg = Annotated[str, Arg("KPI", help="Its key, as report kpi -f tsv shows it", values="kpi")]
TargetArg = Annotated[str, Arg("TARGET", help='What it is to reach: 35%, "10000 EUR", 40')]
GoalPeriod = Annotated[
    Text, Opt("--period", help="Of each day, week, month, quarter or year; any unless given", values="goal-period")
]
Top = Annotated[int | None, Opt("--top", help="At most so many rows, the largest first")]
Compare = Annotated[Text, Opt("--compare", help="previous, year or none", values="compare")]
BackupTarget = Annotated[
    Text, Arg("[FILE|FOLDER]", help="Where to; backups/ beside the database unless given", values="file")
]
BackupArg = Annotated[str, Arg("FILE", help="The backup", values="file")]
BackupArgs = Annotated[Texts, Arg("FILE...", help="The backups", values="file")]
BackupFolder = Annotated[
    Text, Arg("[FOLDER]", help="The folder; backups/ beside the database unless given", values="file")
]
Keep = Annotated[
    int | None, Opt("--keep", help="Of this database's automatic names in that folder, keep only the newest so many")
]
TemplateArg = Annotated[Text, Arg("[TEMPLATE]", help="sales, freelance or retainers", values="template")]
KeyArg = Annotated[str, Arg("KEY", help="A setting, for example currency or cadence.default", values="setting")]
ValueArg = Annotated[str, Arg("VALUE", help="Its value")]
ShellArg = Annotated[str, Arg("SHELL", help="bash, zsh, fish or powershell", values="shell")]
ShellMaybe = Annotated[
    Text, Arg("[SHELL]", help="bash, zsh, fish or powershell; the present one unless given", values="shell")
]
OldStage = Annotated[str, Arg("OLD", help="The stage as deals store it", values="stage")]
NewStage = Annotated[str, Arg("NEW", help="The stage as the YAML has it", values="stage")]
PipelineArg = Annotated[Text, Arg("[PIPELINE]", help="The pipeline; the default one unless given", values="pipeline")]
Cron = Annotated[bool, Opt("--cron", help="See what a command finds when cron starts it")]
Fix = Annotated[bool, Opt("--fix", help="Mend what can be mended")]
NounOf = Annotated[Text, Opt("--noun", help="Of which records: contact, company, deal, sale …", values="noun")]
SegmentWhere = Annotated[
    Text, Opt("--where", metavar="FILTER", help='Who belongs to it: "last_sale < 90d ago and sales >= 2"')
]
SegmentArg = Annotated[str, Arg("NAME", help="The segment", values="segment")]
AddressArg = Annotated[Text, Arg("[ADDRESS]", help="To whom; mail.to or mail.from of config.yaml unless given")]
MailArg = Annotated[str, Arg("MAIL", help="Its id, as mail list shows it")]
MailState = Annotated[
    Texts, Opt("--state", help='queued, sending, sent, failed or "in doubt"; repeat for more', values="mail-state")
]
Eml = Annotated[bool, Opt("--eml", help="The message itself, byte for byte")]
MailTo = Annotated[
    Texts, Opt("--mail-to", metavar="ADDRESS", help="Mail it instead; me is mail.to of config.yaml; repeat for more")
]
Subject = Annotated[Text, Opt("--subject", help="Of the mail, instead of its own")]
Attach = Annotated[
    Texts,
    Opt("--attach", metavar="FORMAT", help="csv, html, or ics of the due tasks; repeat for more", values="attach"),
]
OnlyIfAny = Annotated[bool, Opt("--only-if-any", help="No mail when it would say nothing")]
OncePer = Annotated[
    Text, Opt("--once-per", metavar="PERIOD", help="day, week or month: each address gets it once", values="once-per")
]
EmlOnly = Annotated[bool, Opt("--dry-run", help="Write the mail itself and send nothing")]
EmlOutput = Annotated[
    Text, Opt("--output", "-o", metavar="FILE", help="With --dry-run: a new file, or a folder", values="file")
]
VerdictArg = Annotated[str, Arg("VERDICT", help="sent or failed", values="mail-verdict")]
BriefWho = Annotated[str, Arg("WHO", help="A contact or company, else a deal, ticket, sale … of theirs", values="any")]

# --- rules ---
RuleArg = Annotated[str, Arg("RULE", help="Its name, as rules list shows it", values="rule")]
RuleMaybe = Annotated[Text, Arg("[RULE]", help="Its name; all whose time has come unless given", values="rule")]
RuleRef = Annotated[Text, Arg("[REF]", help="A record that the rule is about", values="any")]
OnlyRule = Annotated[Texts, Opt("--only", metavar="RULE", help="Only this rule; repeat for more", values="rule")]
RunLimit = Annotated[int | None, Opt("--limit", help="Do each rule to at most so many records; 0 is all")]
AllHooks = Annotated[bool, Opt("--all", help="Also the names that are free")]

# --- templates and sequences ---
LetterArg = Annotated[str, Arg("TEMPLATE", help="Its name, as template list shows it", values="letter")]
LetterMaybe = Annotated[Text, Arg("[TEMPLATE]", help="Its name; all unless given", values="letter")]
NewLetter = Annotated[str, Arg("NAME", help="What to call it: letters, digits, - and _")]
ForRef = Annotated[Text, Opt("--for", metavar="REF", help="The message it makes of this record", values="any")]
LetterRefs = Annotated[Texts, Arg("[REF...]", help="Whom to write to; - reads one a line from stdin", values="contact")]
MailedNoun = Annotated[
    Text, Opt("--noun", help="What REF and --where mean: contact unless given; deal, ticket … write to their contact")
]
SequenceArg = Annotated[str, Arg("SEQUENCE", help="Its name, as sequence list shows it", values="sequence")]
SequenceMaybe = Annotated[Text, Arg("[SEQUENCE]", help="Its name; all unless given", values="sequence")]
SequenceRefs = Annotated[
    Texts, Arg("[REF...]", help="Records of the kind it is for; - reads one a line from stdin", values="any")
]
OnceMore = Annotated[bool, Opt("--again", help="Also for those who went through it before")]
Everybody = Annotated[bool, Opt("--all", help="Also those for whom it has ended")]
StopAll = Annotated[bool, Opt("--all", help="For every record that it is under way for")]
StopReason = Annotated[Text, Opt("--reason", help="Why, in words")]

# --- jobs that run by themselves ---
JobArgs = Annotated[
    Texts, Arg("[JOB...]", help="digest, kpi, backup, run; after -- the command of a job of your own", values="job")
]
JobNames = Annotated[Texts, Arg("[JOB...]", help="The jobs; all of this database unless given", values="job")]
JobWord = Annotated[str, Arg("JOB", help="Its name, as schedule list shows it", values="job")]
JobCommand = Annotated[Texts, Arg("[COMMAND...]", help="After --: what it does; as installed unless given")]
JobName = Annotated[Text, Opt("--name", help="The name of a job of your own: weekly-pipeline")]
JobOn = Annotated[Text, Opt("--on", metavar="WHEN", help='"mon 9:00", "weekdays 8:00", "1st 8:00", "every 10 minutes"')]
JobAt = Annotated[Text, Opt("--at", metavar="HH:MM", help="The time of day, by the machine's clock")]
JobTo = Annotated[
    Texts, Opt("--to", metavar="ADDRESS", help="Whom digest and kpi mail; me, mail.to of config.yaml, unless given")
]
JobCheck = Annotated[bool, Opt("--check", help="Do nothing and tell whether it could run")]
CronJobs = Annotated[bool, Opt("--cron", help="In the crontab, as without it")]
SystemdJobs = Annotated[bool, Opt("--systemd", help="As user timers of systemd instead of the crontab")]
Apply = Annotated[bool, Opt("--apply", help="Write it without asking")]
