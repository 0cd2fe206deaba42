"""A small business for the tests of derived fields, segments and the page before a call.

Monday the 15th of June 2026 is today; amounts are in EUR. What is worked out by hand from it stands in the tests.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

TODAY = "2026-06-15"
# ids, in the order of the lines below
NEVA, ANNA, BO, CY, REFUND_OF, WEBSITE, SHOP, YEARLY, MONTHLY = 1, 2, 3, 4, 5, 10, 11, 14, 15

LINES = f"""company add "Neva Trade"
contact add "Anna Petrova" --email anna@neva.example --phone "+7 921 123-45-67" --company "Neva Trade" --tag vip
contact add "Bo Li"
contact add "سارا محمدی"
sale add company:neva 100 --on 2025-12-31 --product Logo
sale add company:neva "50 USD" --on 2026-02-28
sale refund {REFUND_OF} 30 --on 2026-03-31
sale add company:neva "10.01 USD" --on 2026-04-01
sale add bo 20 --on {TODAY}
deal add Website --value 300 --company neva --contact anna --opened 2026-04-01
deal add Shop --value 500 --contact bo --opened 2026-05-01
deal won {SHOP} --on 2026-05-31
deal won {WEBSITE} --on 2026-05-01
sale add . 250 --deal {WEBSITE} --on 2026-05-01
subscription add company:neva 120 --every year --start 2025-06-20 --product Domain
subscription add company:neva 30 --every month --start 2026-01-31 --product Hosting
sale add company:neva 30 --on 2026-03-02 --subscription Hosting --due 2026-02-28
subscription add محمدی 99 --every month --start 2026-06-01 --trial-until 2026-06-30 --product Care
deal add Relaunch --value 800 --contact anna --company neva --opened 2026-05-16 --close 2026-07-31
deal add Idea --contact anna --opened 2026-06-15
task add "Send quote" --due 2026-06-13 --contact anna
task add "Ask for dates" --due 2026-06-20 --contact anna
task add "Invoice" --contact bo
log call anna "Wants 40 seats" --at "2026-06-10 10:00" --direction in
log email anna "Which hosting is it?" --at "2026-06-12 09:00" --direction in
log note anna "Likes tea" --at "2026-06-14 09:00"
log call bo "Hello" --at "2026-03-17 12:00" --direction out
ticket add "Cannot log in" --company neva --contact anna --at "2026-06-10 08:00"
ticket answer "Cannot log in" --at "2026-06-10 10:30"
ticket resolve "Cannot log in" --at "2026-06-12 08:00"
ticket add "Form sends twice" --company neva --at "2026-06-12 09:00"
feedback add bo 9 --kind nps --at 2026-05-01
feedback add anna 9 --kind nps --at 2026-04-01
feedback add anna 4 --kind nps --at 2026-06-02 --comment "Too slow"
campaign add "Spring letter" --channel email --start 2026-03-01
campaign reach "Spring letter" bo anna --on 2026-03-02
"""


def fill(crm: Crm) -> None:
    """The database holds the business."""
    crm.env["TINYCRM_TODAY"] = TODAY
    crm("batch", "--atomic", "-", input=LINES)
