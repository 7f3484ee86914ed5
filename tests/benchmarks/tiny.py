"""A data set of a few passages in the files that engines read, and its answers by plain loops."""

from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engines.streams import KINDS

# Category, date, words; the units are the characters of the words.
PASSAGES = (
    ("law", 20210101, ("劳动", "合同", "应当")),
    ("law", 20220301, ("合同", "合同", "gb/t", "无效")),
    ("policy", 0, ("应当", "登记")),
    ("law", 20210915, ("劳动者", "劳动", "12.8%")),
    ("policy", 20230501, ("'登记'", "机关", "合同")),
    ("gov", 20200202, ()),
    # As many again, for bm25s gives no fewer than ten.
    *(("gov", 20190101 + day, ("公告",)) for day in range(6)),
)
QUERIES: dict[str, list[list[str]]] = {
    "or": [["劳动", "合同"], ["没有"], ["gb/t", "12.8%", "应当"]],
    "and": [["劳动", "合同"], ["合同", "无效"], ["应当", "没有"]],
    "phrase": [["合", "同"], ["合", "同", "合", "同"], ["同", "应", "当"], ["动", "登"]],
    "prefix": [["劳"], ["合同"], ["没"]],
    "facet": [["law", "劳动", "合同"], ["policy", "应当", "合同"], ["law", "没有"]],
    "narrow": [["gov", "公告"], ["policy", "登记"]],
    "sort": [["合同", "应当"], ["没有"], ["公告"]],
    "long": [["劳动", "合同", "应当", "gb/t", "无效", "登记", "劳动者", "机关"]],
}


def write(folder: Path) -> None:
    """Write the data set as benchmarks.engines.making does."""
    folder.mkdir()
    rows = [words for _, _, words in PASSAGES]
    _write_stream(folder, "words", rows)
    _write_stream(folder, "units", [list("".join(words)) for words in rows])
    columns = "".join(f"{category}\t{date}\n" for category, date, _ in PASSAGES)
    (folder / "columns.tsv").write_text(columns, encoding="utf-8")
    for kind in KINDS:
        lines = "".join(" ".join(query) + "\n" for query in QUERIES[kind])
        (folder / f"{kind}.queries").write_text(lines, encoding="utf-8")


def answers(kind: str) -> list[object]:
    """What every engine must say of each query of a kind."""
    return [_answer(kind, query) for query in QUERIES[kind]]


def _answer(kind: str, query: list[str]) -> object:
    match kind:
        case "and":
            return sum(set(query) <= set(words) for _, _, words in PASSAGES)
        case "phrase":
            return sum("".join(query) in "".join(words) for _, _, words in PASSAGES)
        case "prefix":
            found = (any(w.startswith(query[0]) for w in words) for _, _, words in PASSAGES)
            return sum(found)
        case "facet" | "narrow":
            years = Counter(
                date // 10_000
                for category, date, words in PASSAGES
                if category == query[0] and set(query[1:]) & set(words)
            )
            return [list(each) for each in sorted(years.items())]
        case "sort":
            dates = [date for _, date, words in PASSAGES if set(query) & set(words)]
            return sorted(dates, reverse=True)[:10]
        case _:
            return sum(bool(set(query) & set(words)) for _, _, words in PASSAGES)


def _write_stream(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> None:
    numbers: dict[str, int] = {}
    tokens = [numbers.setdefault(term, len(numbers)) for row in rows for term in row]
    (folder / f"{name}.terms").write_text("".join(t + "\n" for t in numbers), encoding="utf-8")
    (folder / f"{name}.tokens").write_bytes(array("i", tokens).tobytes())
    (folder / f"{name}.lengths").write_bytes(array("i", map(len, rows)).tobytes())
