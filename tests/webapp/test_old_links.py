"""Links given out before the corpus changed, followed after it: each page says what happened."""

import re
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

from policysearch import build
from tests.webapp.site import app_of, build_site


def permalinks(client: FlaskClient, document: str) -> dict[str, str]:
    """The permanent link of each passage by its first words."""
    html = client.get(f"/documents/{document}").get_data(as_text=True)
    passages = re.findall(
        r'<div class="passage"\s+id="([^"]+)".*?data-line>([^<]{5})', html, re.DOTALL
    )
    return {text: f"/p/{document}/{anchor}" for anchor, text in passages}


def followed(client: FlaskClient, link: str) -> tuple[str, str]:
    """The address that a link leads to, and the page there."""
    answer = client.get(link)
    assert answer.status_code == 302
    target = answer.headers["Location"]
    page = client.get(target)
    assert page.status_code == 200
    return target, unescape(page.get_data(as_text=True))


def test_old_links_say_what_became_of_their_passages(tmp_path: Path) -> None:
    settings = build_site(tmp_path)
    client = app_of(settings).test_client()
    links = permalinks(client, "plan-2025")
    corpus = tmp_path / "corpus"
    plan = (corpus / "计划.md").read_text(encoding="utf-8")
    target, moved, edited = (
        "示例市的智能制造应用场景达到50个，机器视觉检测线达到20条。",
        "到2027年，检测设备的漏检率低于0.3%。",
        "推动智能制造和应用场景对接。企业可以申请检测设备补贴。",
    )
    plan = plan.replace(edited, edited.replace("企业可以", "企业和机构可以"))
    plan = plan.replace(target + "\n\n", "").replace(moved, "新的导语写在前面。\n\n" + moved)
    (corpus / "计划.md").write_text(plan, encoding="utf-8")
    build([corpus], settings.index, settings=settings, jobs=1)

    address, page = followed(client, links["到2027"])
    assert "how=moved" in address and "换了位置" in page
    assert re.search(r'class="passage arrived"[^>]*>\s*<p><span data-line>到2027年', page)
    address, page = followed(client, links["推动智能制"])
    assert "how=edited" in address and "已经改动" in page and "企业和机构可以" in page
    address, page = followed(client, links["示例市的智"])
    assert "how=gone" in address and "已不在文件里" in page


def test_a_renamed_file_is_followed_and_a_removed_one_is_gone(tmp_path: Path) -> None:
    settings = build_site(tmp_path)
    client = app_of(settings).test_client()
    found = client.get("/search?q=示例条例").get_data(as_text=True)
    (old,) = set(re.findall(r"/documents/([a-z0-9]{10})\?", found))
    corpus = tmp_path / "corpus"
    (corpus / "条例.md").rename(corpus / "新条例.md")
    (corpus / "案例.md").unlink()
    build([corpus], settings.index, settings=settings, jobs=1)

    address, page = followed(client, f"/documents/{old}?q=检测")
    assert old not in address and "q=%E6%A3%80%E6%B5%8B" in address
    assert "how=renamed" in address and "换了位置或名称" in page
    for link in ("/documents/case-vision", "/p/case-vision/h0p1-aaaaaa"):
        gone = client.get(link)
        assert gone.status_code == 410 and "已不在文库" in gone.get_data(as_text=True)


def test_an_original_that_changed_is_not_sent(tmp_path: Path) -> None:
    settings = build_site(tmp_path)
    client = app_of(settings).test_client()
    (tmp_path / "corpus" / "案例.md").write_text("另一份文件。", encoding="utf-8")
    answer = client.get("/documents/case-vision/original")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 410 and "改动过" in text and "另一份文件" not in text
