"""Pictures of the pages, to be looked at: python -m benchmarks.screenshots [--readme].

Takes the index in force, or another with --index, and Debian's Chromium.
"""

import argparse
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = "/usr/bin/chromium"
QUERY = "人工智能 应用场景"
PAGES: Mapping[str, str] = {
    "home": "/",
    "results": f"/search?q={QUERY}",
    "passages": f"/search?q={QUERY}&by=passage",
    "filtered": f"/search?q={QUERY}&year=2024..2026&kind=policy&kind=plan",
    "zero": '/search?q="苏州工业圆区"&level=区&year=2024..2026',
    "library": "/library",
    "help": "/help",
    "404": "/documents/no-such-document",
}
# Last, for the language stays chosen.
LAST: Mapping[str, str] = {"english": f"/search?q={QUERY}&lang=en"}
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
README = {"results": "results.png", "document": "document.png"}


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an app on a free port for the length of the block."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium for the length of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            browser.close()


def shoot(browser: Browser, address: str, folder: Path, *, is_readme: bool = False) -> None:
    """Take every page at every width, light and dark, and the document as it prints."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light",) if is_readme else ("light", "dark"):
        for width, (w, h) in WIDTHS.items():
            if is_readme and width != "wide":
                continue
            page = browser.new_page(
                viewport={"width": w, "height": h},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="zh-CN",
                reduced_motion="reduce",
            )
            page.goto(address + PAGES["results"])
            found = page.locator(".found .where").first.get_attribute("href") or "/"
            for name, path in {**PAGES, "document": found, **LAST}.items():
                if is_readme and name not in README:
                    continue
                page.goto(address + path)
                target = README[name] if is_readme else f"{name}-{width}-{scheme}.png"
                page.screenshot(path=folder / target, full_page=not is_readme)
                if name == "document" and width == "wide" and scheme == "light" and not is_readme:
                    page.pdf(path=folder / "document.pdf", prefer_css_page_size=True)
            page.close()


def main() -> None:
    """Take the pictures."""
    from policysearch import Settings
    from webapp import create_app

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default="index")
    parser.add_argument("--folder", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--readme", action="store_true", help="the two of docs/screenshots/")
    options = parser.parse_args()
    folder = Path("docs/screenshots") if options.readme else options.folder
    with served(create_app(Settings(index=options.index))) as address, chromium() as browser:
        shoot(browser, address, folder, is_readme=options.readme)


if __name__ == "__main__":
    main()
