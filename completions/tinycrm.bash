# completion of tinycrm, as `tinycrm completion show bash` writes it

_tc_top='log today brief search contact company interaction task deal sale expense campaign segment subscription ticket feedback pipeline goal report run rules sequence template hooks mail import export undo redo history changes batch schedule init demo doctor backup restore config completion'
_tc_shared='--db:file --config:file --format:format -f:format --print:text --user:text --today:text --no-color:flag --no-header:flag --quiet:flag -q:flag --yes:flag -y:flag --no-input:flag --debug:flag --help:flag -h:flag'

# command: its options as NAME:KIND and the kinds of its arguments; ... repeats the last
_tinycrm_spec() {
    case $1 in
        'log') _tc_options='--deal:@deal --with:@who --at:text --direction:direction --minutes:text --outcome:text --owner:text --next:text --due:text --create:flag' _tc_arguments='kind @who text ...' ;;
        'today') _tc_options='--days:text --owner:text --mail-to:text --subject:text --attach:attach --only-if-any:flag --once-per:once-per --dry-run:flag --output:file -o:file --exit-code:flag' _tc_arguments='' ;;
        'brief') _tc_options='' _tc_arguments='@any' ;;
        'search') _tc_options='--noun:noun --limit:text --exit-code:flag' _tc_arguments='text ...' ;;
        'contact add') _tc_options='--email:text --phone:text --company:@company --title:text --tag:@tag --source:text --lifecycle:@lifecycle --birthday:text --cadence:text --owner:text --note:text --handle:text --given:text --family:text --lead-on:text --customer-since:text --set:text --if-absent:flag --if-exists:if-exists --create:flag' _tc_arguments='text' ;;
        'contact list' | 'contact ls') _tc_options='--tag:@tag --company:@company --lifecycle:@lifecycle --source:text --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-contact --limit:text --offset:text --columns:fields-contact --exit-code:flag' _tc_arguments='' ;;
        'contact show') _tc_options='--get:field-contact' _tc_arguments='@contact ...' ;;
        'contact edit') _tc_options='--name:text --email:text --add-email:text --rm-email:text --phone:text --add-phone:text --rm-phone:text --company:@company --add-company:@company --rm-company:@company --tag:@tag --add-tag:@tag --rm-tag:@tag --handle:text --add-handle:text --rm-handle:text --title:text --source:text --lifecycle:@lifecycle --birthday:text --cadence:text --owner:text --note:text --given:text --family:text --lead-on:text --customer-since:text --set:text --clear:field-contact --where:text --create:flag --dry-run:flag' _tc_arguments='@contact' ;;
        'contact rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@contact ...' ;;
        'contact merge') _tc_options='--prefer:prefer --dry-run:flag' _tc_arguments='@contact @contact ...' ;;
        'contact dupes') _tc_options='--min:text --limit:text --review:flag --all:flag --exit-code:flag' _tc_arguments='' ;;
        'contact tag') _tc_options='--where:text --dry-run:flag' _tc_arguments='@contact @tag ...' ;;
        'contact untag') _tc_options='--where:text --dry-run:flag' _tc_arguments='@contact @tag ...' ;;
        'contact relate') _tc_options='--rm:flag' _tc_arguments='@contact text @contact' ;;
        'contact timeline') _tc_options='--limit:text' _tc_arguments='@contact' ;;
        'company add') _tc_options='--website:text --phone:text --parent:@company --industry:text --size:text --country:text --tag:@tag --source:text --lifecycle:@lifecycle --owner:text --note:text --lead-on:text --customer-since:text --set:text --if-absent:flag --if-exists:if-exists --create:flag' _tc_arguments='text' ;;
        'company list' | 'company ls') _tc_options='--tag:@tag --industry:text --country:text --lifecycle:@lifecycle --source:text --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-company --limit:text --offset:text --columns:fields-company --exit-code:flag' _tc_arguments='' ;;
        'company show') _tc_options='--get:field-company' _tc_arguments='@company ...' ;;
        'company edit') _tc_options='--name:text --website:text --add-website:text --rm-website:text --phone:text --add-phone:text --rm-phone:text --tag:@tag --add-tag:@tag --rm-tag:@tag --parent:@company --industry:text --size:text --country:text --source:text --lifecycle:@lifecycle --owner:text --note:text --lead-on:text --customer-since:text --set:text --clear:field-company --where:text --create:flag --dry-run:flag' _tc_arguments='@company' ;;
        'company rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@company ...' ;;
        'company merge') _tc_options='--prefer:prefer --dry-run:flag' _tc_arguments='@company @company ...' ;;
        'company dupes') _tc_options='--min:text --limit:text --review:flag --all:flag --exit-code:flag' _tc_arguments='' ;;
        'company tag') _tc_options='--where:text --dry-run:flag' _tc_arguments='@company @tag ...' ;;
        'company untag') _tc_options='--where:text --dry-run:flag' _tc_arguments='@company @tag ...' ;;
        'company timeline') _tc_options='--limit:text' _tc_arguments='@company' ;;
        'interaction add') _tc_options='--deal:@deal --with:@who --at:text --direction:direction --minutes:text --outcome:text --owner:text --next:text --due:text --create:flag' _tc_arguments='kind @who text ...' ;;
        'interaction list' | 'interaction ls') _tc_options='--kind:kind --contact:@contact --company:@company --deal:@deal --direction:direction --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-interaction --limit:text --offset:text --columns:fields-interaction --exit-code:flag' _tc_arguments='' ;;
        'interaction show') _tc_options='--get:field-interaction' _tc_arguments='text ...' ;;
        'interaction edit') _tc_options='--kind:kind --summary:text --contact:@contact --add-contact:@contact --rm-contact:@contact --deal:@deal --at:text --direction:direction --minutes:text --outcome:text --owner:text --clear:field-interaction --where:text --dry-run:flag' _tc_arguments='text' ;;
        'interaction rm') _tc_options='--dry-run:flag' _tc_arguments='text ...' ;;
        'task add') _tc_options='--due:text --priority:priority --repeat:text --contact:@contact --company:@company --deal:@deal --owner:text --note:text --if-absent:flag --if-exists:if-exists --create:flag' _tc_arguments='text' ;;
        'task list' | 'task ls') _tc_options='--due:due --priority:priority --contact:@contact --company:@company --deal:@deal --owner:text --since:text --until:text --all:flag --done:flag --where:text --segment:@segment --sort:fields-task --limit:text --offset:text --columns:fields-task --exit-code:flag' _tc_arguments='' ;;
        'task show') _tc_options='--get:field-task' _tc_arguments='@task ...' ;;
        'task edit') _tc_options='--title:text --due:text --priority:priority --repeat:text --contact:@contact --company:@company --deal:@deal --owner:text --note:text --clear:field-task --where:text --create:flag --dry-run:flag' _tc_arguments='@task' ;;
        'task rm') _tc_options='--dry-run:flag' _tc_arguments='@task ...' ;;
        'task done') _tc_options='' _tc_arguments='@open-task ...' ;;
        'task reopen') _tc_options='' _tc_arguments='@done-task ...' ;;
        'task snooze') _tc_options='' _tc_arguments='@open-task text' ;;
        'deal add') _tc_options='--value:text --currency:currency --contact:@contact --company:@company --stage:@stage --pipeline:@pipeline --close:text --probability:text --source:text --campaign:@campaign --opened:text --owner:text --reason:text --tag:@tag --set:text --if-absent:flag --if-exists:if-exists --create:flag' _tc_arguments='text' ;;
        'deal list' | 'deal ls') _tc_options='--stage:@stage --pipeline:@pipeline --outcome:outcome --contact:@contact --company:@company --tag:@tag --source:text --campaign:@campaign --owner:text --since:text --until:text --all:flag --where:text --segment:@segment --sort:fields-deal --limit:text --offset:text --columns:fields-deal --exit-code:flag' _tc_arguments='' ;;
        'deal show') _tc_options='--get:field-deal' _tc_arguments='@deal ...' ;;
        'deal edit') _tc_options='--title:text --value:text --currency:currency --contact:@contact --add-contact:@contact --rm-contact:@contact --company:@company --stage:@stage --pipeline:@pipeline --close:text --probability:text --source:text --campaign:@campaign --opened:text --owner:text --reason:text --tag:@tag --add-tag:@tag --rm-tag:@tag --set:text --clear:field-deal --where:text --create:flag --dry-run:flag' _tc_arguments='@deal' ;;
        'deal rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@deal ...' ;;
        'deal move') _tc_options='--on:text --note:text --reason:text --pipeline:@pipeline' _tc_arguments='@deal @stage' ;;
        'deal won') _tc_options='--on:text --note:text --reason:text' _tc_arguments='@deal ...' ;;
        'deal lost') _tc_options='--on:text --note:text --reason:text' _tc_arguments='@deal ...' ;;
        'deal reopen') _tc_options='--note:text' _tc_arguments='@deal ...' ;;
        'deal board') _tc_options='--pipeline:@pipeline --owner:text' _tc_arguments='' ;;
        'sale add') _tc_options='--product:text --on:text --quantity:text --contact:@contact --company:@company --deal:@deal --subscription:@subscription --due:text --campaign:@campaign --currency:currency --refund-of:@sale --owner:text --note:text --set:text --create:flag' _tc_arguments='@who text' ;;
        'sale list' | 'sale ls') _tc_options='--who:@who --company:@company --contact:@contact --product:text --deal:@deal --subscription:@subscription --campaign:@campaign --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-sale --limit:text --offset:text --columns:fields-sale --exit-code:flag' _tc_arguments='' ;;
        'sale show') _tc_options='--get:field-sale' _tc_arguments='@sale ...' ;;
        'sale edit') _tc_options='--amount:text --currency:currency --product:text --on:text --quantity:text --contact:@contact --company:@company --deal:@deal --subscription:@subscription --due:text --campaign:@campaign --refund-of:@sale --owner:text --note:text --set:text --clear:field-sale --where:text --create:flag --dry-run:flag' _tc_arguments='@sale' ;;
        'sale rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@sale ...' ;;
        'sale refund') _tc_options='--on:text --owner:text --note:text --set:text' _tc_arguments='@sale text' ;;
        'expense add') _tc_options='--kind:expense-kind --title:text --channel:text --campaign:@campaign --on:text --currency:currency --owner:text --note:text --set:text' _tc_arguments='text' ;;
        'expense list' | 'expense ls') _tc_options='--kind:expense-kind --channel:text --campaign:@campaign --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-expense --limit:text --offset:text --columns:fields-expense --exit-code:flag' _tc_arguments='' ;;
        'expense show') _tc_options='--get:field-expense' _tc_arguments='@expense ...' ;;
        'expense edit') _tc_options='--amount:text --currency:currency --kind:expense-kind --title:text --channel:text --campaign:@campaign --on:text --owner:text --note:text --set:text --clear:field-expense --where:text --dry-run:flag' _tc_arguments='@expense' ;;
        'expense rm') _tc_options='--dry-run:flag' _tc_arguments='@expense ...' ;;
        'campaign add') _tc_options='--channel:text --budget:text --currency:currency --start:text --end:text --owner:text --note:text --set:text --if-absent:flag --if-exists:if-exists' _tc_arguments='text' ;;
        'campaign list' | 'campaign ls') _tc_options='--channel:text --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-campaign --limit:text --offset:text --columns:fields-campaign --exit-code:flag' _tc_arguments='' ;;
        'campaign show') _tc_options='--get:field-campaign' _tc_arguments='@campaign ...' ;;
        'campaign edit') _tc_options='--name:text --channel:text --budget:text --currency:currency --start:text --end:text --owner:text --note:text --set:text --clear:field-campaign --where:text --dry-run:flag' _tc_arguments='@campaign' ;;
        'campaign rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@campaign ...' ;;
        'campaign reach') _tc_options='--where:text --noun:text --on:text --create:flag --dry-run:flag' _tc_arguments='@campaign @who ...' ;;
        'campaign answer') _tc_options='--where:text --noun:text --on:text --create:flag --dry-run:flag' _tc_arguments='@campaign @who ...' ;;
        'campaign drop') _tc_options='--where:text --noun:text --dry-run:flag' _tc_arguments='@campaign @who ...' ;;
        'campaign members') _tc_options='--limit:text --exit-code:flag' _tc_arguments='@campaign' ;;
        'segment add') _tc_options='--where:text --noun:noun --note:text --if-absent:flag --if-exists:if-exists' _tc_arguments='text' ;;
        'segment list' | 'segment ls') _tc_options='--noun:noun --where:text --sort:fields-segment --limit:text --offset:text --columns:fields-segment --exit-code:flag' _tc_arguments='' ;;
        'segment show') _tc_options='--get:field-segment' _tc_arguments='@segment ...' ;;
        'segment edit') _tc_options='--name:text --where:text --note:text --clear:field-segment --dry-run:flag' _tc_arguments='@segment' ;;
        'segment rm') _tc_options='--dry-run:flag' _tc_arguments='@segment ...' ;;
        'segment members') _tc_options='--where:text --sort:fields-segment --limit:text --offset:text --columns:fields-segment --exit-code:flag' _tc_arguments='@segment' ;;
        'subscription add') _tc_options='--every:text --product:text --start:text --end:text --trial-until:text --term:text --contact:@contact --company:@company --deal:@deal --currency:currency --owner:text --note:text --set:text --create:flag' _tc_arguments='@who text' ;;
        'subscription list' | 'subscription ls') _tc_options='--who:@who --contact:@contact --company:@company --product:text --status:subscription-status --deal:@deal --owner:text --since:text --until:text --all:flag --where:text --segment:@segment --sort:fields-subscription --limit:text --offset:text --columns:fields-subscription --exit-code:flag' _tc_arguments='' ;;
        'subscription show') _tc_options='--get:field-subscription' _tc_arguments='@subscription ...' ;;
        'subscription edit') _tc_options='--product:text --start:text --contact:@contact --company:@company --deal:@deal --owner:text --note:text --set:text --clear:field-subscription --where:text --create:flag --dry-run:flag' _tc_arguments='@subscription' ;;
        'subscription rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@subscription ...' ;;
        'subscription change') _tc_options='--every:text --on:text --dry-run:flag' _tc_arguments='@subscription text' ;;
        'subscription pause') _tc_options='--on:text --dry-run:flag' _tc_arguments='@subscription' ;;
        'subscription resume') _tc_options='--on:text --dry-run:flag' _tc_arguments='@subscription' ;;
        'subscription cancel') _tc_options='--on:text --end:text --dry-run:flag' _tc_arguments='@subscription' ;;
        'subscription renew') _tc_options='--until:text --term:text --amount:text --on:text --dry-run:flag' _tc_arguments='@subscription' ;;
        'subscription history') _tc_options='' _tc_arguments='@subscription' ;;
        'subscription renewals') _tc_options='--days:text --owner:text --exit-code:flag' _tc_arguments='' ;;
        'ticket add') _tc_options='--who:@who --contact:@contact --company:@company --channel:text --priority:priority --at:text --deal:@deal --tag:@tag --owner:text --note:text --set:text --if-absent:flag --if-exists:if-exists --create:flag' _tc_arguments='text' ;;
        'ticket list' | 'ticket ls') _tc_options='--who:@who --contact:@contact --company:@company --priority:priority --channel:text --status:ticket-status --deal:@deal --tag:@tag --owner:text --since:text --until:text --all:flag --where:text --segment:@segment --sort:fields-ticket --limit:text --offset:text --columns:fields-ticket --exit-code:flag' _tc_arguments='' ;;
        'ticket show') _tc_options='--get:field-ticket' _tc_arguments='@ticket ...' ;;
        'ticket edit') _tc_options='--title:text --contact:@contact --company:@company --channel:text --priority:priority --at:text --answered:text --minutes:text --deal:@deal --tag:@tag --add-tag:@tag --rm-tag:@tag --owner:text --note:text --set:text --clear:field-ticket --where:text --create:flag --dry-run:flag' _tc_arguments='@ticket' ;;
        'ticket rm') _tc_options='--cascade:flag --dry-run:flag' _tc_arguments='@ticket ...' ;;
        'ticket answer') _tc_options='--at:text --text:text' _tc_arguments='@open-ticket' ;;
        'ticket resolve') _tc_options='--at:text --minutes:text' _tc_arguments='@open-ticket ...' ;;
        'ticket reopen') _tc_options='' _tc_arguments='@resolved-ticket ...' ;;
        'feedback add') _tc_options='--kind:feedback-kind --comment:text --ticket:@ticket --sale:@sale --contact:@contact --company:@company --at:text --owner:text --set:text --create:flag' _tc_arguments='@who text' ;;
        'feedback list' | 'feedback ls') _tc_options='--who:@who --contact:@contact --company:@company --kind:feedback-kind --ticket:@ticket --sale:@sale --owner:text --since:text --until:text --where:text --segment:@segment --sort:fields-feedback --limit:text --offset:text --columns:fields-feedback --exit-code:flag' _tc_arguments='' ;;
        'feedback show') _tc_options='--get:field-feedback' _tc_arguments='text ...' ;;
        'feedback edit') _tc_options='--score:text --kind:feedback-kind --comment:text --ticket:@ticket --sale:@sale --contact:@contact --company:@company --at:text --owner:text --set:text --clear:field-feedback --where:text --create:flag --dry-run:flag' _tc_arguments='text' ;;
        'feedback rm') _tc_options='--dry-run:flag' _tc_arguments='text ...' ;;
        'pipeline list' | 'pipeline ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'pipeline show') _tc_options='' _tc_arguments='@pipeline' ;;
        'pipeline validate') _tc_options='' _tc_arguments='' ;;
        'pipeline sync') _tc_options='--dry-run:flag' _tc_arguments='' ;;
        'pipeline init') _tc_options='--force:flag' _tc_arguments='template' ;;
        'pipeline rename-stage') _tc_options='--pipeline:@pipeline --dry-run:flag' _tc_arguments='@stage @stage' ;;
        'goal set') _tc_options='--period:goal-period' _tc_arguments='kpi text' ;;
        'goal list' | 'goal ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'goal show') _tc_options='' _tc_arguments='kpi' ;;
        'goal rm') _tc_options='--period:goal-period' _tc_arguments='kpi' ;;
        'goal check') _tc_options='' _tc_arguments='' ;;
        'report explain') _tc_options='--period:text --from:text --to:text --pipeline:@pipeline --owner:text --in:currency --segment:@segment --where:text' _tc_arguments='kpi' ;;
        'report list' | 'report ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'report') _tc_options='--period:text --from:text --to:text --compare:compare --pipeline:@pipeline --owner:text --by:text --in:currency --segment:@segment --where:text --top:text --snapshot:flag --limit:text --mail-to:text --subject:text --attach:attach --only-if-any:flag --once-per:once-per --dry-run:flag --output:file -o:file --exit-code:flag' _tc_arguments='report' ;;
        'run') _tc_options='--only:@rule --limit:text --dry-run:flag' _tc_arguments='' ;;
        'rules list' | 'rules ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'rules validate') _tc_options='' _tc_arguments='' ;;
        'rules test') _tc_options='--dry-run:flag' _tc_arguments='@rule @any' ;;
        'rules skip') _tc_options='--dry-run:flag' _tc_arguments='@rule' ;;
        'sequence list' | 'sequence ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'sequence show') _tc_options='--all:flag' _tc_arguments='@sequence' ;;
        'sequence start') _tc_options='--where:text --again:flag --dry-run:flag' _tc_arguments='@sequence @any ...' ;;
        'sequence stop') _tc_options='--where:text --all:flag --reason:text --dry-run:flag' _tc_arguments='@sequence @any ...' ;;
        'sequence validate') _tc_options='' _tc_arguments='@sequence' ;;
        'template list' | 'template ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'template show') _tc_options='--for:@any' _tc_arguments='@letter' ;;
        'template add') _tc_options='' _tc_arguments='text' ;;
        'template edit') _tc_options='' _tc_arguments='@letter' ;;
        'template check') _tc_options='' _tc_arguments='@letter' ;;
        'template send') _tc_options='--where:text --noun:text --dry-run:flag' _tc_arguments='@letter @contact ...' ;;
        'hooks list' | 'hooks ls') _tc_options='--all:flag --exit-code:flag' _tc_arguments='' ;;
        'mail test') _tc_options='' _tc_arguments='text' ;;
        'mail list' | 'mail ls') _tc_options='--state:mail-state --since:text --until:text --limit:text --offset:text --columns:text --exit-code:flag' _tc_arguments='' ;;
        'mail show') _tc_options='--eml:flag' _tc_arguments='text' ;;
        'mail send') _tc_options='' _tc_arguments='' ;;
        'mail resend') _tc_options='' _tc_arguments='text' ;;
        'mail resolve') _tc_options='' _tc_arguments='text mail-verdict' ;;
        'mail cancel') _tc_options='' _tc_arguments='text' ;;
        'import') _tc_options='--as:noun --from:text --map:text --map-file:file --save-profile:text --set:text --dates:dates --decimal:decimal --encoding:text --delimiter:text --match:match --update:flag --only-known:flag --skip-bad:flag --rejects:file --revive:flag --dry-run:flag' _tc_arguments='file ...' ;;
        'export') _tc_options='--output:file -o:file --raw:flag --force:flag' _tc_arguments='noun' ;;
        'undo') _tc_options='--steps:text --any:flag' _tc_arguments='text' ;;
        'redo') _tc_options='--steps:text --any:flag' _tc_arguments='' ;;
        'history') _tc_options='--limit:text' _tc_arguments='@any' ;;
        'changes') _tc_options='--since:text --until:text --noun:noun --limit:text --cursor:flag --exit-code:flag' _tc_arguments='' ;;
        'batch') _tc_options='--atomic:flag --dry-run:flag' _tc_arguments='file' ;;
        'schedule install') _tc_options='--name:text --on:text --at:text --to:text --cron:flag --systemd:flag --apply:flag --dry-run:flag' _tc_arguments='job ...' ;;
        'schedule list' | 'schedule ls') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'schedule remove') _tc_options='--apply:flag --dry-run:flag' _tc_arguments='job ...' ;;
        'schedule exec') _tc_options='--check:flag' _tc_arguments='job text ...' ;;
        'init') _tc_options='--force:flag' _tc_arguments='template' ;;
        'demo') _tc_options='' _tc_arguments='' ;;
        'doctor') _tc_options='--fix:flag --cron:flag' _tc_arguments='' ;;
        'doctor data') _tc_options='--exit-code:flag' _tc_arguments='' ;;
        'backup') _tc_options='--keep:text' _tc_arguments='file' ;;
        'backup verify') _tc_options='' _tc_arguments='file ...' ;;
        'backup list' | 'backup ls') _tc_options='--exit-code:flag' _tc_arguments='file' ;;
        'restore') _tc_options='' _tc_arguments='file' ;;
        'config path') _tc_options='' _tc_arguments='' ;;
        'config show') _tc_options='' _tc_arguments='' ;;
        'config get') _tc_options='' _tc_arguments='setting' ;;
        'config set') _tc_options='' _tc_arguments='setting text' ;;
        'completion show') _tc_options='' _tc_arguments='shell' ;;
        'completion install') _tc_options='' _tc_arguments='shell' ;;
        *) return 1 ;;
    esac
}

