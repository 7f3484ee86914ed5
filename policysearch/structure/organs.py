"""Who issues documents: the names of organs in titles, and the level and place that a name
proves.
"""

import re

from policysearch.structure.marks import ORGAN_END
from policysearch.structure.regions import region_at_start, regions

_SUBJECT = re.compile("关于|印发|转发|办公厅印发")
_LONGEST_ISSUERS = 80
_NATIONAL = re.compile(
    "全国人民代表大会(?:常务委员会)?|中华人民共和国|国务院|最高人民(?:法院|检察院)|中共中央|中国共产党中央"
    "|国家[\u4e00-\u9fff]{2,12}(?:局|委员会|委|署|部)"
    "|(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|自然资源|生态环境|住房和城乡建设"
    "|交通运输|水利|农业农村|农业|商务|文化和旅游|应急管理|环境保护|卫生|建设)部"
    "|中国(?:人民银行|证券监督管理委员会|证监会|银保监会|银行保险监督管理委员会|民用航空局)"
    "|海关总署|审计署|中央[\u4e00-\u9fff]{1,12}(?:办|部|委员会)"
)
_LOCAL = re.compile(
    "[\u4e00-\u9fff]{1,12}?(省|自治区|自治州|市|县|区)(?:人民政府|人民代表大会|委员会|[\u4e00-\u9fff]{1,14}[厅局委])"
)
_LOCAL_LEVEL = {"省": "省", "自治区": "省", "自治州": "市", "市": "市", "县": "区", "区": "区"}
_COMPANY = re.compile("[\u4e00-\u9fffA-Za-z（）()]{2,40}(?:有限公司|集团)$")


def organs_before_subject(title: str) -> tuple[tuple[str, ...], int]:
    """The issuers that a title begins with (国务院关于…), and how long their names are together."""
    subject = _SUBJECT.search(title, 0, _LONGEST_ISSUERS)
    if subject is None or subject.start() == 0:
        return (), 0
    names = title[: subject.start()].rstrip(" 　\n")
    if not ORGAN_END.search(names) or any(char in names for char in "，。；：《"):
        return (), 0
    parts = [part for part in re.split("[、\\s]+", names) if part]
    return tuple(organ for part in parts for organ in apart(part)), len(names)


def apart(names: str) -> list[str]:
    """Part two organs that stand without a mark between them, where the second names its place
    again.
    """
    found = region_at_start(names)
    if found is None:
        return [names]
    place = names[: found[1]]
    again = names.find(place, found[1])
    if again > 0 and ORGAN_END.search(names[:again]):
        return [names[:again], *apart(names[again:])]
    return [names]


def level_of(name: str) -> tuple[str, int] | None:
    """The level that a name's beginning proves, and how many characters prove it."""
    if match := _NATIONAL.match(name):
        return "国家", match.end()
    if found := _region_chain(name):
        region, end = found
        return region, end
    if match := _LOCAL.match(name):
        return _LOCAL_LEVEL[match[1]], match.end(1)
    if match := _COMPANY.match(name):
        return "企业", match.end()
    return None


def region_of(name: str) -> tuple[str, int] | None:
    """The listed place that a name begins with, the narrowest, and how many characters say it."""
    found = region_at_start(name)
    if found is None or found[0].level == "国家":
        return None
    region, end = found
    below = region_at_start(name[end:])
    if below is not None and below[0].above == region.name:
        return below[0].name, end + below[1]
    return region.name, end


def _region_chain(name: str) -> tuple[str, int] | None:
    found = region_of(name)
    if found is None:
        return None
    return regions()[found[0]].level, found[1]
