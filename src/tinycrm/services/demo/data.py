"""The small business of the demonstration: a web studio whose customers write in many scripts. All invented."""

from __future__ import annotations

# name, website, country, industry, size, tag
COMPANIES = (
    ("Neva Trade", "neva.example", "Russia", "retail", "40", "key"),
    ("Нева Логистика", "neva-log.example", "Russia", "logistics", "120", ""),
    ("Aftab", "aftab.example", "Iran", "energy", "25", "key"),
    ("شرکت نوآوران", "noavaran.example", "Iran", "software", "12", ""),
    ("北京星辰科技", "xingchen.example", "China", "software", "300", ""),
    ("Müller & Söhne GmbH", "mueller.example", "Germany", "manufacturing", "85", "key"),
    ("Acme, Inc.", "acme.example", "United States", "manufacturing", "450", ""),
    ("Café Olé ☕", "cafe-ole.example", "Spain", "hospitality", "9", ""),
    ("Bright Path Coaching", "brightpath.example", "United Kingdom", "education", "3", ""),
    ("Łódź Design", "lodz.example", "Poland", "design", "14", ""),
    ("Green Valley Farm 🌱", "greenvalley.example", "Ireland", "agriculture", "20", ""),
    ("Harbour Dental", "harbour.example", "United Kingdom", "health", "11", "key"),
)

# name, company (index), title, lifecycle, source, tags, cadence, birthday in days from today (None: unknown)
CONTACTS = (
    ("Anna Petrova", 0, "Head of sales", "customer", "referral", "key", "", 3),
    ("Дмитрий Орлов", 0, "Accountant", "customer", "referral", "", "", None),
    ("Анна Соколова", 1, "Operations director", "qualified", "website", "", "14", None),
    ("سارا محمدی", 2, "CEO", "customer", "conference", "key", "", 9),
    ("رضا کریمی", 2, "Engineer", "customer", "conference", "", "", None),
    ("مریم احمدی", 3, "Product manager", "lead", "website", "", "30", None),
    ("王伟", 4, "CTO", "qualified", "conference", "", "", None),
    ("Klaus Müller", 5, "Managing director", "customer", "referral", "key", "", 41),
    ("Greta Söhne", 5, "Marketing", "customer", "referral", "newsletter", "", None),
    ("Ada Lovelace", 6, "Procurement", "lead", "website", "newsletter", "", None),
    ("Grace Hopper", 6, "IT director", "qualified", "website", "", "30", None),
    ("Lucía Fernández", 7, "Owner", "customer", "walk-in", "friend", "", 12),
    ("Bo Li", None, "Freelance photographer", "customer", "referral", "friend", "", None),
    ("Tom Bright", 8, "Coach", "lead", "newsletter", "newsletter", "", None),
    ("Zofia Nowak", 9, "Art director", "qualified", "referral", "", "", None),
    ("Seán O'Brien", 10, "Farmer", "customer", "walk-in", "", "90", 25),
    ("Dr. Priya Shah", 11, "Dentist", "customer", "referral", "key", "", None),
    ("Emma Clarke", 11, "Practice manager", "customer", "referral", "", "", None),
    ("Jean-Luc Moreau", None, "Consultant", "subscriber", "newsletter", "newsletter", "", None),
    ("Noor Haddad 🌟", None, "Startup founder", "lead", "conference", "", "", None),
)

# title, company, contact (indexes), value, days since opened, final stage, days since it came there, expected close in
# days (None: unknown), reason
DEALS = (
    ("Website for Neva", 0, 0, "4800", 21, "proposal", 12, 9, ""),
    ("Online shop for Neva", 0, 0, "18500", 60, "negotiation", 9, 5, ""),
    ("Tracking portal", 1, 2, "32000 USD", 30, "qualified", 18, 40, ""),
    ("Solar monitoring app", 2, 3, "24000", 75, "negotiation", 4, 3, ""),
    ("Brand book for Noavaran", 3, 5, "3200", 6, "lead", 6, None, ""),
    ("Mini-program 小程序", 4, 6, "54000 CNY", 25, "qualified", 10, 60, ""),
    ("Spare parts catalogue", 5, 7, "12750.50", 33, "proposal", 5, 14, ""),
    ("Intranet relaunch", 6, 10, "41000 USD", 50, "proposal", 20, -4, ""),
    ("Procurement portal", 6, 9, "", 9, "lead", 9, None, ""),
    ("Course platform", 8, 13, "5600", 4, "lead", 4, 45, ""),
    ("Farm shop", 10, 15, "2900", 16, "qualified", 3, 20, ""),
    ("Booking system", 11, 16, "9400", 28, "proposal", 2, 11, ""),
    ("Portfolio site", None, 12, "1500", 12, "qualified", 8, 7, ""),
    ("Pitch deck microsite", None, 19, "2200", 2, "lead", 2, 30, ""),
    ("Landing page", 0, 0, "2400", 190, "won", 160, None, "relationship"),
    ("Energy dashboard", 2, 3, "15800", 240, "won", 185, None, "product"),
    ("Corporate site", 5, 7, "11200", 150, "won", 98, None, "relationship"),
    ("Menu and ordering page", 7, 11, "1900", 95, "won", 80, None, "price"),
    ("Photo gallery", None, 12, "850", 70, "won", 61, None, "referral"),
    ("Clinic website", 11, 16, "6300", 130, "won", 75, None, "referral"),
    ("Patient newsletter", 11, 17, "1200", 50, "won", 20, None, "relationship"),
    ("Seed catalogue", 10, 15, "1750", 64, "won", 33, None, "price"),
    ("Supplier portal", 5, 8, "8900", 58, "won", 8, None, "product"),
    ("Logo refresh", 9, 14, "2100", 110, "lost", 85, None, "price"),
    ("App prototype", 4, 6, "30000 CNY", 140, "lost", 100, None, "competitor"),
    ("Coaching shop", 8, 13, "3900", 90, "lost", 44, None, "no answer"),
    ("Fleet tracker", 1, 2, "27000 USD", 120, "lost", 52, None, "timing"),
    ("Kiosk software", 6, 9, "14000 USD", 77, "lost", 15, None, "no budget"),
)