_tinycrm_group() {
    case $1 in
        contact) _tc_verbs='add list show edit rm merge dupes tag untag relate timeline ls' ;;
        company) _tc_verbs='add list show edit rm merge dupes tag untag timeline ls' ;;
        interaction) _tc_verbs='add list show edit rm ls' ;;
        task) _tc_verbs='add list show edit rm done reopen snooze ls' ;;
        deal) _tc_verbs='add list show edit rm move won lost reopen board ls' ;;
        sale) _tc_verbs='add list show edit rm refund ls' ;;
        expense) _tc_verbs='add list show edit rm ls' ;;
        campaign) _tc_verbs='add list show edit rm reach answer drop members ls' ;;
        segment) _tc_verbs='add list show edit rm members ls' ;;
        subscription) _tc_verbs='add list show edit rm change pause resume cancel renew history renewals ls' ;;
        ticket) _tc_verbs='add list show edit rm answer resolve reopen ls' ;;
        feedback) _tc_verbs='add list show edit rm ls' ;;
        pipeline) _tc_verbs='list show validate sync init rename-stage ls' ;;
        goal) _tc_verbs='set list show rm check ls' ;;
        report) _tc_verbs='explain list ls' ;;
        rules) _tc_verbs='list validate test skip ls' ;;
        sequence) _tc_verbs='list show start stop validate ls' ;;
        template) _tc_verbs='list show add edit check send ls' ;;
        hooks) _tc_verbs='list ls' ;;
        mail) _tc_verbs='test list show send resend resolve cancel ls' ;;
        schedule) _tc_verbs='install list remove exec ls' ;;
        doctor) _tc_verbs='data' ;;
        backup) _tc_verbs='verify list ls' ;;
        config) _tc_verbs='path show get set' ;;
        completion) _tc_verbs='show install' ;;
        *) _tc_verbs= ;;
    esac
}

