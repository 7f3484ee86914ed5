import os
import time
from pathlib import Path

import pytest

from policysearch.corpus import (
    RACY_NS,
    Listing,
    Root,
    Source,
    Stamp,
    content_hash,
    is_unchanged,
    list_sources,
    roots,
)
from policysearch.errors import BuildError, CorpusMissing, SourceUnreadable
from tests.builders import a_corpus

LATER = time.time_ns() + 1_000_000 * RACY_NS


def listed(*given: str | Path, passing: Path | None = None) -> Listing:
    return list_sources(roots(given), now_ns=LATER, passing=passing)


def paths(listing: Listing) -> list[str]:
    return [source.path for source in listing.sources]


def named(listing: Listing) -> dict[str, str]:
    return {outcome.path: outcome.code for outcome in listing.outcomes}


def test_a_root_has_its_folders_name_or_the_one_given(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    assert roots([corpus]) == (Root("corpus", corpus),)
    assert roots([f"laws={corpus}"]) == (Root("laws", corpus),)
    assert roots([corpus / "a.md"]) == (Root("corpus", corpus / "a.md"),)


def test_a_folder_with_an_equals_sign_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a=b"
    folder.mkdir()
    assert roots([str(folder)]) == (Root("a=b", folder),)


def test_a_root_without_a_name_keeps_the_recorded_one(tmp_path: Path) -> None:
    recorded = (Root("laws", tmp_path / "corpus"),)
    assert roots([tmp_path / "corpus"], recorded) == recorded


def test_a_root_named_twice_is_one(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲", "b.md": "乙"})
    assert len(roots([corpus, f"{corpus}/", f"{corpus}/../corpus"])) == 1
    assert paths(listed(corpus, corpus / "a.md")) == ["a.md", "b.md"]


def test_single_files_of_one_folder_share_its_name(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲", "b.md": "乙", "c.md": "丙"})
    listing = listed(corpus / "c.md", corpus / "a.md")
    assert [source.key for source in listing.sources] == [("corpus", "a.md"), ("corpus", "c.md")]


def test_two_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
    folders = [a_corpus(tmp_path / name, {"a.md": "甲"}) for name in ("x", "y")]
    with pytest.raises(BuildError, match="NAME=PATH"):
        roots(folders)
    assert len(roots([folders[0], f"other={folders[1]}"])) == 2


def test_sources_are_listed_in_order_with_their_paths(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"b/a.md": "甲", "a.md": "乙", "b.md": "丙", "国发/一.md": "丁"})
    assert paths(listed(corpus)) == ["a.md", "b.md", "b/a.md", "国发/一.md"]


def test_hidden_and_temporary_files_are_passed_over_in_silence(tmp_path: Path) -> None:
    files = {".git/config": "", ".a.md.swp": "", "~$a.docx": "", "sub/.DS_Store": "", "a.md": "甲"}
    listing = listed(a_corpus(tmp_path, files))
    assert (paths(listing), listing.outcomes) == (["a.md"], ())


def test_a_corpus_below_a_hidden_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    assert paths(listed(a_corpus(tmp_path / ".cache", {"a.md": "甲"}))) == ["a.md"]


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    assert listed(a_corpus(tmp_path, {})) == Listing((), (), ())


def test_a_missing_root_is_named_and_what_stood_there_may_still_be(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    listing = listed(corpus, tmp_path / "gone")
    assert [(one.root, one.status, one.code) for one in listing.outcomes] == [
        ("gone", "failed", "corpus_missing")
    ]
    assert listing.may_hold(("gone", "any/file.md"))
    assert not listing.may_hold(("corpus", "any/file.md"))


def test_a_missing_file_root_does_not_stand_for_its_folder(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    found = (Root("corpus", corpus / "a.md"), Root("corpus", corpus / "gone.md"))
    listing = list_sources(found, now_ns=LATER)
    assert listing.may_hold(("corpus", "gone.md"))
    assert not listing.may_hold(("corpus", "a.md"))


def test_without_any_root_there_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing, match="gone"):
        listed(tmp_path / "gone", tmp_path / "lost")


def test_a_link_that_stays_is_read_and_one_that_leaves_is_named(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲", "sub/b.md": "乙"})
    (tmp_path / "secret.md").write_text("密")
    (corpus / "inside.md").symlink_to("a.md")
    (corpus / "linked").symlink_to("sub")
    (corpus / "outside.md").symlink_to(tmp_path / "secret.md")
    (corpus / "above").symlink_to(tmp_path)
    (corpus / "broken.md").symlink_to("nowhere.md")
    listing = listed(corpus)
    assert paths(listing) == ["a.md", "inside.md", "linked/b.md", "sub/b.md"]
    assert named(listing) == {
        "outside.md": "link_outside",
        "above": "link_outside",
        "broken.md": "link_broken",
    }


def test_a_link_to_another_root_stays_in_the_corpus(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "link.md").symlink_to(corpus / "a.md")
    assert paths(listed(corpus, tmp_path / "other")) == ["a.md", "link.md"]


def test_a_folder_inside_itself_is_read_once(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲", "sub/b.md": "乙"})
    (corpus / "sub" / "self").symlink_to(corpus)
    (corpus / "sub" / "same").symlink_to(".")
    listing = listed(corpus)
    assert paths(listing) == ["a.md", "sub/b.md"]
    assert named(listing) == {"sub/self": "link_loop", "sub/same": "link_loop"}


def test_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {f"{n}/{n}.md": "甲" for n in range(12)})
    for n in range(12):
        for other in range(12):
            if n != other:
                (corpus / f"{n}" / f"to{other}").symlink_to(corpus / f"{other}")
    listing = listed(corpus)
    assert {source.path for source in listing.sources} >= {f"{n}/{n}.md" for n in range(12)}
    assert len(listing.sources) <= 24


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    os.mkfifo(corpus / "pipe.md")
    listing = listed(corpus)
    assert (paths(listing), named(listing)) == (["a.md"], {"pipe.md": "not_a_file"})


def test_a_name_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    try:
        (Path(os.fsdecode(os.fsencode(corpus) + b"/\xc4\xe3.md"))).write_text("乙")
    except OSError:
        pytest.skip("this file system refuses such names")
    listing = listed(corpus)
    assert paths(listing) == ["a.md"]
    assert named(listing) == {"\N{REPLACEMENT CHARACTER}" * 2 + ".md": "name_unreadable"}


def test_an_index_inside_its_corpus_is_passed_over(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲", "index/ledger.txt": "乙"})
    assert paths(listed(corpus, passing=corpus / "index")) == ["a.md"]


def test_size_and_time_prove_a_file_unchanged(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    (before,) = listed(corpus).sources
    assert is_unchanged(before, before.stamp)
    assert not is_unchanged(before, Stamp(before.stamp.size + 1, before.stamp.mtime_ns))
    assert not is_unchanged(before, Stamp(before.stamp.size, before.stamp.mtime_ns + 1))


def test_the_time_of_a_file_just_written_proves_nothing(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲"})
    written_ns = (corpus / "a.md").stat().st_mtime_ns
    (source,) = list_sources(roots([corpus]), now_ns=written_ns + RACY_NS // 2).sources
    assert source.stamp.mtime_ns == 0
    assert not is_unchanged(source, source.stamp)


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲", "b.md": "甲", "c.md": "乙"})
    a, b, c = (content_hash(source) for source in listed(corpus).sources)
    assert a == b != c


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    source = Source("corpus", "a.md", tmp_path / "a.md", Stamp(1, 1))
    with pytest.raises(SourceUnreadable):
        content_hash(source)
