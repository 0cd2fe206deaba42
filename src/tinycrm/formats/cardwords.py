"""The words of vCards of all kinds: what they call labels, messengers and what no person wants to read."""

from __future__ import annotations

# Words of TYPE and of Apple's labels, in the order in which they decide.
LABEL_WORDS = (
    ("fax", "fax"), ("cell", "mobile"), ("mobile", "mobile"), ("iphone", "mobile"), ("main", "main"),
    ("work", "work"), ("office", "work"), ("home", "home"),
    ("other", "other"), ("pager", "other"), ("car", "other"), ("school", "other"),
)  # fmt: skip
# What software says to itself, or what another property says as well.
SILENT = frozenset((
    "VERSION", "PRODID", "REV", "UID", "N", "X-ABLABEL", "X-ABADR", "LABEL", "SORT-STRING", "SORT-AS", "CLASS",
    "SOURCE", "MAILER", "PROFILE", "NAME", "KIND", "XML", "X-ABUID", "X-ABSHOWAS", "X-ADDRESSBOOKSERVER-KIND",
    "X-EVOLUTION-FILE-AS", "X-FILE-AS", "X-IMAGETYPE", "X-IMAGEHASH", "CALSCALE", "CLIENTPIDMAP", "X-MS-OL-DESIGN",
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-CARDPICTURE", "X-MOZILLA-HTML", "X-CREATED", "CREATED",
    "X-SHARED-PHOTO-DISPLAY-PREF", "X-APPLE-SUBLOCALITY", "X-ABCROP-RECTANGLE",
))  # fmt: skip
MESSENGERS = {
    "X-AIM": "aim", "X-ICQ": "icq", "X-JABBER": "xmpp", "X-MSN": "msn", "X-YAHOO": "yahoo", "X-SKYPE": "skype",
    "X-SKYPE-USERNAME": "skype", "X-QQ": "qq", "X-GOOGLE-TALK": "gtalk", "X-GTALK": "gtalk", "X-GADUGADU": "gadugadu",
    "X-TWITTER": "twitter", "X-TELEGRAM": "telegram", "X-WHATSAPP": "whatsapp", "X-MATRIX": "matrix",
}  # fmt: skip
# Custom fields by a better name than that of the property.
KEYS = {"TZ": "timezone", "LANG": "language", "X-ABDATE": "date", "X-ABRELATEDNAMES": "related"}
