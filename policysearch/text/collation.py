"""The order of Chinese names in lists: by pinyin, then by code point.

Code points would file 北京 厦门 安徽, and readings by dictionary get names of places wrong (朝阳 as
zhao, 都匀 as dou): those stand in a table, which goes before.
"""

import re
from functools import lru_cache

from policysearch.text.characters import HAN, is_han

# Only what pypinyin reads otherwise (a test says so). Without tones: lists are filed without them.
READINGS = {
    "长": "chang", "都": "du", "朝阳": "chao yang", "六合": "lu he", "单县": "shan xian",
    "洪洞": "hong tong", "解州": "hai zhou", "繁峙": "fan shi", "浚县": "xun xian",
    "荥经": "ying jing", "浒关": "xu guan", "会稽": "kuai ji", "乌什": "wu shi",
    "阿勒泰": "a le tai", "筠连": "jun lian", "什邡": "shi fang", "宕昌": "tan chang",
    "珲春": "hun chun", "大栅栏": "da shi lan", "长子县": "zhang zi xian", "涡阳": "guo yang",
    "曾都": "zeng du", "乐陵": "lao ling", "重固": "chong gu", "泊头": "bo tou", "漯河": "luo he",
    "郫都": "pi du",
}  # fmt: skip
_PLACE = re.compile("|".join(sorted(map(re.escape, READINGS), key=len, reverse=True)))
_PART = re.compile(f"[0-9]+|[{HAN}]+|[^0-9{HAN}]+")


@lru_cache(maxsize=4096)
def sort_key(text: str) -> tuple[str, str]:
    """Give the key that files numbers by value, then other letters, then Chinese by pinyin.

    What reads alike is filed by code point. Parts and syllables end with U+0000, so that they
    compare one by one though they are one string.
    """
    parts: list[str] = []
    for part in _PART.findall(text):
        if "0" <= part[0] <= "9":
            parts.append(f"0{int(part[:18]):018}{part}")
        elif is_han(part[0]):
            parts += [f"2{syllable}" for syllable in _syllables(part)]
        else:
            parts.append(f"1{part.lower()}")
    return "\0".join(parts), text


def _syllables(han: str) -> list[str]:
    # Its tables take 0.2 s to load, which no command should wait for that shows no list.
    from pypinyin import Style, lazy_pinyin

    syllables: list[str] = []
    at = 0
    for place in _PLACE.finditer(han):
        syllables += lazy_pinyin(han[at : place.start()], style=Style.NORMAL)
        syllables += READINGS[place.group()].split()
        at = place.end()
    return syllables + lazy_pinyin(han[at:], style=Style.NORMAL)
