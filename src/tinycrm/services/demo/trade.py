"""Two years of the web studio of the demonstration: who bought, subscribed, asked and answered. All invented.

Days are counted back from today: 30 is thirty days ago, -9 is in nine days.
"""

from __future__ import annotations

# name, website, country, industry, size, tag
COMPANIES = (
    ("Fjord Bakery", "fjord-bakery.example", "Norway", "hospitality", "16", ""),
    ("Студия Волна", "volna.example", "Russia", "design", "7", ""),
    ("چای گلستان", "golestan.example", "Iran", "retail", "22", ""),
    ("Atelier Lumière", "lumiere.example", "France", "design", "5", ""),
    ("株式会社さくら", "sakura.example", "Japan", "hospitality", "30", ""),
    ("Kowalski Bau", "kowalski.example", "Poland", "construction", "48", ""),
    ("Olive & Thyme", "olive.example", "Greece", "hospitality", "6", ""),
    ("Nordlicht Verlag", "nordlicht.example", "Germany", "media", "19", "key"),
)

# as in demo_data; companies are counted on from those there
CONTACTS = (
    ("Ingrid Solberg", 12, "Owner", "customer", "website", "", "", None),
    ("Олег Волков", 13, "Director", "former", "referral", "", "", None),
    ("نرگس گلستانی", 14, "Marketing", "customer", "conference", "", "", None),
    ("Chloé Lumière", 15, "Art director", "customer", "newsletter", "", "", None),
    ("佐藤 さくら", 16, "Manager", "customer", "website", "", "", None),
    ("Marek Kowalski", 17, "Managing director", "former", "referral", "", "", None),
    ("Eleni Pappa", 18, "Chef", "customer", "walk-in", "friend", "", None),
    ("Ute Nordlicht", 19, "Publisher", "customer", "conference", "key", "", None),
    ("Ruben Costa", None, "Musician", "customer", "newsletter", "newsletter", "", None),
    ("Мария Левина", None, "Translator", "customer", "referral", "", "", None),
    ("امید رستمی", None, "Photographer", "customer", "website", "", "", None),
    ("Hanna Virtanen", None, "Architect", "lead", "website", "", "", None),
    ("Yusuf Kaya", None, "Baker", "customer", "website", "", "", None),
    ("Clara Weiß", None, "Lawyer", "customer", "referral", "", "", None),
    ("Лидия Громова", None, "Florist", "lead", "website", "", "", None),
    ("Tomás Silva", None, "Surf school", "lead", "conference", "newsletter", "", None),
    ("پریسا نادری", None, "Bookshop owner", "qualified", "referral", "", "", None),
)
# on which day those became leads who have not bought yet, by their number among all contacts
LEADS = {31: 24, 34: 2, 35: 6, 36: 15}

# company, contact, first purchase and last one in days, how often, currency
BUYERS = (
    (0, 0, 700, 5, 4, "EUR"),
    (2, 3, 520, 20, 3, "USD"),
    (5, 7, 690, 12, 4, "EUR"),
    (7, 11, 610, 30, 3, "EUR"),
    (None, 12, 480, 40, 2, "EUR"),
    (10, 15, 450, 100, 1, "EUR"),
    (11, 16, 400, 8, 4, "EUR"),
    (12, 20, 650, 25, 2, "EUR"),
    (13, 21, 720, 260, 2, "EUR"),
    (14, 22, 330, 15, 2, "EUR"),
    (15, 23, 560, 120, 2, "EUR"),
    (16, 24, 210, 35, 2, "USD"),
    (17, 25, 680, 368, 2, "EUR"),
    (18, 26, 300, 150, 1, "EUR"),
    (19, 27, 150, 10, 2, "EUR"),
    (None, 28, 640, 190, 1, "EUR"),
    (None, 29, 260, 22, 1, "EUR"),
    (None, 30, 120, 6, 1, "EUR"),
    (None, 32, 17, 9, 1, "EUR"),
    (None, 33, 4, 4, 1, "EUR"),
)

# product, price of one, most at once
PRODUCTS = (
    ("Hours of work", 80, 9),
    ("Hours of work", 80, 5),
    ("Banner set", 240, 1),
    ("Photo editing", 150, 2),
    ("Newsletter design", 320, 1),
    ("Search check-up", 390, 1),
    ("Translation", 180, 3),
    ("Training, half a day", 450, 1),
    ("Logo", 690, 1),
    ("Shop add-on", 1200, 1),
    ("Копирайтинг", 210, 2),
    ("ترجمه", 190, 2),
)
# how many sales a month sees, January first: spring and autumn are busy, summer and the holidays quiet
SEASON = (5, 6, 9, 10, 9, 6, 4, 4, 8, 10, 9, 7)
# of all sales in order, those that were paid back, and how much of them
REFUNDS = ((14, 1.0), (47, 0.5), (88, 1.0), (131, 1.0))

