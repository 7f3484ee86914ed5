"""After any changes an incremental index holds and answers what a fresh full build does."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from policysearch import Library, Settings
from policysearch.model import BuildReport, DocumentHit, ResultPage
from policysearch.storage import generation
from policysearch.storage.store import Store
from tests.builders import a_build, a_corpus

WORDS = (
    "人工智能", "产业", "园区", "苏州", "企业", "应用场景", "创新", "资源", "数据", "算力",
    "大模型", "资金", "奖励", "申报", "条件", "规划", "法律", "条例", "办法", "12.8%",
    "1,800家", "AI",
)  # fmt: skip
KINDS = ("政策", "规划", "law", "case")
SHAPES = (
    "{0}", "{0} {1}", '"{0}{1}"', "{0} -{1}", "{0} OR {1}", "{0}{1}有哪些？", "标题:{0}",
    "年份:2024..2026 {0}",
)  # fmt: skip


def sentence(rng: random.Random) -> str:
    return "，".join("".join(rng.choices(WORDS, k=3)) for _ in range(rng.randint(1, 3))) + "。"


def markdown(rng: random.Random) -> str:
    given = {"kind": rng.choice(KINDS), "date": f"{rng.randint(2019, 2026)}-0{rng.randint(1, 9)}"}
    if not rng.randrange(4):
        given["id"] = f"given{rng.randrange(6)}"
    front = "".join(f"{key}: {value}\n" for key, value in given.items())
    body = "\n\n".join(sentence(rng) for _ in range(rng.randint(1, 5)))
    return f"---\n{front}---\n# {sentence(rng)[:9]}\n\n{body}\n"


def lines(rng: random.Random) -> str:
    ids = rng.sample(range(20), rng.randint(0, 8))
    rows = (
        json.dumps({"id": f"line{n}", "title": sentence(rng)[:8], "text": sentence(rng)})
        for n in ids
    )
    return "".join(f"{row}\n" for row in rows) or "\n"


def change(rng: random.Random, corpus: Path) -> None:
    """One random edit, addition, renaming, deletion or touch."""
    files = sorted(path for path in corpus.rglob("*") if path.is_file())
    kind = rng.choice(("add", "edit", "append", "rename", "delete", "touch", "copy"))
    if kind == "add" or not files:
        name = f"{rng.choice(('', 'sub/', 'sub/deep/'))}{rng.randrange(1000)}"
        is_list = rng.random() < 0.3
        file = {f"{name}.jsonl": lines(rng)} if is_list else {f"{name}.md": markdown(rng)}
        a_corpus(corpus.parent, file)
        return
    file = rng.choice(files)
    if kind == "edit":
        file.write_text(lines(rng) if file.suffix == ".jsonl" else markdown(rng))
    elif kind == "append" and file.suffix == ".md":
        file.write_text(f"{file.read_text()}\n{sentence(rng)}\n")
    elif kind == "rename":
        file.rename(file.with_name(f"{rng.randrange(1000)}{file.suffix}"))
    elif kind == "delete":
        file.unlink()
    elif kind == "copy":
        file.with_name(f"copy{rng.randrange(1000)}{file.suffix}").write_bytes(file.read_bytes())
    else:
        file.touch()


def answers(folder: Path, index: str, seed: int, backend: str) -> list[ResultPage]:
    """The pages of 200 random searches, without what names the index."""
    rng = random.Random(seed)
    pages = []
    with Library.open(folder / index, settings=Settings(backend=backend)) as library:
        for _ in range(200):
            query = rng.choice(SHAPES).format(*rng.choices(WORDS, k=2))
            filters = {"kind": rng.choice(("policy", "plan", "law"))} if rng.random() < 0.2 else {}
            page = library.search(
                query,
                filters=filters,
                by=rng.choice(("document", "passage")),
                sort=rng.choice(("relevance", "relevance", "newest", "oldest")),
                size=rng.choice((3, 10, 50)),
            )
            pages.append(replace(page, generation=0))
    return pages


def library_of(folder: Path, index: str) -> dict[str, object]:
    """Every document, and the manifest without times."""
    complete = generation.folder(folder / index, generation.current_number(folder / index))
    with Store.open(complete / generation.LIBRARY) as store:
        held = {found: store.document(found) for found in store.ids()}
        manifest = [replace(row, mtime_ns=0) for row in store.manifest]
        return {**held, " manifest": manifest, " held": store.held(), " totals": store.totals()}


def what_it_holds(report: BuildReport) -> tuple[object, ...]:
    counts = report.n_sources, report.n_failed, report.n_skipped, report.n_stale
    sizes = report.n_documents, report.n_passages, report.n_characters
    return report.fingerprint, counts, sizes, report.repairs, report.outcomes


def assert_alike(page: ResultPage, other: ResultPage) -> None:
    """Equal to the last word; scores within what the order of a sum may cost."""
    assert replace(page, hits=()) == replace(other, hits=())
    assert len(page.hits) == len(other.hits)
    for hit, twin in zip(page.hits, other.hits, strict=True):
        assert hit.score == pytest.approx(twin.score, abs=1e-5), page.query
        assert replace(hit, **unscored(hit)) == replace(twin, **unscored(twin)), page.query


def unscored(hit: object) -> dict[str, object]:
    if not isinstance(hit, DocumentHit):
        return {"score": 0.0}
    return {"score": 0.0, "passages": tuple(replace(one, score=0.0) for one in hit.passages)}


@pytest.mark.parametrize("backend", ["memory", "whoosh"])
@pytest.mark.parametrize("seed", range(4))
def test_an_incremental_index_answers_as_a_full_one_does(
    tmp_path: Path, seed: int, backend: str
) -> None:
    rng = random.Random(seed)
    corpus = a_corpus(tmp_path, {})
    for _ in range(30):
        change(rng, corpus)
    a_build(tmp_path, backend=backend)
    for round_number in range(4):
        for _ in range(rng.randint(1, 8)):
            change(rng, corpus)
        incremental = a_build(tmp_path, backend=backend, allow_removal=True)
        fresh = f"fresh{round_number}"
        full = a_build(tmp_path, backend=backend, index=tmp_path / fresh)
        assert what_it_holds(incremental) == what_it_holds(full)
        assert library_of(tmp_path, "index") == library_of(tmp_path, fresh)
    pages = answers(tmp_path, "index", seed, backend)
    for page, other in zip(pages, answers(tmp_path, fresh, seed, backend), strict=True):
        assert_alike(page, other)
    assert any(page.hits for page in pages)