_tinycrm_words() {
    case $1 in
        kind) _tc_list='call email meeting message note' ;;
        expense-kind) _tc_list='marketing sales service' ;;
        direction) _tc_list='in out' ;;
        priority) _tc_list='high normal low' ;;
        outcome) _tc_list='open won lost' ;;
        subscription-status) _tc_list='coming ended cancelled trial paused active' ;;
        ticket-status) _tc_list='open resolved' ;;
        feedback-kind) _tc_list='nps csat ces' ;;
        due) _tc_list='today overdue week none' ;;
        noun) _tc_list='companies contacts campaigns deals interactions tasks subscriptions sales expenses tickets feedback segments' ;;
        dates) _tc_list='dmy mdy iso' ;;
        decimal) _tc_list='point comma' ;;
        prefer) _tc_list='first newest longest' ;;
        job) _tc_list='digest kpi backup run' ;;
        if-exists) _tc_list='skip update fail' ;;
        match) _tc_list='foreign_id email website phone name' ;;
        compare) _tc_list='previous year none' ;;
        report) _tc_list='kpi next revenue customers cohorts rfm ltv cross-sell pipeline forecast win-loss stages funnel velocity leads sources acquisition subscriptions satisfaction service activity tasks stale data-quality' ;;
        kpi) _tc_list='revenue sales_growth average_order purchase_frequency customers_start customers_end new_customers lost_customers reactivated customer_growth retention churn retained_buyers repeat_rate revenue_per_customer ltv ltv_to_date mrr arr new_mrr reactivation_mrr expansion contraction churned_mrr nrr grr expansion_rate renewal_rate renewal_rate_value arpa subscribers deals_won deals_lost win_rate win_rate_value average_deal sales_cycle sales_cycle_median open_pipeline weighted_pipeline velocity rotting new_leads lead_conversion lead_conversion_30d lead_conversion_90d lead_conversion_days lead_conversion_period lead_response lead_response_p90 cac ltv_to_cac cac_payback campaign_roi campaign_roi_margin response_rate nps csat ces ces_easy first_response first_response_p90 resolution resolution_p90 unanswered open_tickets backlog_age interactions touches_per_won_deal on_time overdue_tasks stale data_quality' ;;
        goal-period) _tc_list='day week month quarter year' ;;
        mail-state) _tc_list='queued sending sent failed in doubt' ;;
        mail-verdict) _tc_list='sent failed' ;;
        attach) _tc_list='csv html ics' ;;
        once-per) _tc_list='day week month' ;;
        shell) _tc_list='bash zsh fish powershell' ;;
        template) _tc_list='sales freelance retainers' ;;
        currency) _tc_list='AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG' ;;
        setting) _tc_list='language currency country timezone week_starts decimal calendar margin active_window_days stale_after_days won_deals_are_sales auto_customer key_fields cadence rates fields lifecycle goals kpis reports mail hooks' ;;
        format) _tc_list='table tsv csv json ndjson md html ids text vcf ics' ;;
        field-company) _tc_list='id uid name parent website websites phone phones industry size country lifecycle source owner tags lead_on customer_since note fields last_touch_at last_in_at last_out_at created_at updated_at' ;;
        fields-company) _tc_list='id uid name parent website websites phone phones industry size country lifecycle source owner tags lead_on customer_since note fields last_touch_at last_in_at last_out_at created_at updated_at first_sale last_sale sales total_sales ltv_to_date mrr rfm rfm_class last_interaction days_since_touch interactions deals open_deals won_deals lost_deals tasks open_tasks next_task tickets open_tickets last_feedback nps contacts' ;;
        field-contact) _tc_list='id uid name given family title email emails phone phones handle handles company companies lifecycle source owner tags birthday cadence_days lead_on customer_since note fields last_touch_at last_in_at last_out_at created_at updated_at' ;;
        fields-contact) _tc_list='id uid name given family title email emails phone phones handle handles company companies lifecycle source owner tags birthday cadence_days lead_on customer_since note fields last_touch_at last_in_at last_out_at created_at updated_at first_sale last_sale sales total_sales ltv_to_date mrr rfm rfm_class last_interaction days_since_touch interactions deals open_deals won_deals lost_deals tasks open_tasks next_task tickets open_tickets last_feedback nps' ;;
        field-campaign) _tc_list='id uid name channel budget currency started_on ended_on owner note fields created_at updated_at' ;;
        fields-campaign) _tc_list='id uid name channel budget currency started_on ended_on owner note fields created_at updated_at members reached answered spent revenue' ;;
        field-deal) _tc_list='id uid title value currency pipeline stage outcome probability company contact contacts expected_close_on opened_on closed_on reason source campaign owner tags fields stage_entered_on created_at updated_at' ;;
        fields-deal) _tc_list='id uid title value currency pipeline stage outcome probability company contact contacts expected_close_on opened_on closed_on reason source campaign owner tags fields stage_entered_on created_at updated_at days_in_stage age_days rotting last_interaction interactions tasks open_tasks next_task' ;;
        field-interaction) _tc_list='id uid kind at on_day direction summary contacts companies deal minutes outcome owner created_at updated_at' ;;
        fields-interaction) _tc_list='id uid kind at on_day direction summary contacts companies deal minutes outcome owner created_at updated_at' ;;
        field-task) _tc_list='id uid title due_on due_time priority status repeat contact company deal owner done_at done_on note created_at updated_at' ;;
        fields-task) _tc_list='id uid title due_on due_time priority status repeat contact company deal owner done_at done_on note created_at updated_at' ;;
        field-subscription) _tc_list='id uid product amount currency interval company contact start_on end_on deal owner note fields created_at updated_at' ;;
        fields-subscription) _tc_list='id uid product amount currency interval company contact start_on end_on deal owner note fields created_at updated_at status mrr next_due days_to_end' ;;
        field-sale) _tc_list='id uid product amount currency sold_on quantity company contact deal subscription due_on campaign refund_of owner note fields created_at updated_at' ;;
        fields-sale) _tc_list='id uid product amount currency sold_on quantity company contact deal subscription due_on campaign refund_of owner note fields created_at updated_at' ;;
        field-expense) _tc_list='id uid title amount currency spent_on kind channel campaign owner note fields created_at updated_at' ;;
        fields-expense) _tc_list='id uid title amount currency spent_on kind channel campaign owner note fields created_at updated_at' ;;
        field-ticket) _tc_list='id uid title status priority channel company contact deal opened_at opened_on first_answered_at first_answered_on resolved_at resolved_on reopenings minutes owner tags note fields created_at updated_at' ;;
        fields-ticket) _tc_list='id uid title status priority channel company contact deal opened_at opened_on first_answered_at first_answered_on resolved_at resolved_on reopenings minutes owner tags note fields created_at updated_at age_hours age_days response_hours resolution_hours' ;;
        field-feedback) _tc_list='id uid kind score at on_day company contact ticket sale comment owner fields created_at updated_at' ;;
        fields-feedback) _tc_list='id uid kind score at on_day company contact ticket sale comment owner fields created_at updated_at' ;;
        field-segment) _tc_list='id uid name noun where note created_at updated_at' ;;
        fields-segment) _tc_list='id uid name noun where note created_at updated_at members' ;;
        *) _tc_list= ;;
    esac
}