# title, company, contact, value, opened, outcome, closed, reason; days
DEALS = (
    ("Shop for Fjord Bakery", 12, 20, "7400", 690, "won", 650, "referral"),
    ("Site and shop for Волна", 13, 21, "5200", 728, "won", 700, "relationship"),
    ("Kowalski corporate site", 17, 25, "9800", 715, "won", 672, "product"),
    ("Neva careers page", 0, 0, "3100", 640, "won", 602, "relationship"),
    ("Müller press area", 5, 8, "4600", 620, "lost", 575, "timing"),
    ("Landing page for Ruben", None, 28, "900", 655, "won", 636, "price"),
    ("Lumière portfolio", 15, 23, "3800", 590, "won", 548, "product"),
    ("Menu boards", 7, 11, "1400", 560, "lost", 530, "price"),
    ("Solar calculator", 2, 3, "11200", 545, "won", 498, "product"),
    ("Intranet for Acme", 6, 9, "22000 USD", 530, "lost", 455, "competitor"),
    ("Photo shop", None, 12, "2600", 500, "won", 470, "referral"),
    ("Farm website", 10, 15, "4900", 480, "won", 446, "relationship"),
    ("Dealer portal", 5, 7, "16800", 470, "won", 402, "relationship"),
    ("Dental appointment site", 11, 16, "8200", 440, "won", 395, "referral"),
    ("Kowalski tender pages", 17, 25, "6100", 455, "lost", 420, "price"),
    ("Tea shop", 14, 22, "7900", 372, "won", 325, "product"),
    ("Fleet dashboard", 1, 2, "19500 USD", 360, "lost", 301, "no budget"),
    ("Olive menu and booking", 18, 26, "2300", 335, "won", 298, "price"),
    ("Neva customer area", 0, 0, "13600", 330, "won", 272, "relationship"),
    ("Translator's site", None, 29, "1300", 280, "won", 258, "referral"),
    ("Design blog", 9, 14, "1900", 270, "lost", 240, "no answer"),
    ("Ryokan booking", 16, 24, "12400 USD", 262, "won", 205, "product"),
    ("Bakery subscriptions", 12, 20, "3300", 230, "won", 199, "relationship"),
    ("Course videos", 8, 13, "2700", 210, "lost", 176, "timing"),
    ("Book catalogue", 19, 27, "10900", 196, "won", 148, "product"),
    ("Photographer's archive", None, 30, "2100", 141, "won", 118, "price"),
    ("Reader accounts", 19, 27, "5400", 88, "won", 41, "relationship"),
    ("Tea tasting pages", 14, 22, "1800", 70, "lost", 38, "competitor"),
    ("Guest app", 16, 24, "9800 USD", 47, "won", 13, "product"),
)

# product, company, contact, amount, currency, interval, start, changes (kind, day, amount), last day
SUBSCRIPTIONS = (
    ("Hosting", 0, 0, 29, "EUR", "month", 690, (("change", 330, 39),), None),
    ("Care plan", 0, 0, 120, "EUR", "month", 500, (("change", 90, 180),), None),
    ("Care plan", 11, 16, 240, "EUR", "month", 390, (("change", 5, 270),), None),
    ("Hosting", 11, 16, 29, "EUR", "month", 390, (), None),
    ("Hosting", 7, 11, 19, "EUR", "month", 600, (("pause", 70, 0),), None),
    ("Newsletter service", 2, 3, 60, "USD", "month", 400, (("change", 60, 45),), None),
    ("Hosting", 17, 25, 29, "EUR", "month", 670, (("cancel", 430, 29),), 411),
    ("Care plan", 13, 21, 90, "EUR", "month", 700, (("cancel", 280, 90),), 261),
    ("Care plan", 15, 23, 150, "EUR", "month", 540, (("cancel", 20, 150),), -10),
    ("Hosting", 12, 20, 29, "EUR", "month", 640, (("pause", 300, 0), ("resume", 240, 29)), None),
    ("Care plan", 16, 24, 110, "USD", "month", 200, (("change", 35, 150),), None),
    ("Hosting", 19, 27, 29, "EUR", "month", 140, (("trial_end", 126, 29),), None),
    ("Care plan", None, 30, 45, "EUR", "month", 5, (("trial_end", -9, 45),), None),
    ("Hosting", None, 12, 12, "EUR", "month", 470, (("cancel", 150, 12),), 131),
    ("Hosting", None, 12, 15, "EUR", "month", 60, (), None),
    ("Care plan", 14, 22, 95, "EUR", "month", 310, (("change", 3, 80),), None),
    ("Care plan", 19, 27, 130, "EUR", "month", 6, (), None),
    ("Search monitoring", 5, 8, 45, "EUR", "month", 300, (("cancel", 21, 45),), 4),
    ("Hosting", None, 32, 19, "EUR", "month", 8, (), None),
)
# paid by the year: product, company, contact, amount, currency, terms, days until the last one ends, cancelled or None
YEARLY = (
    ("Hosting, a year", 5, 7, 348, "EUR", 2, 18, None),
    ("Domains and mail", 10, 15, 96, "EUR", 2, 290, None),
    ("Hosting, a year", 18, 26, 300, "EUR", 1, 70, 40),
    ("Domains and mail", None, 28, 60, "EUR", 1, -80, 120),
)

