"""What only a browser can show: accessibility, policy, keys, drawers, widths, no scripts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from policysearch import Settings
from tests.webapp.site import app_of

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path("/usr/bin/chromium")
PAGES = {
    "home": "/",
    "results": "/search?q=应用场景 补贴&year=2024..2026",
    "passages": "/search?q=检测事项&by=passage",
    "nothing": "/search?q=补贴&kind=case",
    "document": "/documents/plan-2025?q=检测 应用场景",
    "long": "/search?q=第460项检测事项",
    "hostile": "/documents/hostile?q=智能",
    "library": "/library",
    "help": "/help",
    "table": "/documents/plan-2025?q=绿色工厂",
    "404": "/documents/plan-2052?q=补贴",
    "410": "/documents/withdrawn",
    "english": "/search?q=检测&lang=en",
}
IS_IN_VIEW = (
    "() => { const box = document.querySelector('.arrived').getBoundingClientRect();"
    " return box.top >= 0 && box.bottom <= innerHeight; }"
)
WIDTHS = (320, 390, 720, 1100, 1300, 1440)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app behind a real server, by its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The address of a library."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def bare_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server without an index."""
    folder = tmp_path_factory.mktemp("bare")
    with served(app_of(Settings(index=str(folder / "index"), lang="zh"))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    """Chromium without a window; skips where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not installed in {CHROMIUM}: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: "sync_api.Browser") -> Iterator["sync_api.Page"]:
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The rules of axe-core, as the installed package has them."""
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-playwright-python is missing"
    )
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def _urls(page: "sync_api.Page", address: str, bare_address: str) -> dict[str, str]:
    """Every page there is, with the one at a row of a table and the one at a passage."""
    urls = {name: address + path for name, path in PAGES.items()}
    urls["503"] = f"{bare_address}/search?q=补贴"
    for name, query in (("row", "绿色工厂"), ("passage", "漏检率")):
        page.goto(f"{address}/search?q={query}&lang=zh")
        urls[name] = address + (page.locator(".found .where").first.get_attribute("href") or "")
    # Last, for the language stays chosen.
    urls["english"] = urls.pop("english")
    for name in ("404", "document", "home", "library", "help", "503"):
        url = urls[name]
        urls[f"english {name}"] = f"{url}{'&' if '?' in url else '?'}lang=en"
    return urls


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(
    browser: "sync_api.Browser",
    address: str,
    bare_address: str,
    axe: str,
    width: int,
    scheme: str,
) -> None:
    context = browser.new_context(
        locale="zh-CN",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page = context.new_page()
    page.add_init_script(axe)
    found = {}
    for name, url in _urls(page, address, bare_address).items():
        page.goto(url)
        result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        found |= {
            f"{name} {rule['id']}": [node["html"] for node in rule["nodes"]]
            for rule in result["violations"]
        }
    context.close()
    assert found == {}


def test_no_page_is_refused_anything_by_its_own_policy(page: "sync_api.Page", address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name, path in PAGES.items():
        if name not in ("404", "410"):
            page.goto(address + path)
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(page: "sync_api.Page", address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for name, path in PAGES.items():
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_everything_works_without_scripts(browser: "sync_api.Browser", address: str) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/")
    page.fill("#q", "应用场景")
    page.press("#q", "Enter")
    page.click('.facet a:has-text("案例")')
    assert "共 1 份文件" in page.inner_text("[role=status]")
    page.click(".found .where")
    assert page.locator(".arrived").count() == 1
    assert page.locator("button[data-copy]:visible").count() == 0
    page.click('.trail a:has-text("返回")')
    assert "共 1 份文件" in page.inner_text("[role=status]")
    context.close()


def test_keys_go_to_the_box_and_through_the_hits(page: "sync_api.Page", address: str) -> None:
    page.goto(address + PAGES["document"])
    page.keyboard.press("n")
    page.wait_for_url("**p=*")
    first = page.locator(".arrived").get_attribute("id")
    page.keyboard.press("n")
    page.wait_for_function("id => document.querySelector('.arrived')?.id !== id", arg=first)
    page.wait_for_load_state("load")  # a key pressed before the scripts have run is lost
    page.keyboard.press("p")
    page.wait_for_function("id => document.querySelector('.arrived')?.id === id", arg=first)
    page.wait_for_load_state("load")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("n/")
    assert page.input_value("#q") == "n/"


def test_the_passage_arrived_at_is_in_view_and_has_the_focus(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(address + PAGES["long"])
    page.click(".found .where")
    page.wait_for_selector(".arrived")
    page.wait_for_function(IS_IN_VIEW)
    page.wait_for_function("document.activeElement.matches('.arrived')")


def test_an_address_without_a_fragment_leads_to_its_passage_too(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(address + PAGES["long"])
    link = page.locator(".found .where").first.get_attribute("href") or ""
    page.goto(address + link.split("#")[0])
    page.wait_for_function(IS_IN_VIEW)
    page.wait_for_function("document.activeElement.matches('.arrived')")


def test_a_row_stands_in_its_table_under_its_header(page: "sync_api.Page", address: str) -> None:
    page.goto(f"{address}/search?q=绿色工厂")
    found = page.locator(".found").first
    assert found.locator("blockquote").inner_text().split(" | ") == ["绿色工厂", "80家"]
    labels = found.locator(".cell").evaluate_all("all => all.map(one => one.dataset.label)")
    assert labels == ["名称", "2027年"]
    found.locator(".where").click()
    row = page.locator("tr.arrived")
    assert row.locator("td > [data-line]").all_inner_texts() == ["绿色工厂", "80家"]
    assert row.locator("xpath=ancestor::table//th").all_inner_texts() == ["名称\n¶", "2027年"]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("name", ["results", "passages", "english"])
def test_the_first_passage_is_on_the_first_screen(
    page: "sync_api.Page", address: str, name: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address + PAGES[name])
    box = page.locator(".found blockquote").first.bounding_box()
    assert box and box["y"] + box["height"] <= size[1]


def test_the_printed_document_has_its_marks_and_no_navigation(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(address + PAGES["table"])
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.querySelectorAll('nav, search, .pin, .tools a, button')]"
        ".filter(one => one.checkVisibility()).map(one => one.outerHTML)"
    )
    assert shown == []
    assert "绿色工厂" in page.inner_text(".printed") and page.is_visible(".table mark")
    assert page.pdf().startswith(b"%PDF")


def test_a_composition_never_triggers_keys_or_sends_the_form(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(address + PAGES["document"])
    before = page.url
    page.evaluate(
        "for (const init of [{isComposing: true}, {keyCode: 229}])"
        " document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'n', bubbles: true, ...init}))"
    )
    page.focus("#q")
    was_stopped = page.evaluate(
        "!document.querySelector('#q').dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    assert was_stopped and page.url == before


def test_copying_a_passage_adds_title_number_and_link(
    browser: "sync_api.Browser", address: str
) -> None:
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + "/search?q=漏检率")
    page.click(".found .where")
    page.click("text=复制这一段")
    page.wait_for_selector("text=已复制")
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    context.close()
    assert copied[0] == "到2027年，检测设备的漏检率低于0.3%。"
    assert copied[1] == "——《智能制造行动计划》（示政发〔2025〕7号）第 1 段"
    assert copied[2].startswith(f"{address}/p/plan-2025/h")


def test_what_is_copied_from_the_text_says_where_it_is_from(
    browser: "sync_api.Browser", address: str
) -> None:
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + "/documents/plan-2025")
    copied = {}
    for name, words in (("long", "示例市的智能制造应用场景达到50个"), ("short", "示例市")):
        page.evaluate(
            "words => { const line = [...document.querySelectorAll('[data-line]')]"
            ".find(one => one.textContent.startsWith(words));"
            " getSelection().setBaseAndExtent(line.firstChild, 0, line.firstChild, words.length) }",
            words,
        )
        page.keyboard.press("Control+C")
        copied[name] = page.evaluate("navigator.clipboard.readText()").split("\n")
    context.close()
    assert copied["long"][:2] == [
        "示例市的智能制造应用场景达到50个",
        "——《智能制造行动计划》（示政发〔2025〕7号）“一、目标”第 1 段",
    ]
    assert copied["long"][2].startswith(f"{address}/p/plan-2025/h")
    assert copied["short"] == ["示例市"]


def test_copying_a_row_joins_its_cells(browser: "sync_api.Browser", address: str) -> None:
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/search?q=绿色工厂")
    page.click(".found .where")
    page.click("text=复制这一段")
    page.wait_for_selector("text=已复制")
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    context.close()
    assert copied[:2] == [
        "绿色工厂 | 80家",
        "——《智能制造行动计划》（示政发〔2025〕7号）表 1 第 3 行",
    ]


def test_a_drawer_keeps_the_focus_and_escape_closes_it(page: "sync_api.Page", address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + PAGES["results"])
    assert not page.is_visible("#facets")
    page.click(".to-drawer")
    page.wait_for_selector("#facets", state="visible")
    # The address shows the drawer; the script, told of it a moment later, moves the focus.
    page.wait_for_function("document.activeElement.closest('#facets') !== null")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#facets') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector("#facets", state="hidden")
    page.wait_for_function("document.activeElement.matches('.to-drawer')")


def test_touch_targets_are_large_enough_on_a_phone(page: "sync_api.Page", address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (PAGES["results"], PAGES["document"]):
        page.goto(address + path)
        small = page.evaluate(
            "() => [...document.querySelectorAll('nav a, .foot a, .chip, .button, button')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 1"
            " && !e.classList.contains('skip') && e.getBoundingClientRect().height < 43.5)"
            ".map(e => e.outerHTML)"
        )
        assert small == []
