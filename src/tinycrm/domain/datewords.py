"""The words of dates in English, Russian and Persian, every one as `fold` writes it."""

from __future__ import annotations


def _table(lines: str) -> dict[str, int]:
    """Word → the number of its line."""
    return {word: number for number, line in enumerate(lines.strip().splitlines()) for word in line.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# date.weekday(): Monday is 0.
WEEKDAYS = _table("""
mon monday пн понедельник понедельника دوشنبه
tue tues tuesday вт вторник вторника سهشنبه
wed weds wednesday ср среда среду среды چهارشنبه
thu thur thurs thursday чт четверг четверга پنجشنبه
fri friday пт пятница пятницу пятницы جمعه
sat saturday сб суббота субботу субботы شنبه
sun sunday вс воскресенье воскресенья یکشنبه
""")

MONTHS = {word: number + 1 for word, number in _table("""
jan january янв январь января ژانویه
feb february фев февр февраль февраля فوریه
mar march мар март марта مارس
apr april апр апрель апреля اوریل
may май мая مه می
jun june июн июнь июня ژوین
jul july июл июль июля ژوییه جولای
aug august авг август августа اوت
sep sept september сен сент сентябрь сентября سپتامبر
oct october окт октябрь октября اکتبر
nov november ноя нояб ноябрь ноября نوامبر
dec december дек декабрь декабря دسامبر
""").items()}  # fmt: skip

JALALI_MONTHS = {word: number + 1 for word, number in _table("""
farvardin فروردین
ordibehesht اردیبهشت
khordad خرداد
tir تیر
mordad مرداد امرداد
shahrivar شهریور
mehr مهر
aban ابان
azar اذر
dey دی
bahman بهمن
esfand اسفند
""").items()}  # fmt: skip

# Phrases that name a day by its distance from today, in days.
NEAR_DAYS = {
    "today": 0, "tod": 0, "now": 0, "eod": 0, "сегодня": 0, "сейчас": 0, "امروز": 0, "الان": 0, "اکنون": 0,
    "tomorrow": 1, "tom": 1, "tmr": 1, "завтра": 1, "فردا": 1,
    "yesterday": -1, "вчера": -1, "دیروز": -1,
    "day after tomorrow": 2, "послезавтра": 2, "پسفردا": 2, "پس فردا": 2,
    "day before yesterday": -2, "позавчера": -2, "پریروز": -2,
}  # fmt: skip

UNITS = {
    word: unit
    for unit, words in {
        "minute": "min mins minute minutes минута минуту минуты минут мин دقیقه",
        "hour": "h hr hrs hour hours час часа часов ч ساعت",
        "day": "d day days д дн день дня дней روز",
        "week": "w wk wks week weeks н нед неделя неделю недели недель неделе هفته",
        "month": "m mo mos month months м мес месяц месяца месяцев месяце ماه",
        "quarter": "q qtr quarter quarters кв квартал квартала кварталов квартале فصل سهماهه",
        "year": "y yr yrs year years г год года лет году سال",
    }.items()
    for word in words.split()
}

NUMBERS = _table("""
zero
a an one один одну одна یک
two два две دو
three три سه
four четыре چهار
five пять پنج
six шесть شش
seven семь هفت
eight восемь هشت
nine девять نه
ten десять ده
""")

NEXT = _set("next следующий следующая следующую следующее следующей следующем следующего بعد بعدی اینده دیگر")
LAST = _set("last previous past прошлый прошлая прошлую прошлое прошлой прошлом прошлого") | _set("گذشته پیش قبل قبلی")
THIS = _set("this current этот эта эту это этой этом этого текущий این")
AGO = _set("ago back назад پیش قبل")
AHEAD = _set("in через за در")
LATER = _set("later hence بعد دیگر")
END = _set("end конец конца конце اخر پایان")
START = _set("start beginning begin начало начала начале اول ابتدای")
EDGES = {
    "eow": ("end", "week"), "eom": ("end", "month"), "eoq": ("end", "quarter"), "eoy": ("end", "year"),
    "sow": ("start", "week"), "som": ("start", "month"),
    "soq": ("start", "quarter"), "soy": ("start", "year"),
}  # fmt: skip

AT = frozenset(("at", "@", "в", "ساعت"))
TIMES = {
    "noon": "12:00", "midday": "12:00", "полдень": "12:00", "ظهر": "12:00",
    "midnight": "00:00", "полночь": "00:00",
}  # fmt: skip

# Words that change nothing where they stand.
FILLERS = _set("of on the by until в во на до к ко г года")