# the words up to the cursor as the user sees them, in _tc_words: bash breaks them at : = and @ too
_tinycrm_split() {
    local line=${COMP_LINE:0:COMP_POINT} word index bare
    _tc_words=()
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        bare=${line#"${line%%[![:space:]]*}"}
        if ((index > 0)) && [[ $bare == "$line" ]]; then
            _tc_words[${#_tc_words[@]}-1]+=$word
        else
            _tc_words+=("$word")
        fi
        line=${bare#"$word"}
    done
}

# one word as bash would read it
_tinycrm_bare() {
    local word=$1
    case $word in
        \'*) _tc_bare=${word#\'}; _tc_bare=${_tc_bare%\'} ;;
        \"*) _tc_bare=${word#\"}; _tc_bare=${_tc_bare%\"} ;;
        *) _tc_bare=${word//\\/} ;;
    esac
}

# the kind of an option of the command at hand, in _tc_kind; empty when there is no such option
_tinycrm_option() {
    local token
    _tc_kind=
    for token in $_tc_options $_tc_shared; do
        if [[ ${token%%:*} == "$1" ]]; then
            _tc_kind=${token#*:}
            return
        fi
    done
}

# a reply, quoted as the word at the cursor has begun, so that no name can become a command
_tinycrm_reply() {
    local value=$1 quoted
    case $_tc_cur in
        \'* | \"*)
            # readline drops the quote that is open when it puts in several replies
            [[ $value == *[\'\"\$\`\\\!\;\&\|\<\>\(\)\*\?\#\~\{\}\[\]]* ]] && return
            quoted=$value
            ;;
        *) printf -v quoted '%q' "$value" ;;
    esac
    # only what follows the last : = or @ is replaced
    if [[ -n $_tc_before ]]; then
        [[ $quoted == "$_tc_before"* ]] || return
        quoted=${quoted#"$_tc_before"}
    fi
    COMPREPLY+=("$quoted")
}

_tinycrm_values() {
    local kind=$1 text=$2 head= word line
    case $kind in
        flag | text) return ;;
        file)
            # names of files keep the quoting that bash gives them
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$text")
            return
            ;;
        @*)
            _tc_where+=(completion values "${kind#@}" -- "$text")
            while IFS= read -r line; do
                _tinycrm_reply "$_tc_head$line"
            done < <("${_tc_words[0]}" "${_tc_where[@]}" 2>/dev/null </dev/null)
            return
            ;;
        fields-*)
            [[ $text == *,* ]] && head=${text%,*},
            compopt -o nospace 2>/dev/null
            ;;
    esac
    _tinycrm_words "$kind"
    for word in $_tc_list; do
        [[ $word == "${text#"$head"}"* ]] && _tinycrm_reply "$_tc_head$head$word"
    done
}

_tinycrm() {
    local _tc_words _tc_bare _tc_kind _tc_options= _tc_arguments= _tc_verbs= _tc_list _tc_where=()
    local _tc_cur _tc_head= _tc_before= index last word first= path= count=0 pending= ended=
    COMPREPLY=()
    _tinycrm_split
    last=$((${#_tc_words[@]} - 1))
    _tc_cur=${_tc_words[last]}
    [[ -n $_tc_cur ]] && _tc_before=${_tc_cur%"${COMP_WORDS[COMP_CWORD]}"}
    case ${COMP_WORDS[COMP_CWORD]} in : | = | @) _tc_before=$_tc_cur ;; esac
    for ((index = 1; index < last; index++)); do
        _tinycrm_bare "${_tc_words[index]}"
        word=$_tc_bare
        if [[ -n $pending ]]; then
            case $pending in --db | --config) _tc_where+=("$pending" "$word") ;; esac
            pending=
        elif [[ -z $ended && $word == -- ]]; then
            ended=1
        elif [[ -z $ended && $word == -?* ]]; then
            case $word in --db=* | --config=*) _tc_where+=("$word") ;; esac
            _tinycrm_option "$word"
            [[ -n $_tc_kind && $_tc_kind != flag ]] && pending=$word
        elif [[ -z $first ]]; then
            first=$word
            _tinycrm_group "$first"
            _tinycrm_spec "$first" && path=$first
        elif [[ $count == 0 && -n $_tc_verbs ]] && _tinycrm_spec "$first $word"; then
            path="$first $word"
            _tc_verbs=
        else
            count=$((count + 1))
        fi
    done
    _tinycrm_bare "$_tc_cur"
    if [[ -n $pending ]]; then
        _tinycrm_option "$pending"
        _tinycrm_values "$_tc_kind" "$_tc_bare"
    elif [[ -z $ended && $_tc_bare == --*=* ]]; then
        _tinycrm_option "${_tc_bare%%=*}"
        _tc_head=${_tc_bare%%=*}=
        _tinycrm_values "$_tc_kind" "${_tc_bare#*=}"
    elif [[ -z $ended && $_tc_bare == -* ]]; then
        for word in $_tc_options $_tc_shared; do
            word=${word%%:*}
            [[ $word == "$_tc_bare"* ]] && _tinycrm_reply "$word"
        done
    elif [[ -z $first ]]; then
        for word in $_tc_top; do [[ $word == "$_tc_bare"* ]] && _tinycrm_reply "$word"; done
    else
        if [[ $count == 0 ]]; then
            for word in $_tc_verbs; do [[ $word == "$_tc_bare"* ]] && _tinycrm_reply "$word"; done
        fi
        index=0
        pending=
        for word in $_tc_arguments; do
            if [[ $word == ... ]]; then break; fi
            pending=$word
            ((index == count)) && break
            index=$((index + 1))
            pending=
        done
        if [[ $word == ... && -z $pending ]]; then pending=${_tc_arguments% ...}; pending=${pending##* }; fi
        [[ -n $pending ]] && _tinycrm_values "$pending" "$_tc_bare"
    fi
}

complete -F _tinycrm tinycrm
