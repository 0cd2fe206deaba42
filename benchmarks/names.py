"""Invented names, words and phrases in Latin, Cyrillic and Persian, for the worlds that are measured."""

from __future__ import annotations

import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random

OWNERS = ("anna", "boris", "carla", "darya", "erik", "farid", "greta", "hamid", "irina", "jonas", "katya", "leila")
TITLES = ("Head of sales", "Accountant", "CEO", "Engineer", "Product manager", "CTO", "Buyer", "Кассир", "مدیر فروش")
SOURCES = ("website", "referral", "conference", "newsletter", "walk-in", "partner", "advertisement")
TAGS = ("key", "newsletter", "friend", "vip", "press", "важно", "مشتری", "supplier", "speaker", "alumni")
CITIES = ("Berlin", "Тверь", "تهران", "Lyon", "Turku", "Kazan", "Graz", "Porto", "Пермь", "شیراز", "Cork", "Gdańsk")
PHRASES = (
    "Website", "Call about the offer", "Send the quote", "Annual contract", "Renewal", "Training", "Позвонить снова",
    "Выслать договор", "ارسال پیشنهاد", "جلسه بعدی", "Spare parts", "Support plan", "Visit", "Pilot", "Licence",
)  # fmt: skip

_LATIN_GIVEN = (
    "Anna Maria Klaus Greta Tom Zofia Seán Priya Emma Luc Noor Bo Mia Erik Ines Pavel Jonas Lena Oscar Clara Hugo Ida"
    " Max Nora Otto Paula Rui Sven Tara Uwe Vera Willem Yara Zoë Ángel Björn Chloé Dóra Émile Føroya"
)
_CYRILLIC_GIVEN = "Анна Дмитрий Мария Пётр Ольга Иван Светлана Фёдор Юлия Сергей Татьяна Андрей Алёна Николай"
_PERSIAN_GIVEN = "سارا رضا مریم علی زهرا حسین نرگس امیر لیلا کیان مهدی پریسا یاسمن بهرام"

_LATIN = (
    ("Bel", "Mor", "Han", "Lind", "Kel", "Var", "Ros", "Stein", "Dal", "Fer", "Gar", "Win", "Ost", "Pet", "Sal", "Tor"),
    ("a", "e", "i", "o", "u", "en", "er", "in", "an", "el", "or", "ar"),
    ("berg", "son", "mann", "dez", "ski", "feld", "ton", "quist", "bach", "rova", "neau", "holm", "vic", "tti", "gård"),
)
_CYRILLIC = (
    ("Бел", "Кор", "Нов", "Сидор", "Вол", "Лебед", "Мор", "Орл", "Гром", "Зим", "Кузн", "Поп"),
    ("о", "е", "ин", "ен", "ов", "ар"),
    ("ов", "ский", "енко", "ёв", "ин", "чук", "ых", "цев"),
)
_PERSIAN = (
    ("احمد", "محمد", "کریم", "رضا", "حسین", "نور", "صادق", "موسو", "جعفر", "تهران"),
    ("ی", "یان", "زاده", "پور", "نژاد", "فر", "نیا", "لو"),
    ("", " اصل", " راد", " کیا", " مقدم"),
)

_COMMON = (
    "offer price call meeting contract invoice sent asked about the new website next week order delivery payment"
    " confirmed reminder project team agreed wants seats licence renewal discount budget question answer thanks follow"
    " up demo trial report plan date moved late problem solved support ticket phone number address changed договор"
    " счёт встреча цена вопрос оплата заказ доставка срок письмо قرارداد قیمت جلسه سفارش پرداخت تماس پیگیری"
)
_ENDS = ("tion", "ment", "ware", "line", "port", "gram", "scope", "craft", "land", "work")


def given_names() -> list[str]:
    """Gives given names, half of them Latin."""
    return f"{_LATIN_GIVEN} {_CYRILLIC_GIVEN} {_PERSIAN_GIVEN}".split()


def family_names(pick: Random) -> list[str]:
    """Gives some 3,800 family names, mixed."""
    found = [a + b + c for parts in (_LATIN, _CYRILLIC, _PERSIAN) for a in parts[0] for b in parts[1] for c in parts[2]]
    pick.shuffle(found)
    return found


def words() -> list[str]:
    """Gives the words of interactions, the commonest first: some 2,000, most of them rare."""
    heads = [a.lower() + b for a in _LATIN[0] for b in _LATIN[1]]
    return _COMMON.split() + [head + end for end in _ENDS for head in heads]


_SOUNDS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяابپتجحدرزسشصعفقکگلمنهوی",
        "abvgdejziiklmnoprstufhccss-y-euyabptjhdrzsssafgkglmnhvy",
        strict=True,
    )
)


def latin(text: str) -> str:
    """Gives a name as it stands in an e-mail address: ASCII letters alone."""
    plain = unicodedata.normalize("NFKD", text.lower())
    found = "".join(_SOUNDS.get(char, char) for char in plain)
    return "".join(char for char in found if char.isascii() and char.isalnum()) or "x"
