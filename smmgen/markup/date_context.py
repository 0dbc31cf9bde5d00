"""What the words around a number, or around a weekday's name, tell about it: a date, an hour, or neither.

For `flat` text (`date_pieces.py`). A pattern called `..._BEFORE` is searched in the few characters before a place and
ends there; the others are matched at its end.
"""

from __future__ import annotations

import re

from smmgen.markup.date_words import SHORT
from smmgen.patterns import later


def _before(words: str, end: str) -> re.Pattern[str]:
    """One of the words, separated by `|` or blanks, and what may stand between it and the place."""
    return later(rf"(?<!\w)(?:{'|'.join(words.split())}){end}\Z")


STREET_BEFORE = _before(
    r"ул улиц\w{1,2} пл площад\w{1,3} пер переул\w{1,4} просп\w{0,6} пр-т наб\w{0,8} бул\w{0,6} сквер\w? парк\w? м"
    r" метро станци\w{1,2}",
    r"\.?,? ?[«\"]?",
)
HOUSE = later(r"[»\"]?(?: street|,? (?:д\.|дом \d|корп|стр\. ?\d)|, ?\d{1,3}[а-я]?(?=[\n,;)]|\.(?!\d)|\Z))")
"""Streets are called after days: `8 Марта, 12`."""

VERSION_BEFORE = _before(
    "v ver version верси[яию] ios android ubuntu macos python windows node релиз\\w? build сборк[аеу] глав[аеу]"
    " пункт\\w? п ст раздел\\w? no рейтинг\\w? rating оценк[аеу] курс\\w? rate счет\\w? score цен[аеу] price за около",
    r"\.? ?:? ?",
)
UNIT = later(
    r" ?(?:[₽$€£°×]|руб|р\.|р(?!\w)|usd|eur|rub|долл|евро|тыс|млн|млрд|балл|из \d|кг|гр|г(?![\w.])|мг|мл|л(?!\w)|мм|см"
    r"|м(?!\w)|км|kg|g(?!\w)|ml|l(?!\w)|cm|km|mm|mb|gb|мб|гб|шт|мин|сек|min|sec|раз|процент|%)"
)
RATIO_BEFORE = _before(
    r"соотношени\w{1,2} пропорци\w{1,2} ratio ratio\sof масштаб\w{0,2} экран\w{0,2} формат\w{0,2} счет\w{0,3} score",
    r"(?: с)? ?:? ?",
)

AT_BEFORE = _before("в во к at by ровно начало старт около примерно", " ?:? ?")
SINCE_BEFORE = _before("с со до от после from till until to before after и или", " ")
FIRST_HOUR_BEFORE = _before("в во с со к at from", r" (?:2[0-3]|[01]?\d)[:.][0-5]\d(?: ?- ?| до | to )")
HOUR_AFTER = later(r" ?- ?\d\d?:\d\d")
HOUR_BEFORE = later(r"\d:\d\d ?- ?\Z")
BEYOND_BEFORE = later(r"(?:the )?day (?:after|before) \Z")

EACH_BEFORE = _before(r"кажд\w{2,3} every each", " ")
NEXT_BEFORE = _before(r"следующ\w{2,3} next", " ")
LAST_BEFORE = _before(r"прошл\w{2,3} минувш\w{2,3} last", " ")
FEAST_BEFORE = _before(
    r"черн\w{2,3} велик\w{2,3} чист\w{2,3} страстн\w{2,3} светл\w{2,3} вербн\w{2,3} прощен\w{2,3} black cyber good"
    " easter palm ash",
    " ",
)
"""Names of days that come once a year, or of sales that last a week."""
WEDNESDAY_BEFORE = _before("в до с со к от на эту каждую следующую прошлую ближайшую вечер утро", " ")
DAY_AFTER = later(r"[ ]?[:,(-]? ?\d")
SURROUNDINGS = later(r" (?:обитани|разработк|программ|професси|общени)")
SHORT_AFTER = later(rf"\.? ?- ?(?:{'|'.join(SHORT)})(?!\w)")
SHORT_BEFORE = _before(" ".join(SHORT), r"\.? ?- ?")
