"""Chinese numerals and numbers: 一百二十, 二〇二五, 第一百二十条之一 and back."""

import re
from functools import lru_cache

from policysearch.text.fold import fold

# Ｏ is o once folded; ○ is how some type 〇.
ZEROS = "〇零○o"
DIGITS = dict.fromkeys(ZEROS, 0) | {char: at for at, char in enumerate("一二三四五六七八九", 1)}
DIGITS["两"] = 2
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

_ORDINAL = re.compile(r"第(.+?)[编章节条款项目届次号批期]?", re.DOTALL)
_ARTICLE = re.compile(rf"第([{ZEROS}一-龥0-9]+)条(?:之([{ZEROS}一-龥0-9]+))?")
_PLAIN_DIGITS = re.compile("[0-9]+")
# Longer than any number that is meant as one, and than Python reads without a limit.
_MOST_CHARACTERS = 40


def chinese_to_int(text: str) -> int | None:
    """Read a whole number in words or digits, alone or as an ordinal (第十二条), else None.

    A digit after 百, 千, 万 or 亿 counts the next smaller unit (一百二 is 120), as it is spoken.
    """
    folded = fold(text)
    ordinal = _ORDINAL.fullmatch(folded)
    numeral = ordinal.group(1) if ordinal else folded
    if not numeral or len(numeral) > _MOST_CHARACTERS:
        return None
    if _PLAIN_DIGITS.fullmatch(numeral):
        return int(numeral)
    if all(char in DIGITS for char in numeral):
        if len(numeral) > 1 and "两" in numeral:
            return None
        return int("".join(str(DIGITS[char]) for char in numeral))
    if numeral in _SMALL or numeral in _LARGE:
        return (_SMALL | _LARGE)[numeral]
    return _with_units(numeral)


# Every law counts its articles from one.
@lru_cache(maxsize=1 << 13)
def article_number(text: str) -> tuple[int, int] | None:
    """Read 第一百二十条之一 as (120, 1) and 第12条 as (12, 0); None if it is no article."""
    match = _ARTICLE.fullmatch(fold(text))
    if not match:
        return None
    number = chinese_to_int(match.group(1))
    inserted = chinese_to_int(match.group(2)) if match.group(2) else 0
    return None if number is None or inserted is None else (number, inserted)


def int_to_chinese(number: int) -> str:
    """Write a whole number below 10¹⁶ as statutes do: 10 is 十, 110 一百一十, 105 一百零五."""
    if not 0 <= number < 10**16:
        raise ValueError(f"{number} is not from 0 to below 10**16")
    if number == 0:
        return "零"
    words = _write(number)
    return words[1:] if words.startswith("一十") else words


def _with_units(numeral: str) -> int | None:
    """Read by descending units; each digit needs its unit, each gap in the units its 零."""
    for char, unit in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = numeral.partition(char)
        if found:
            # 一万亿 counts 亿 by 万; nothing counts 万 but 千, 百 and 十.
            count = _with_units(head) if unit == 10**8 else _below_ten_thousand(head)
            rest = _tail(tail, unit)
            return None if not count or rest is None else count * unit + rest
    return _below_ten_thousand(numeral)


def _below_ten_thousand(numeral: str) -> int | None:
    total = 0
    for char, unit in (("千", 1000), ("百", 100), ("十", 10)):
        head, found, tail = numeral.partition(char)
        if not found:
            continue
        # 十 alone stands for 一十 where nothing stands before it: 十二, but not 百.
        count = 1 if char == "十" and not head and not total else DIGITS.get(head)
        if not count:
            return None
        total += count * unit
        rest = _tail(tail, unit)
        return None if rest is None else total + rest
    return DIGITS.get(numeral)


def _tail(tail: str, unit: int) -> int | None:
    """Read what follows a unit: nothing, smaller units, 零 and smaller units, or a spoken digit."""
    if not tail:
        return 0
    smaller = tail.lstrip(ZEROS)
    if len(tail) - len(smaller) > 1 or not smaller:
        return None
    if len(tail) == 1 and unit > 10:
        return DIGITS[tail] * unit // 10 if tail in DIGITS else None
    value = _with_units(smaller)
    # 零 stands for at least one unit left out.
    limit = unit if smaller == tail else unit // 10
    return value if value is not None and 0 < value < limit else None


def _write(number: int) -> str:
    for unit, char in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            count, rest = divmod(number, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return _write(count) + char + gap + (_write(rest) if rest else "")
    return "零一二三四五六七八九"[number]