# contact (index), kind, direction, days ago, text, minutes, outcome, deal or ""
INTERACTIONS = (
    (0, "email", "in", 1, "Can you add a Persian version to the offer?", "", "", ""),
    (0, "call", "out", 12, "Walked through the proposal, they like option B", "25", "positive", "Website for Neva"),
    (
        0,
        "meeting",
        "",
        21,
        "Kick-off: wants 40 seats and a new shop before spring",
        "60",
        "positive",
        "Online shop for Neva",
    ),
    (1, "email", "out", 40, "Sent the invoice for the landing page", "", "", "Landing page"),
    (2, "call", "out", 18, "Budget is approved for next quarter", "15", "positive", "Tracking portal"),
    (3, "meeting", "", 4, "Agreed on scope, legal review is running", "45", "positive", "Solar monitoring app"),
    (3, "message", "in", 30, "سلام، نمونه اولیه عالی بود", "", "", "Energy dashboard"),
    (4, "call", "in", 35, "Question about the API", "10", "", "Energy dashboard"),
    (5, "email", "out", 6, "Sent three examples of brand books", "", "", "Brand book for Noavaran"),
    (6, "meeting", "", 10, "微信小程序 demo over video, needs offline mode", "50", "", "Mini-program 小程序"),
    (7, "call", "out", 5, "Will decide with his sons on Friday", "20", "pending", "Spare parts catalogue"),
    (7, "note", "", 98, "Prefers phone, never before ten", "", "", ""),
    (8, "email", "out", 45, "Monthly newsletter figures", "", "", "Supplier portal"),
    (9, "call", "in", 15, "Procurement stopped the kiosk project", "8", "negative", "Kiosk software"),
    (10, "email", "out", 8, "Asked for the security questionnaire", "", "", "Intranet relaunch"),
    (11, "message", "in", 2, "¡El menú nuevo funciona muy bien! 🎉", "", "", "Menu and ordering page"),
    (12, "call", "out", 8, "Wants to show 12 photo series", "12", "", "Portfolio site"),
    (13, "email", "in", 4, "How much would a course platform cost?", "", "", "Course platform"),
    (14, "meeting", "", 85, "Went with a cheaper freelancer", "30", "negative", "Logo refresh"),
    (15, "call", "out", 100, "All well, lambing season until May", "9", "", ""),
    (16, "meeting", "", 2, "Reviewed the booking mock-ups", "40", "positive", "Booking system"),
    (17, "email", "out", 20, "Newsletter is live", "", "", "Patient newsletter"),
    (19, "meeting", "", 2, "Met at the conference, pitching in four weeks", "15", "", "Pitch deck microsite"),
)

# title, due in days (None: undated), time, priority, repeat, contact (index or None), deal title or ""
TASKS = (
    ("Send the Persian version of the offer", -1, "", "high", "", 0, "Website for Neva"),
    ("Chase the security questionnaire", -3, "", "normal", "", 10, "Intranet relaunch"),
    ("Call Klaus about the decision", 0, "15:00", "high", "", 7, "Spare parts catalogue"),
    ("Prepare the contract for Aftab", 0, "", "high", "", 3, "Solar monitoring app"),
    ("Answer Tom with a price range", 0, "", "normal", "", 13, "Course platform"),
    ("Invoice run", 5, "", "normal", "monthly", None, ""),
    ("Back up the laptop", 2, "09:00", "low", "every friday", None, ""),
    ("Send Dr. Shah the revised mock-ups", 3, "", "normal", "", 16, "Booking system"),
    ("Collect photo series", 6, "", "normal", "", 12, "Portfolio site"),
    ("Read about WeChat mini-program reviews", None, "", "low", "", 6, "Mini-program 小程序"),
    ("Ask Lucía for a testimonial", None, "", "normal", "", 11, ""),
)

# title, due days ago, done days ago, contact (index), deal
DONE = (
    ("Send the first draft", 95, 96, 7, "Corporate site"),
    ("Collect the logo files", 72, 70, 16, "Clinic website"),
    ("Set up the shop's payment", 40, 41, 15, "Seed catalogue"),
    ("Ask for the photo rights", 30, 30, 12, "Photo gallery"),
    ("Train the practice manager", 18, 19, 17, "Patient newsletter"),
    ("Go through the portal's rights", 10, 8, 8, "Supplier portal"),
    ("Send option B to Anna", 9, 9, 0, "Website for Neva"),
    ("Book the meeting room", 4, 4, 3, "Solar monitoring app"),
)

# contact, kind, other contact (indexes)
RELATIONS = ((12, "referred-by", 0), (16, "referred-by", 7), (1, "colleague", 0))