# name, channel, budget, started, ended, members, answered
CAMPAIGNS = (
    ("A new look", "newsletter", 400, 430, 400, (0, 3, 7, 8, 11, 12, 13, 15, 18, 21, 23, 28), (7, 15, 23)),
    ("Design conference", "conference", 2500, 200, 197, (2, 6, 9, 10, 14, 19, 22, 27), (6, 19, 22, 27)),
    ("Search ads", "website", 900, 45, None, (5, 13, 20, 24, 30, 31), (30, 31)),
)
# deals that a campaign brought
CAMPAIGN_DEALS = (("Farm website", 0), ("Book catalogue", 1), ("Guest app", 2))

# what is spent every month: kind, channel, title, amount, how far it varies
MONTHLY = (
    ("marketing", "website", "Search ads", 160, 90),
    ("marketing", "newsletter", "Newsletter tool", 25, 0),
    ("sales", "", "Travel to customers", 90, 120),
    ("service", "", "Help desk", 30, 0),
)
# campaign or None, kind, channel, title, amount, day
SINGLE = (
    (0, "marketing", "newsletter", "Texts and pictures", 380, 428),
    (1, "marketing", "conference", "Stand and travel", 2150, 203),
    (1, "marketing", "conference", "Leaflets", 240, 210),
    (2, "marketing", "website", "Search ads, extra", 620, 30),
    (None, "sales", "referral", "Thank-you dinners", 180, 350),
    (None, "service", "", "Training for the help desk", 420, 265),
)

TICKETS = (
    "Cannot sign in", "The shop does not send mail", "Wrong price on a page", "Page is slow",
    "Change the opening hours", "New colleague needs access",
    "Не открывается каталог", "Нужна новая фотография", "فرم تماس کار نمی‌کند",
    "تغییر متن صفحه", "Invoice has the old address", "Backup before the update?",
)  # fmt: skip
# title, company, contact, channel, priority, opened (days, time), answered (days, time) or None
OPEN_TICKETS = (
    ("The booking form loses entries", 11, 17, "email", "high", (1, "16:40"), None),
    ("Pictures are turned on phones", None, 12, "email", "low", (3, "10:15"), None),
    ("Prices in dollars, please", 2, 4, "phone", "normal", (6, "09:30"), (6, "11:05")),
    ("Новый раздел для вакансий", 0, 1, "email", "normal", (12, "14:00"), (11, "09:20")),
)

# and how those of the last days were resolved: as above, and the day and time of it
SOLVED_TICKETS = (
    ("Certificate has run out", 12, 20, "phone", "high", (2, "09:10"), (2, "09:25"), (2, "10:40")),
    ("منوی سایت در موبایل", 14, 22, "email", "normal", (5, "08:50"), (5, "11:30"), (4, "15:00")),
    ("Add a colleague to the shop", 5, 8, "email", "normal", (8, "13:05"), (8, "15:45"), (7, "09:30")),
)

