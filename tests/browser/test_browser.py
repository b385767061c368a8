"""The site as readers meet it: on a desk, on a phone and in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DARK: dict[str, Any] = {**PHONE, "color_scheme": "dark"}
STILL: dict[str, Any] = {**PHONE, "java_script_enabled": False}
"""For the pages of rules: there are hundreds, whose scripts are those of the two that are tried with them."""


SOME_RULES = ("reference/rules/kubernetes/unknown-field/", "reference/rules/image/repaired/")


@dataclass
class Visit:
    """A page being looked at, the hosts that it asked for, and what it complained of."""

    page: Page
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Opens the site; a request to another host is noted and goes nowhere."""
    contexts = []

    def begin(manner: dict[str, Any], path: str = "") -> Visit:
        context = browser.new_context(**manner)
        contexts.append(context)
        seen = Visit(context.new_page())

        def judge(route: Route) -> None:
            if urlsplit(route.request.url).netloc == urlsplit(address).netloc:
                route.continue_()
            else:
                seen.elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", judge)
        seen.page.on(
            "console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None
        )
        seen.page.on("pageerror", lambda fault: seen.complaints.append(str(fault)))
        seen.page.goto(address + path)
        return seen

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def paths(site: Path) -> list[str]:
    """The addresses of all pages."""
    found = [path.parent.relative_to(site).as_posix() for path in sorted(site.rglob("index.html"))]
    return ["" if path == "." else f"{path}/" for path in found]


def is_rule(path: str) -> bool:
    """Whether a page was made from a rule, as most are."""
    return path.startswith("reference/rules/")


@pytest.mark.parametrize(
    ("manner", "chosen"),
    [
        pytest.param(DESK, lambda path: path in SOME_RULES or not is_rule(path), id="desk"),
        pytest.param(DARK, lambda path: path in SOME_RULES or not is_rule(path), id="dark phone"),
        pytest.param(PHONE, lambda path: not is_rule(path), id="phone, notes"),
        pytest.param(STILL, is_rule, id="phone without scripts, rules"),
    ],
)
def test_every_page_fits_asks_no_other_host_and_complains_of_nothing(
    visit: Callable[..., Visit],
    address: str,
    paths: list[str],
    manner: dict[str, Any],
    chosen: Callable[[str], bool],
) -> None:
    seen = visit(manner)
    too_wide = []
    for path in filter(chosen, paths):
        seen.page.goto(address + path)
        width = seen.page.evaluate("document.scrollingElement.scrollWidth")
        if width > manner["viewport"]["width"]:
            too_wide.append((path, width))

    assert too_wide == []
    assert seen.elsewhere == []
    assert seen.complaints == []
    assert set(SOME_RULES) <= set(paths)


def test_pictures_show(visit: Callable[..., Visit], address: str, paths: list[str]) -> None:
    seen = visit(DESK)
    broken = []
    shown = 0
    for path in paths:
        if not path.startswith("reference/"):
            seen.page.goto(address + path)
            for picture in seen.page.locator("article img").all():
                picture.scroll_into_view_if_needed()
                shown += 1
                if not picture.evaluate("async it => { await it.decode(); return it.naturalWidth > 0 }"):
                    broken.append((path, picture.get_attribute("src")))

    assert broken == []
    assert shown > 0


@pytest.mark.parametrize("words", ["audit policy", "readOnlyRootFilesystem"])
def test_search_finds(visit: Callable[..., Visit], words: str) -> None:
    page = visit(DESK).page
    page.locator(".md-search__input").click()
    page.keyboard.type(words)
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    text = page.locator(".md-search-result__list").inner_text()

    assert words.split()[0].lower() in text.lower()

    result.click()
    page.wait_for_url(lambda url: "chapter-07" in url or "reference" in url)


@pytest.mark.parametrize("manner", [DESK, DARK], ids=["desk", "dark phone"])
def test_marks_are_seen_and_lead_to_their_rules(
    visit: Callable[..., Visit], address: str, paths: list[str], manner: dict[str, Any]
) -> None:
    seen = visit(manner)
    targets = set()
    for path in paths:
        if path.startswith("chapter"):
            seen.page.goto(address + path)
            for mark in seen.page.locator(".noteproof--expected").all():
                assert mark.is_visible()
                assert mark.bounding_box()["width"] > 200  # type: ignore[index]
                link = mark.locator("a").first
                targets.add((urljoin(address + path, link.get_attribute("href")), link.inner_text()))

    assert targets
    for target, code in targets:
        seen.page.goto(target)

        assert seen.page.locator("h1").inner_text().startswith(code)


def test_a_rule_leads_back_to_the_notes(visit: Callable[..., Visit]) -> None:
    page = visit(DESK, "reference/rules/kubernetes/unknown-field/").page
    page.locator("article h2", has_text="In the notes").locator(
        "xpath=following-sibling::ul//a"
    ).first.click()
    page.wait_for_url(lambda url: "/chapter-07/" in url)

    assert page.locator(".noteproof--expected").first.is_visible()


@pytest.mark.parametrize("manner", [DESK, PHONE, DARK], ids=["desk", "phone", "dark phone"])
def test_cases_are_tables_that_fit_and_their_yaml_unfolds(
    visit: Callable[..., Visit], address: str, paths: list[str], manner: dict[str, Any]
) -> None:
    seen = visit(manner)
    shown = 0
    for path in paths:
        if path.startswith("chapter"):
            seen.page.goto(address + path)
            for drawn in seen.page.locator("table.noteproof-cases").all():
                shown += 1
                assert drawn.is_visible()
                assert drawn.evaluate("it => it.scrollWidth <= it.clientWidth + 2")
            for folded in seen.page.locator("details.noteproof-source").all():
                code = folded.locator("pre")
                assert not code.is_visible()
                folded.locator("summary").click()
                assert code.is_visible()

    assert shown > 0
    assert seen.complaints == []
