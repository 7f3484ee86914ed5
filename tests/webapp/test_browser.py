"""What only a browser can show: accessibility, policy, keys, drawers, widths, no scripts."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

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
    "404": "/documents/nowhere",
    "english": "/search?q=检测&lang=en",
}
WIDTHS = (320, 390, 720, 1100, 1300, 1440)


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The app behind a real server."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(
    browser: "sync_api.Browser", address: str, axe: str, width: int, scheme: str
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
    for name, path in PAGES.items():
        page.goto(address + path)
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
        if name != "404":
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
    page.keyboard.press("p")
    page.wait_for_function("id => document.querySelector('.arrived')?.id === id", arg=first)
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
    assert page.evaluate(
        "() => { const box = document.querySelector('.arrived').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= innerHeight; }"
    )
    assert page.evaluate("document.activeElement.matches('.arrived')")


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


def test_a_drawer_keeps_the_focus_and_escape_closes_it(page: "sync_api.Page", address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + PAGES["results"])
    assert not page.is_visible("#facets")
    page.click(".to-drawer")
    page.wait_for_selector("#facets", state="visible")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#facets') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector("#facets", state="hidden")
    assert page.evaluate("document.activeElement.matches('.to-drawer')")


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