PRAISE = (
    "Quick and friendly", "Всё понятно и в срок", "کار تمیز و سریع", "Would take them again", "Très bien", "とても良い",
    "Always reachable",
)  # fmt: skip
DOUBTS = ("Took longer than agreed", "Hard to reach in August", "قیمت بالا بود", "Дольше, чем обещали")
# the last answers: company, contact, kind, score, day, comment
ANSWERS = (
    (11, 17, "nps", 4, 10, "The booking form still loses entries"),
    (7, 11, "csat", 2, 25, "Nobody called back"),
    (0, 0, "nps", 9, 4, "Fast, and they tell what it costs before"),
    (5, 7, "nps", 10, 6, ""),
    (2, 3, "nps", 9, 3, "عالی بود"),
    (19, 27, "nps", 10, 8, "Would take them again"),
    (12, 20, "csat", 5, 2, "Solved before breakfast"),
    (14, 22, "csat", 4, 4, ""),
    (5, 8, "ces", 6, 7, ""),
    (None, 32, "nps", 8, 9, ""),
)

# contact, kind, direction, day, text, minutes
TALKS = (
    (20, "call", "out", 26, "Wants a calendar for Christmas orders", "15"),
    (20, "meeting", "", 205, "Subscriptions for bread, weekly", "50"),
    (21, "call", "out", 262, "They take the site in-house", "20"),
    (22, "meeting", "", 16, "بسته‌های هدیه برای نوروز", "40"),
    (23, "call", "out", 21, "Stops the care plan, budget cut", "12"),
    (24, "meeting", "", 36, "Guest app is live, next: loyalty cards", "45"),
    (25, "call", "out", 412, "Went to a cousin's agency", "9"),
    (26, "call", "out", 149, "Season is over, talk in spring", "8"),
    (27, "meeting", "", 42, "Reader accounts accepted", "60"),
    (28, "call", "out", 188, "New album, maybe a page", "10"),
    (29, "call", "out", 23, "Added a third language", "14"),
    (30, "call", "out", 7, "Archive grows, wants care", "18"),
    (31, "call", "out", 24, "Asked what she needs", "10"),
    (34, "call", "out", 2, "Flowers by subscription, wants prices", "12"),
    (35, "call", "out", 6, "Season starts in May, send examples", "8"),
    (36, "call", "out", 15, "فروشگاه کتاب، جلسه هفته آینده", "15"),
    (31, "meeting", "", 9, "Would like a site for her practice", "30"),
    (0, "meeting", "", 603, "Careers page handed over", "30"),
    (7, "meeting", "", 403, "Dealer portal accepted", "70"),
    (11, "call", "out", 299, "Booking works, wants vouchers", "11"),
    (15, "call", "out", 447, "Farm website is live", "12"),
    (16, "meeting", "", 396, "Appointment site accepted", "45"),
)

# title, due and done in days, contact
DONE = (
    ("Hand over the careers page", 604, 603, 0),
    ("Invoice for the bakery shop", 648, 645, 20),
    ("Ask Chloé for pictures", 555, 556, 23),
    ("Dealer portal: last texts", 405, 405, 7),
    ("Yearly check of backups", 380, 372, None),
    ("Offer for the tea shop", 360, 361, 22),
    ("Olive: photo day", 310, 310, 26),
    ("Newsletter to all", 428, 428, None),
    ("Conference stand", 205, 206, None),
    ("Ryokan booking: test payment", 208, 204, 24),
    ("Answer the lawyer about cookies", 170, 171, None),
    ("Book catalogue: import", 155, 150, 27),
    ("Call Ruben", 188, 188, 28),
    ("Tax papers", 120, 118, None),
    ("Archive: first delivery", 119, 119, 30),
    ("Renewal talk with Lumière", 60, 55, 23),
    ("Reader accounts: hand-over", 42, 42, 27),
    ("Guest app: store entry", 15, 13, 24),
)

# name, noun, filter, note
SEGMENTS = (
    ("lapsed", "company", "last_sale < 90d ago and sales >= 2", "Bought twice or more, and not for three months"),
    ("key customers", "company", "tag = key", "Whom nobody forgets"),
)

# what config.yaml of the demonstration says besides: {a} and {b} are days
SETTINGS = """
# --- of the demonstration ---
country: DE
margin: 0.7
stale_after_days: 120
rates:
  USD: {{{a}: 0.93, {b}: 0.9}}
  CNY: {{{a}: 0.129, {b}: 0.127}}
goals:
  - {{kpi: revenue, target: 9000 EUR, period: month}}
  - {{kpi: revenue, target: 25000 EUR, period: quarter}}
  - {{kpi: win_rate, target: 50%, period: quarter}}
  - {{kpi: new_leads, target: 6, period: month}}
  - {{kpi: mrr, target: 1200 EUR}}
  - {{kpi: nps, target: 40}}
  - {{kpi: first_response, target: 8}}
  - {{kpi: on_time, target: 90%}}
"""
