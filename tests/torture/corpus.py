"""Every command with arguments that work, on the database that `furnish` makes; what is hostile stands in `hostile`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA, VOLGA, ROOF, LETTER = range(1, 12)
# 12-14 are what the lines of `_MORE` before them make beside: a note, a task, an answer
LETTERS, LOGO, POSTER, BACK, FLYERS = range(15, 20)
HOSTING, CARE, LOGIN, FORM, PRAISE, BUYERS = range(20, 26)

FORMATS = ("table", "tsv", "csv", "json", "ndjson", "md", "html", "ids")


# --- every command, with arguments that work ---


class Case:
    """One call that ends with exit 0 on the database that `furnish` makes.

    Attributes:
        command: the words of the registry.
        words: the arguments; `@home`, `@backup`, `@csv`, `@json` and `@lines` stand for paths.
        stdin: what is piped in.
        writes: "" for a read, "db" when the database changes, "file" when other files are written.
        silent: whether it prints nothing on stdout when it is piped.
    """

    def __init__(
        self, command: str, arguments: str = "", *, stdin: str = "", writes: str = "", silent: bool = False
    ) -> None:
        import shlex

        self.command = command
        self.words = (*command.split(), *shlex.split(arguments))
        self.stdin = stdin.encode()
        self.writes = writes
        self.silent = silent

    def at(self, home: Path) -> list[str]:
        """Gives the arguments with their paths."""
        return [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in self.words]

    def __repr__(self) -> str:
        return " ".join(self.words)

    @property
    def ends(self) -> str:
        """What stands before the line feed: cards, calendars and messages end their lines as their standards ask."""
        return "\r" if {"vcf", "ics", "--eml", "--mail-to"} & set(self.words) else ""


_NOUNS = ("contact", "company", "interaction", "task", "deal")
_ONE = {"contact": ANNA, "company": NEVA, "interaction": CALL, "task": QUOTE, "deal": WEBSITE}
CASES: tuple[Case, ...] = (
    Case("log", "call 2 'Wants a second offer' --next 'Send it' --due 2026-12-01", writes="db"),
    Case("log", "call 3 سلام", writes="db"),
    Case("log", "note 3 -", stdin="typed\nin two lines\n", writes="db"),
    Case("today", "--days 60"),
    Case("search", "anna"),
    Case("search", "سارا"),
    Case("contact add", "'Zoe Zed' --email zoe@zed.example --tag new --set size=3", writes="db"),
    Case("contact edit", "2 --title CTO --add-tag key", writes="db"),
    Case("contact edit", "--where 'company is not empty' --add-tag key", writes="db"),
    Case("contact rm", "4", writes="db"),
    Case("contact merge", "2 8", writes="db"),
    Case("contact merge", "2 8 --prefer newest --dry-run", writes="db", silent=True),
    Case("contact dupes", "--min 0"),
    Case("contact tag", "- newsletter", stdin="2\n3\n", writes="db"),
    Case("contact untag", "2 lead", writes="db"),
    Case("contact relate", "2 friend 8", writes="db"),
    Case("contact timeline", "2"),
    Case("company add", "'Don Ferries' --website don.example", writes="db"),
    Case("company edit", "1 --country NL", writes="db"),
    Case("company rm", "9", writes="db"),
    Case("company merge", "1 9", writes="db"),
    Case("company dupes"),
    Case("company tag", "1 partner", writes="db"),
    Case("company untag", "1 port", writes="db"),
    Case("company timeline", "1"),
    Case("interaction add", "meeting 3 'On the roof'", writes="db"),
    Case("interaction edit", "7 --minutes 20", writes="db"),
    Case("interaction rm", "7", writes="db"),
    Case("task add", "'Call the bank' --due 2026-12-02", writes="db"),
    Case("task edit", "6 --priority low", writes="db"),
    Case("task rm", "6", writes="db"),
    Case("task done", "6", writes="db"),
    Case("task reopen", "11", writes="db"),
    Case("task snooze", "6 +3d", writes="db"),
    Case("deal add", "'Second roof' --value '200 EUR' --contact 2", writes="db"),
    Case("deal edit", "5 --value '5000 EUR'", writes="db"),
    Case("deal rm", "10", writes="db"),
    Case("deal move", "5 qualified", writes="db"),
    Case("deal won", "5", writes="db"),
    Case("deal lost", "5 --reason price", writes="db"),
    Case("deal reopen", "10", writes="db"),
    Case("deal board"),
    Case("deal list", "--all"),
    Case("subscription add", "2 '25 EUR' --trial-until 2026-12-15 --product Backup", writes="db"),
    Case("subscription edit", f"{HOSTING} --product 'Hosting L'", writes="db"),
    Case("subscription rm", f"{CARE}", writes="db"),
    Case("subscription change", f"{HOSTING} 50 --on 2026-12-01", writes="db"),
    Case("subscription change", "- --every year --dry-run", stdin=f"{HOSTING}\n", writes="db", silent=True),
    Case("subscription pause", f"{HOSTING}", writes="db"),
    Case("subscription resume", f"{CARE} -f json", writes="db"),
    Case("subscription cancel", f"{CARE} --end 2026-12-31", writes="db"),
    Case("subscription renew", f"{CARE} --term '2 years'", writes="db"),
    Case("subscription list", "--all"),
    Case("subscription show", f"{HOSTING}"),
    Case("subscription history", f"{CARE}"),
    Case("subscription renewals"),
    Case("ticket add", "'No invoice' --who 3 --priority high", writes="db"),
    Case("ticket edit", f"{LOGIN} --priority low --add-tag mail", writes="db"),
    Case("ticket rm", f"{FORM}", writes="db"),
    Case("ticket answer", f"{LOGIN} --text -", stdin="A new password\n", writes="db"),
    Case("ticket resolve", f"{LOGIN} --minutes 20", writes="db"),
    Case("ticket reopen", f"{FORM}", writes="db"),
    Case("ticket list", "--all"),
    Case("ticket show", f"{LOGIN}"),
    Case("feedback add", f"5 --kind csat --ticket {FORM}", writes="db"),
    Case("feedback edit", f"{PRAISE} --score 8", writes="db"),
    Case("feedback rm", f"{PRAISE}", writes="db"),
    Case("feedback list"),
    Case("feedback show", f"{PRAISE}"),
    Case("brief", "2"),
    Case("brief", "company:1 -f html"),
    Case("segment add", "lapsed --where 'last_sale < 90d ago and sales >= 2' --note 'call them'", writes="db"),
    Case("segment edit", f"{BUYERS} --where 'sales >= 2'", writes="db"),
    Case("segment rm", f"{BUYERS}", writes="db"),
    Case("segment list"),
    Case("segment show", f"{BUYERS}"),
    Case("segment members", f"{BUYERS} --columns name,last_sale,total_sales,rfm_class"),
    Case("pipeline list"),
    Case("pipeline show"),
    Case("pipeline validate"),
    Case("pipeline sync", "-f json", writes="db"),
    Case("pipeline init", "--config @fresh", writes="file", silent=True),
    Case("pipeline rename-stage", "enquiry lead -f json", writes="db"),
    Case("report list"),
    *(Case("report", f"{name} --period year") for name in ("leads", "activity", "kpi", "win-loss")),
    *(Case("report", f"{name} --period year") for name in ("revenue", "customers", "rfm", "ltv", "cross-sell")),
    *(Case("report", name) for name in ("cohorts", "customers --by month", "revenue --by kind", "rfm --by customer")),
    *(Case("report", name) for name in ("pipeline", "forecast", "stages", "funnel", "velocity --by month")),
    Case("report", "sources --period year --top 3"),
    *(Case("report", f"acquisition{by} --period year") for by in ("", " --by campaign", " --by month --compare none")),
    *(Case("report", f"{name} --period year") for name in ("subscriptions", "satisfaction", "service", "tasks")),
    *(Case("report", name) for name in ("stale", "data-quality", "subscriptions --by month", "service --by channel")),
    Case("import", "@people.csv --as contacts", writes="db"),
    Case("export", ""),
    *(Case("export", f"{noun} -f csv") for noun in _NOUNS),
    *(Case("export", words) for words in ("contacts -f vcf", "tasks -f ics", "companies -f md")),
    Case("export", "contacts --output @people-out.csv", writes="file", silent=True),
    Case("undo", "--any", writes="db"),
    Case("redo", "", writes="db"),
    Case("history"),
    Case("history", "2"),
    Case("changes"),
    Case("changes", "--since 0 --noun contact --limit 3 --exit-code --until 0"),
    Case("changes", "--cursor"),
    Case("contact add", "'Anna Petrova' --tag again --if-exists update", writes="db"),
    Case("task add", "'Send quote' --contact 2 --due 2026-12-02 --if-exists update", writes="db"),
    Case("batch", "@commands.txt", writes="db"),
    Case("init", "--config @fresh", writes="file", silent=True),
    Case("demo", "--db @demo.db", writes="file"),
    Case("doctor"),
    Case("doctor data"),
    Case("backup", "@backups/now.db", writes="file"),
    Case("backup verify", "@backup.db"),
    Case("backup list", "@"),
    Case("restore", "@backup.db --yes", writes="db", silent=True),
    Case("config path"),
    Case("config show"),
    Case("config get", "currency"),
    Case("config set", "currency EUR --config @fresh", writes="file", silent=True),
    Case("goal set", "win_rate 40% --period month --config @goals", writes="file", silent=True),
    Case("goal rm", "win_rate --config @goals", writes="file", silent=True),
    Case("goal list", "--config @goals"),
    Case("goal show", "win_rate --config @goals"),
    Case("goal check", "--config @goals", silent=True),
    Case("mail test", "zoe@zed.example --db @mail/crm.db --config @mail", writes="file"),
    Case("mail list", "--db @mail/crm.db --config @mail"),
    Case("mail show", "1 --db @mail/crm.db --config @mail"),
    Case("mail show", "1 --eml --db @mail/crm.db --config @mail"),
    Case("mail send", "--db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("mail resend", "2 --db @mail/crm.db --config @mail", writes="file"),
    Case("mail resolve", "3 sent --db @mail/crm.db --config @mail", writes="file"),
    Case("mail cancel", "4 --db @mail/crm.db --config @mail", writes="file"),
    Case("today", "--mail-to me --once-per day --db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("today", "--mail-to me --attach html --dry-run --output @d.eml --config @mail", writes="file", silent=True),
    Case("report", "kpi --mail-to zoe@zed.example --db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("report", "next --mail-to me --dry-run --output @n.eml --config @mail", writes="file", silent=True),
    Case("template list", "--config @mail"),
    Case("template show", "hi --for 2 --config @mail"),
    Case("template add", "fresh --config @fresh", writes="file", silent=True),
    Case("template edit", "hi --config @mail", silent=True),
    Case("template check", "--config @mail", silent=True),
    Case("template send", "hi zoe --db @mail/crm.db --config @mail", writes="file"),
    Case("sequence list", "--config @mail"),
    Case("sequence show", "course --config @mail"),
    Case("sequence start", "course 2 3 --config @mail", writes="db"),
    Case("sequence stop", "course 8 --config @mail"),
    Case("sequence validate", "--config @mail", silent=True),
    Case("rules list", "--config @mail"),
    Case("rules validate", "--config @mail", silent=True),
    Case("rules test", "greet 2 --config @mail"),
    Case("rules skip", "greet --dry-run --config @mail"),
    Case("run", "--dry-run --config @mail"),
    Case("run", "--db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("report explain", "revenue --period year"),
    Case("report", "kpi --snapshot", writes="db", silent=True),
    Case("report", "next"),
    Case("hooks list", "--all"),
    Case("schedule list"),
    Case("schedule install", "backup --systemd --dry-run"),
    Case("schedule install", "--name weekly --on 'mon 9:00' --systemd --dry-run -f json -- report pipeline"),
    Case("schedule remove", "--dry-run", silent=True),
    Case("schedule exec", "nightly --check -- backup", writes="file", silent=True),
    Case("schedule exec", "nightly -- contact list -f ids", writes="file"),
    Case("completion show", "bash"),
    Case("completion install", "bash", writes="file", silent=True),
    *(Case(f"{noun} list", "") for noun in _NOUNS),
    Case("sale add", "2 '480 EUR' --product Logo", writes="db"),
    Case("sale edit", f"{LOGO} --product Letterhead", writes="db"),
    Case("sale refund", f"{LOGO} 80", writes="db"),
    Case("sale rm", f"{POSTER} --cascade", writes="db"),
    Case("sale list", "--company 1"),
    Case("sale show", f"{POSTER}"),
    Case("expense add", "'12 EUR' --kind sales", writes="db"),
    Case("expense edit", f"{FLYERS} --kind service", writes="db"),
    Case("expense rm", f"{FLYERS}", writes="db"),
    Case("expense list"),
    Case("expense show", f"{FLYERS}"),
    Case("campaign add", "'Autumn fair' --channel fair", writes="db"),
    Case("campaign edit", f"{LETTERS} --end 2026-04-01", writes="db"),
    Case("campaign rm", f"{LETTERS} --cascade", writes="db"),
    Case("campaign reach", f"{LETTERS} -", stdin="3\n8\n", writes="db"),
    Case("campaign answer", f"{LETTERS} 1", writes="db"),
    Case("campaign drop", f"{LETTERS} 1", writes="db"),
    Case("campaign members", f"{LETTERS}"),
    Case("campaign list"),
    Case("campaign show", f"{LETTERS}"),
    Case("contact list", "-f json"),
    Case("contact list", "-f html"),
    *(Case(f"{noun} show", str(_ONE[noun])) for noun in _NOUNS),
)
READS = tuple(case for case in CASES if not case.writes)


def missing_commands() -> list[str]:
    """Gives the commands of the registry that no case runs."""
    from tinycrm.cli.registry import COMMANDS

    known = {case.command for case in CASES}
    return [" ".join(command.words) for command in COMMANDS if " ".join(command.words) not in known]
