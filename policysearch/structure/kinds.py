"""What documents are called: kinds, forms, statuses and levels, in Chinese and as they are kept."""

import re
from collections.abc import Mapping

from policysearch.model import FORMS, KINDS, LEVELS, STATUSES

KIND_NAMES: Mapping[str, str] = {
    "法律": "law",
    "宪法": "law",
    "国家法律": "law",
    "行政法规": "regulation",
    "地方性法规": "regulation",
    "法规": "regulation",
    "条例": "regulation",
    "监察法规": "regulation",
    "规章": "rule",
    "部门规章": "rule",
    "政府规章": "rule",
    "规定": "rule",
    "办法": "rule",
    "规划": "plan",
    "计划": "plan",
    "方案": "plan",
    "政策": "policy",
    "政策文件": "policy",
    "规范性文件": "policy",
    "通知": "policy",
    "意见": "policy",
    "司法解释": "interpretation",
    "解释": "interpretation",
    "政策解读": "interpretation",
    "解读": "interpretation",
    "标准": "standard",
    "国家标准": "standard",
    "行业标准": "standard",
    "案例": "case",
    "典型案例": "case",
    "企业案例": "case",
    "报告": "report",
    "调研报告": "report",
    "新闻": "news",
    "报道": "news",
    "新闻报道": "news",
    "参考资料": "reference",
    "资料": "reference",
    "术语": "reference",
    "术语表": "reference",
    "大事记": "reference",
    "年表": "reference",
    "对照": "reference",
}
# A given kind may say more than its name: 厅规范性文件, 人民政府_政府规章, 工业行业规划.
_TELLING_ENDS = (
    *("规范性文件", "政策文件", "政策解读", "政府规章", "部门规章", "司法解释", "行政法规"),
    *("规划", "计划", "方案", "政策", "案例"),
)
FORM_NAMES: Mapping[str, str] = {
    "原文": "original",
    "资料摘要": "digest",
    "摘要": "digest",
    "节选": "excerpt",
}
STATUS_NAMES: Mapping[str, str] = {
    "有效": "现行有效",
    "现行": "现行有效",
    "已修订": "已修改",
    "修改": "已修改",
    "被修改": "已修改",
    "已被修改": "已修改",
    "废止": "已废止",
    "失效": "已废止",
    "已失效": "已废止",
    "未施行": "尚未施行",
    "未生效": "尚未施行",
    "尚未生效": "尚未施行",
}
LEVEL_NAMES: Mapping[str, str] = {
    "国家级": "国家",
    "中央": "国家",
    "全国": "国家",
    "省级": "省",
    "自治区": "省",
    "直辖市": "省",
    "市级": "市",
    "地市": "市",
    "区级": "区",
    "县": "区",
    "县级": "区",
    "园区": "区",
    "公司": "企业",
}

# The ends of titles, the first that fits; what stands in brackets at the end is taken off before.
_TITLE_ENDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{ends})$"), kind)
    for ends, kind in (
        ("民法典|宪法|(?<!办)法|刑法修正案|宪法修正案|修正案", "law"),
        ("条例", "regulation"),
        ("实施细则|细则|规定|办法|规则|规程", "rule"),
        ("解释", "interpretation"),
        ("政策解读|解读", "interpretation"),
        ("五年规划|规划|行动计划|计划|方案|纲要|路线图", "plan"),
        (
            "指导意见|意见|通知|若干措施|措施|若干政策|政策|决定|公告|通告|通报|批复|复函|函|指引|指南|工作要点|要点|清单|目录",
            "policy",
        ),
        ("国家标准|标准|规范", "standard"),
        ("典型案例|案例", "case"),
        ("工作报告|年度报告|报告|白皮书|蓝皮书", "report"),
        ("大事记|年表|术语表|名词解释|对照表", "reference"),
    )
)
_COURT = re.compile("最高人民(?:法院|检察院)")
_COURT_END = re.compile("(?:解释|规定|规则|批复|决定|意见|办法)$")
_BRACKETED_END = re.compile(r"\s*[（(〔][^（）()〔〕]{1,30}[）)〕]\s*$")
_NOTED_END = re.compile(r"[（(](试行|暂行|征求意见稿|草案|修订草案|送审稿)[）)]\s*$")


def read_kind(value: str) -> str:
    """The kind that a source names, in English or Chinese; "" if the name says none."""
    name = value.strip()
    if name.lower() in KINDS:
        return name.lower()
    if name in KIND_NAMES:
        return KIND_NAMES[name]
    end = next((end for end in _TELLING_ENDS if name.endswith(end)), "")
    return KIND_NAMES.get(end, "")


def read_form(value: str) -> str:
    """The form that a source names; "" if it is none."""
    name = value.strip()
    return name.lower() if name.lower() in FORMS else FORM_NAMES.get(name, "")


def read_status(value: str) -> str:
    """The status that a source names; "" if it is none."""
    name = value.strip()
    return name if name in STATUSES else STATUS_NAMES.get(name, "")


def read_level(value: str) -> str:
    """The level that a source names; "" if it is none."""
    name = value.strip()
    return name if name in LEVELS else LEVEL_NAMES.get(name, "")


def kind_of_title(title: str) -> tuple[str, int, int] | None:
    """The kind that a title's last word proves, and where in the title that word stands."""
    end = len(title.rstrip())
    bracketed = _BRACKETED_END.search(title)
    if bracketed:
        end = bracketed.start()
    name = title[:end].rstrip('》〉”"')
    if _COURT.match(name) and (found := _COURT_END.search(name)):
        return "interpretation", found.start(), found.end()
    for pattern, kind in _TITLE_ENDS:
        if found := pattern.search(name):
            return kind, found.start(), found.end()
    return None


def note_of_title(title: str) -> tuple[str, int, int] | None:
    """The note on its status that a title ends with (试行 …), and where it stands."""
    found = _NOTED_END.search(title)
    return (found[1], found.start(1), found.end(1)) if found else None
