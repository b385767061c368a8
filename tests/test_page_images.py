"""A page's pictures: what is repaired, what is reported, and how they are dressed for the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noteproof.finding import AnyRule, Diagnostic, Severity
from noteproof.page.image_rules import example_files
from noteproof.page.images import Images, Library, Repaired, repair, rules
from noteproof.text import Source, Span, Unreadable

PNG = example_files()["docs/img/falco.png"]
GITHUB = "https://github.com/ann/notes"
RAW = "https://raw.githubusercontent.com/ann/notes"


class Memory:
    """Files that are nowhere but here. `links` are symlinks that lead outside."""

    def __init__(self, files: Mapping[str, bytes], links: frozenset[str] = frozenset()) -> None:
        self.files = files
        self.links = links
        self.asked: list[str] = []

    def _known(self, path: str) -> str:
        if path in self.links:
            raise Unreadable(path, "leads outside the project", outside=True)
        if path not in self.files:
            raise Unreadable(path, "does not exist")
        return path

    def read(self, path: str) -> Source:
        return Source(path, self.files[self._known(path)].decode("utf-8", "replace"))

    def read_bytes(self, path: str) -> bytes:
        self.asked.append(path)
        return self.files[self._known(path)]

    def size(self, path: str) -> int:
        return len(self.files[self._known(path)])

    def list(self, folder: str) -> tuple[str, ...]:
        self.asked.append(folder + "/")
        start = f"{folder}/" if folder else ""
        below = [path[len(start) :] for path in {*self.files, *self.links} if path.startswith(start)]
        return tuple(sorted({name.partition("/")[0] + ("/" if "/" in name else "") for name in below}))

    def real(self, path: str) -> str:
        return path


def png(width: int = 1, height: int = 1, weight: int = 0) -> bytes:
    return PNG[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + PNG[24:] + bytes(weight)


FILES = {
    "docs/ch7/page.md": b"",
    "docs/ch7/here.png": png(),
    "docs/ch7/img/falco.png": png(40, 30),
    "docs/Image/66-falco.JPG": example_files()["docs/img/audit.jpg"],
    "docs/Image/my pic.png": png(),
    "docs/Image/_u.png": png(),
    "docs/Image/(a).png": png(),
    "docs/Image/un_der.png": png(),
    "docs/Image/either_or.png": png(),
    "docs/Image/either/_or.png": png(),
    "docs/Image/twin.png": png(),
    "docs/Image/twin.PNG": png(),
    "docs/Image/both.png": png(),
    "docs/Image/both.gif": png(),
    "docs/Image/a#1,(x).png": png(),
    "docs/Image/heavy.png": png(weight=600_000),
    "docs/Image/text.png": b"<html>",
    "docs/Image/empty.png": b"",
    "docs/one/img/same.png": png(),
    "docs/two/img/same.png": png(),
    "docs/top.png": png(),
    "docs/draw.svg": b"<?xml version='1.0'?><svg viewBox='0 0 120.5 60'><rect width='7' height='8'/></svg>",
    "snippets/outside.png": png(),
}
LINKS = frozenset({"docs/Image/link.png"})
MAPPED = Images({"ann/notes": "docs"})


def repaired(text: str, path: str = "docs/ch7/page.md", images: Images = MAPPED) -> Repaired:
    return repair(Source(path, text), Library(Memory(FILES, LINKS), images))


def codes(result: Repaired) -> list[str]:
    return [diagnostic.rule.code for diagnostic in result.diagnostics]


def fixed(text: str, result: Repaired) -> str:
    edits = [edit for found in result.diagnostics if found.fix for edit in found.fix.edits]
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def bare(text: str) -> str:
    """A rendered page without the attributes that every picture gets."""
    return re.sub(r"\{ [^}]* \}| (?:width|height|loading|decoding)=\"?[\w%]+\"?", "", text)


REPAIRS = {
    "a page about a picture": (f"{GITHUB}/blob/main/Image/66-falco.JPG", "../Image/66-falco.JPG"),
    "a tree": (f"{GITHUB}/tree/main/Image/66-falco.JPG", "../Image/66-falco.JPG"),
    "a raw link of GitHub": (f"{GITHUB}/raw/main/Image/66-falco.JPG", "../Image/66-falco.JPG"),
    "a raw query": (f"{GITHUB}/blob/main/Image/66-falco.JPG?raw=true", "../Image/66-falco.JPG"),
    "a fragment": (f"{GITHUB}/blob/main/Image/66-falco.JPG#L1", "../Image/66-falco.JPG"),
    "a branch by its full name": (f"{GITHUB}/raw/refs/heads/main/top.png", "../top.png"),
    "www and http": ("http://www.github.com/Ann/Notes/blob/main/top.png", "../top.png"),
    "no scheme": ("github.com/ann/notes/blob/main/top.png", "../top.png"),
    "a raw address of a mapped repository": (f"{RAW}/main/top.png", "../top.png"),
    "another letter case on GitHub": (f"{GITHUB}/blob/main/Image/66-falco.jpg", "../Image/66-falco.JPG"),
    "an encoded blank on GitHub": (f"{GITHUB}/blob/main/Image/my%20pic.png", "../Image/my%20pic.png"),
    "a lost blank on GitHub": (f"{GITHUB}/blob/main/Image/mypic.png", "../Image/my%20pic.png"),
    "a repository that is not mapped": (
        "https://github.com/bob/notes/blob/v1/Image/a%20b.png?raw=true",
        "https://raw.githubusercontent.com/bob/notes/v1/Image/a%20b.png",
    ),
    "a file that is not there": (f"{GITHUB}/blob/main/Image/99.png", f"{RAW}/main/Image/99.png"),
    "backslashes": (r"img\falco.png", "img/falco.png"),
    "backslashes upwards": (r"..\Image\66-falco.JPG", "../Image/66-falco.JPG"),
    "backslashes before a dot": (r"..\..\docs\Image\66-falco.JPG", "../Image/66-falco.JPG"),
    "backslashes before an underscore": (r"..\Image\_u.png", "../Image/_u.png"),
    "backslashes before a parenthesis": (r"..\Image\(a).png", "../Image/%28a%29.png"),
    "backslashes and an escape": (r"..\Image\un\_der.png", "../Image/un_der.png"),
    "backslashes that lead out of a sibling": (r".\..\top.png", "../top.png"),
    "the root of the notes": ("/Image/66-falco.JPG", "../Image/66-falco.JPG"),
    "the root and another letter case": ("/image/66-FALCO.jpg", "../Image/66-falco.JPG"),
    "letter case": ("img/Falco.PNG", "img/falco.png"),
    "letter case of a folder": ("../image/66-falco.JPG", "../Image/66-falco.JPG"),
    "a lost blank": ("../Image/mypic.png", "../Image/my%20pic.png"),
    "an encoding too many": ("../Image/my%2520pic.png", "../Image/my%20pic.png"),
    "marks that are not encoded": ("<../Image/a#1,(x).png>", "<../Image/a%231%2C%28x%29.png>"),
    "too high": ("../img/falco.png", "img/falco.png"),
    "too low": ("Image/66-falco.JPG", "../Image/66-falco.JPG"),
    "from the project": ("docs/Image/66-falco.JPG", "../Image/66-falco.JPG"),
    "far too high": ("../../../../img/falco.png", "img/falco.png"),
    "the name alone of a picture further up": ("top.png", "../top.png"),
    "no extension": ("img/falco", "img/falco.png"),
    "no extension and another letter case": ("../image/66-FALCO", "../Image/66-falco.JPG"),
}


@pytest.mark.parametrize(("written", "right"), REPAIRS.values(), ids=REPAIRS)
def test_an_address_is_repaired(written: str, right: str) -> None:
    text = f"before\n\n![Falco]({written}) after"
    result = repaired(text)

    assert "image/repaired" in codes(result)
    assert bare(result.text) == fixed(text, result) == f"before\n\n![Falco]({right}) after"
    found = next(found for found in result.diagnostics if found.rule.code == "image/repaired")
    assert text[slice(*found.span)] == written.strip("<>")


@pytest.mark.parametrize(("written", "right"), REPAIRS.values(), ids=REPAIRS)
def test_a_repaired_address_has_nothing_left_to_repair(written: str, right: str) -> None:
    assert "image/repaired" not in codes(repaired(f"![Falco]({right})"))
    assert "image/repaired" not in codes(repaired(f'<img alt="Falco" src="{right.strip("<>")}">'))


@pytest.mark.parametrize(
    "address",
    [r"../Image/un\_der.png", r"../Image/\(a\).png", r"../Image/either\_or.png", r"../Image/66\-falco\.JPG"],
)
def test_an_escape_of_markdown_in_an_address_is_no_separator(address: str) -> None:
    assert codes(repaired(f"![Falco]({address})")) == []


def test_an_address_with_backslashes_that_leads_nowhere_is_reported_as_it_is_written() -> None:
    result = repaired(r"![Falco](..\..\none\_x.svg)")

    assert codes(result) == ["image/missing"]
    assert r"`..\..\none\_x.svg`" in result.diagnostics[0].message


FORMS = {
    "a title": ('![a](/top.png "t")', '![a](../top.png "t")'),
    "backslashes and a title": (r"![a](..\Image\(a).png 't')", "![a](../Image/%28a%29.png 't')"),
    "backslashes in angle brackets": (r"![a](<..\Image\_u.png>)", "![a](<../Image/_u.png>)"),
    "backslashes in a definition": ("![a][b]\n\n[b]: ..\\Image\\_u.png", "![a][b]\n\n[b]: ../Image/_u.png"),
    "angle brackets": ("![a](</Image/my pic.png>)", "![a](<../Image/my%20pic.png>)"),
    "a link around it": ("[![a](/top.png)](/x)", "[![a](../top.png)](/x)"),
    "a definition": ("![a][b] ![c][b]\n\n[b]: /top.png 'x'", "![a][b] ![c][b]\n\n[b]: ../top.png 'x'"),
    "a row of a table": ("| a |\n|---|\n| ![a](/top.png) |", "| a |\n|---|\n| ![a](../top.png) |"),
    "a wiki link": ("see ![[falco.png|Falco]]", "see ![Falco](img/falco.png)"),
    "a wiki link with a path": ("![[Image/my pic.png|a]]", "![a](../Image/my%20pic.png)"),
    "a wiki link without an extension": ("![[66-falco|a]]", "![a](../Image/66-falco.JPG)"),
}


@pytest.mark.parametrize(("text", "right"), FORMS.values(), ids=FORMS)
def test_a_picture_is_repaired_in_every_form(text: str, right: str) -> None:
    result = repaired(text)

    assert codes(result).count("image/repaired") == 1
    assert bare(result.text) == fixed(text, result) == right
    assert "image/repaired" not in codes(repaired(right))


RAW_HTML = {
    "right, as the file counts": ('<img alt="a" src="img/falco.png">', None, "../img/falco.png"),
    "right, with an entity": ('<img alt="a" src="img&#47;falco.png">', None, "../img/falco.png"),
    "right, from where it is served": (
        '<img alt="a" src="../img/falco.png">',
        "img/falco.png",
        "../img/falco.png",
    ),
    "from the root": ("<img alt=a src='/top.png'>", "../top.png", "../../top.png"),
    "without quotes": ("<img alt=a src=/top.png>", "../top.png", "../../top.png"),
    "in capitals, over lines": ('<IMG\n SRC="/top.png"\n ALT="a"\n/>', "../top.png", "../../top.png"),
    "of GitHub": (f'<img alt="a" src="{GITHUB}/blob/main/top.png">', "../top.png", "../../top.png"),
    "in another letter case": ('<img alt="a" src="../Top.png">', "../top.png", "../../top.png"),
}


@pytest.mark.parametrize(("text", "fix", "served"), RAW_HTML.values(), ids=RAW_HTML)
def test_raw_html_is_written_for_the_file_and_rendered_for_the_address(
    text: str, fix: str | None, served: str
) -> None:
    result = repaired(text)
    written = fixed(text, result)

    assert codes(result) == (["image/repaired"] if fix else [])
    assert f"src={served}" in re.sub("[\"']", "", result.text.replace("SRC", "src"))
    assert fix is None or f"src={fix}" in re.sub("[\"']", "", written.lower())
    assert codes(repaired(written)) == []


def test_a_page_that_is_served_where_its_file_is_keeps_its_raw_html() -> None:
    text = '<img alt="a" src="img/falco.png" width="1" height="1" decoding="async">'

    assert repaired(text, "docs/ch7/index.md").text == text
    assert repaired(text, images=replace(MAPPED, directory_urls=False)).text == text


def test_every_candidate_of_a_srcset_is_repaired() -> None:
    text = (
        '<picture>\n<source srcset="/top.png 1x,\n/Image/66-falco.jpg 2x">\n'
        '<img alt="a" src="here.png">\n</picture>'
    )
    result = repaired(text)

    assert codes(result) == ["image/repaired"] * 2
    assert fixed(text, result).startswith(
        '<picture>\n<source srcset="../top.png 1x,\n../Image/66-falco.JPG 2x">'
    )
    assert result.text.startswith(
        '<picture>\n<source srcset="../../top.png 1x,\n../../Image/66-falco.JPG 2x">'
    )
    assert '<img alt="a" src="../here.png" width="1" height="1" decoding="async">' in result.text


def test_a_size_behind_a_wiki_link_becomes_a_width() -> None:
    result = repaired("![[falco.png|20]]")

    assert fixed("![[falco.png|20]]", result) == "![](img/falco.png){ width=20 }"
    assert result.text == "![](img/falco.png){ width=20 height=15 decoding=async }"


FINE = {
    "a picture beside the page": "![a](here.png)",
    "a picture below": "![a](img/falco.png)",
    "a picture above": "![a](../top.png)",
    "an encoded blank": "![a](../Image/my%20pic.png)",
    "a blank": "![a](../Image/my pic.png)",
    "one of two that differ in letter case": "![a](../Image/twin.PNG)",
    "a data address": "![a](data:image/svg+xml,%3Csvg/%3E)",
    "code": "`![a](/nowhere.png)`",
    "a picture that only decorates": '<img alt="" role="presentation" src="here.png">',
    "a picture hidden from readers": '<img alt="" aria-hidden="true" src="here.png">',
    "alternative text in an attribute list": '![](here.png){ alt="words" }',
    "the same picture twice": "![a](here.png) ![a](./here.png)",
    "no picture at all": "[a](nowhere.png) and text",
    "a reference that an included file may define": "--8<-- 'refs.md'\n\n![a][b]",
    "an address that a link has too": "[![a](here.png)](https://example.com/x.png)",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_a_good_picture_is_not_reported(text: str) -> None:
    assert codes(repaired(text)) == []


FAULTS = {
    "no file": ("![a](img/nothing-here.png)", "image/missing", "img/nothing-here.png"),
    "a misspelt file": ("![a](img/falko.png)", "image/missing", "img/falko.png"),
    "no address": ("![a]()", "image/missing", "![a]()"),
    "no src": ('<img alt="a">', "image/missing", "<img"),
    "a bare name of a picture elsewhere": ("![a](66-falco.JPG)", "image/missing", "66-falco.JPG"),
    "an unknown wiki link": ("![[nothing.png|a]]", "image/missing", "nothing.png"),
    "a file that is not published": (
        "![a](../../snippets/outside.png)",
        "image/missing",
        "../../snippets/outside.png",
    ),
    "a reference that nothing defines": ("![a][b]", "image/missing", "b"),
    "a file of one computer": ("![a](file:///C:/a.png)", "image/missing", "file:///C:/a.png"),
    "two letter cases": ("![a](../Image/Twin.png)", "image/ambiguous", "../Image/Twin.png"),
    "two extensions": ("![a](../Image/both)", "image/ambiguous", "../Image/both"),
    "two folders": ("![a](img/same.png)", "image/ambiguous", "img/same.png"),
    "two pictures for a wiki link": ("![[same.png|a]]", "image/ambiguous", "same.png"),
    "no alternative text": ("![](here.png)", "image/no-alt", "![]"),
    "blank alternative text": ("![ ](here.png)", "image/no-alt", "![ ]"),
    "raw without alternative text": ('<img src="here.png">', "image/no-alt", "<img"),
    "raw with an empty alternative text": ('<img alt="" src="here.png">', "image/no-alt", "<img"),
    "the same words": ("![a](here.png)\n\n![A](../top.png)", "image/repeated-alt", "A"),
    "a heavy picture": ("![a](../Image/heavy.png)", "image/heavy", "../Image/heavy.png"),
    "another host": ("![a](https://example.com/a.png)", "image/remote", "https://example.com/a.png"),
    "another host without a scheme": ("![a](//example.com/a.png)", "image/remote", "//example.com/a.png"),
    "another host by a reference": (
        "![a][b]\n\n[b]: http://example.com",
        "image/remote",
        "http://example.com",
    ),
    "another host in a srcset": (
        '<img alt="a" src="here.png" srcset="http://example.com/a 2x">',
        "image/remote",
        "http://example.com/a",
    ),
    "a text": ("![a](../Image/text.png)", "image/unreadable", "../Image/text.png"),
    "an empty file": ("![a](../Image/empty.png)", "image/unreadable", "../Image/empty.png"),
    "a path that leads outside": ("![a](../../../etc/passwd)", "image/unreadable", "../../../etc/passwd"),
    "a symlink that leads outside": ("![a](../Image/link.png)", "image/unreadable", "../Image/link.png"),
}


@pytest.mark.parametrize(("text", "code", "place"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_reported_at_its_place_and_nothing_is_guessed(text: str, code: str, place: str) -> None:
    result = repaired(text)

    assert codes(result) == [code]
    assert text[slice(*result.diagnostics[0].span)] == place
    assert result.diagnostics[0].fix is None
    assert fixed(text, result) == text


def only(text: str) -> Diagnostic:
    (found,) = repaired(text).diagnostics
    return found


def test_a_missing_picture_comes_with_the_nearest_name() -> None:
    assert only("![a](img/falko.png)").message == "the picture `img/falko.png` does not exist"
    assert only("![a](img/falko.png)").hint == "did you mean `img/falco.png`?"
    assert only("![a](66-falco.JPG)").hint == "did you mean `../Image/66-falco.JPG`?"
    assert only("![a](img/falco.gif)").hint == "did you mean `img/falco.png`?"
    assert only("![a](img/unlike-any.gif)").hint == "add the picture, or correct its address"


def test_an_ambiguous_address_lists_what_it_may_mean() -> None:
    found = only("![a](../Image/Twin.png)")

    assert found.message == "`../Image/Twin.png` may mean `docs/Image/twin.PNG`, `docs/Image/twin.png`"


def test_a_repeated_text_points_to_the_first() -> None:
    found = only("![Audit log](here.png)\n\n![audit  log](../top.png)")

    assert [(remark.span, remark.message) for remark in found.related] == [
        (Span(2, 11), "first called “audit log” here")
    ]


def test_a_repair_to_a_raw_address_is_a_picture_on_another_host_too() -> None:
    result = repaired(f"![a]({GITHUB}/blob/main/Image/67-falco.JPG)")

    assert codes(result) == ["image/repaired", "image/remote"]
    assert result.diagnostics[1].hint == "did you mean `../Image/66-falco.JPG`?"


def test_an_ambiguous_file_of_a_mapped_repository_is_left_to_the_author() -> None:
    result = repaired(f"![a]({GITHUB}/blob/main/Image/Twin.png)")

    assert codes(result) == ["image/repaired", "image/ambiguous", "image/remote"]


def test_a_page_outside_the_project_reaches_no_file_of_it() -> None:
    for path in ("../seed/page.md", "/seed/page.md"):
        result = repaired(f"![a]({GITHUB}/blob/main/top.png) ![b](img/falco.png)", path)

        assert codes(result) == ["image/repaired", "image/remote", "image/missing"]
        assert f"![a]({RAW}/main/top.png)" in result.text


def test_a_page_outside_the_project_shows_what_lies_below_its_folder() -> None:
    for folder in ("../seed", "/seed"):
        library = Library(Memory({f"{folder}/img/x.png": png()}), MAPPED)
        text = "![a](img/x.png) ![b](img/X.png) ![c](../y.png)"
        result = repair(Source(f"{folder}/page.md", text), library)

        assert codes(result) == ["image/repaired", "image/unreadable"]
        assert fixed(text, result) == "![a](img/x.png) ![b](img/x.png) ![c](../y.png)"


def test_a_page_beside_the_notes_may_show_any_picture_of_the_project() -> None:
    result = repaired('![a](docs/top.png) <img alt="b" src="snippets/outside.png">', "README.md")

    assert codes(result) == []
    assert 'src="snippets/outside.png"' in result.text


def test_a_raw_address_of_a_repository_that_is_not_mapped_is_only_remote() -> None:
    assert codes(repaired(f"![a]({RAW}/main/top.png)", images=Images())) == ["image/remote"]


def test_a_long_address_is_shortened_in_the_message() -> None:
    assert len(only(f"![a](img/{'x' * 100_000}.png)").message) < 300


DRESSED = {
    "the first picture": ("![a](img/falco.png)", "![a](img/falco.png){ width=40 height=30 decoding=async }"),
    "an attribute list": (
        "![a](img/falco.png){ .wide loading=lazy }",
        "![a](img/falco.png){ .wide loading=lazy width=40 height=30 decoding=async }",
    ),
    "a width": (
        '![a](img/falco.png){width="20"}',
        '![a](img/falco.png){width="20" height=15 decoding=async}',
    ),
    "a width in percent": (
        "![a](img/falco.png){width=50%}",
        "![a](img/falco.png){width=50% decoding=async}",
    ),
    "braces that are no list": ("![a](here.png){}", "![a](here.png){ width=1 height=1 decoding=async }{}"),
    "a drawing by its box": ("![a](../draw.svg)", "![a](../draw.svg){ width=120 height=60 decoding=async }"),
    "a reference": (
        "![a][b]\n\n[b]: here.png",
        "![a][b]{ width=1 height=1 decoding=async }\n\n[b]: here.png",
    ),
    "another host": ("![a](http://example.com)", "![a](http://example.com){ decoding=async }"),
    "raw": (
        '<img alt="a" src="img/falco.png"/>',
        '<img alt="a" src="../img/falco.png" width="40" height="30" decoding="async"/>',
    ),
    "raw with a height": (
        '<img alt="a" src="img/falco.png" height="60">',
        '<img alt="a" src="../img/falco.png" height="60" width="80" decoding="async">',
    ),
}


@pytest.mark.parametrize(("text", "right"), DRESSED.values(), ids=DRESSED)
def test_a_picture_gets_what_its_author_did_not_give(text: str, right: str) -> None:
    assert repaired(text).text == right


def test_all_but_the_first_picture_load_when_they_are_reached() -> None:
    result = repaired('![a](here.png) <img alt="b" src="here.png"> ![c](here.png)')

    assert re.findall(r"loading=\S+", result.text) == ['loading="lazy"', "loading=lazy"]
    assert result.text.index("<img") < result.text.index("loading")


def test_what_is_added_is_rendered_as_attributes() -> None:
    text = "# ![a](here.png) {#head}\n\n| a |\n|---|\n| ![b](img/falco.png) |\n\n- [![c](../top.png)](x.md)\n"
    page = markdown.markdown(repaired(text).text, extensions=["attr_list", "tables"])

    assert '<h1 id="head"><img alt="a" decoding="async" height="1" src="here.png" width="1"' in page
    assert (
        '<td><img alt="b" decoding="async" height="30" loading="lazy" src="img/falco.png" width="40"' in page
    )
    assert '<a href="x.md"><img alt="c" decoding="async" height="1" loading="lazy" src="../top.png"' in page
    assert "{" not in page


def test_code_is_left_alone() -> None:
    text = "```\n![a](/top.png)\n```\n\n    ![b](/top.png)\n\n`![c](/top.png)` <!-- ![d](/top.png) -->\n"
    result = repair(Source("docs/a.md", text), Library(Memory(FILES), MAPPED), [Span(0, 23)])

    assert result == Repaired(text)


def test_a_page_without_pictures_asks_for_no_file() -> None:
    files = Memory(FILES)
    repair(Source("docs/a.md", "text! [a](b) `![a](x.png)`"), Library(files, MAPPED))

    assert files.asked == []


def test_a_run_reads_a_picture_and_lists_a_folder_once() -> None:
    files = Memory(FILES)
    library = Library(files, MAPPED)
    for _ in range(3):
        repair(Source("docs/ch7/a.md", "![a](img/falco.png) ![b](img/nothing.png)"), library)

    assert len(files.asked) == len(set(files.asked))
    assert "docs/ch7/img/falco.png" in files.asked


@pytest.mark.parametrize("rule", rules, ids=lambda rule: rule.code)
def test_the_page_of_a_rule_shows_both_sides(rule: AnyRule) -> None:
    bad, good = re.findall(r"(?s)````markdown\n(.*?)````", rule.doc)
    library = Library(Memory(example_files()))

    found = repair(Source("docs/page.md", bad), library).diagnostics
    (expectation,) = re.finditer(rf"<!-- expect: {re.escape(rule.code)} -- .* -->\n", bad)
    expected_line = bad.count("\n", 0, expectation.end()) + 1
    assert [(one.rule.code, one.start.line) for one in found] == [(rule.code, expected_line)]
    assert repair(Source("docs/page.md", good), library).diagnostics == ()


def test_repairs_are_remarks_and_broken_pictures_errors() -> None:
    assert {rule.code: rule.severity for rule in rules} == {
        "image/repaired": Severity.INFO,
        "image/missing": Severity.ERROR,
        "image/ambiguous": Severity.ERROR,
        "image/unreadable": Severity.ERROR,
        "image/no-alt": Severity.WARNING,
        "image/repeated-alt": Severity.WARNING,
        "image/heavy": Severity.WARNING,
        "image/remote": Severity.WARNING,
    }


PIECES = st.sampled_from(
    ["![", "](", ")", "[", "]", "![[", "]]", "|", "<img ", "<source ", "<picture>", 'src="', "srcset='", '"',
     "'", "=", ">", "/", "\\", "..", "/../", "img/falco.png", "Top.PNG", "../Image/my pic.png", "Image/twin",
     "\n", "\r\n", "\r", "    ", "> ", "`", "``", "<!--", "-->", "{", "}", "{ width=3 }", GITHUB, "https://",
     "//", "/blob/main/top.png", "#", "?", "%", "%20", "&amp;", "\x00", "\x0b", "\u2028", "é", "alt=", " ",
     "a", "[a]: ", "![a](/top.png)", "<div>", "</div>", "- ", "---\n", "|40", "data:", ",", "1x",
     "![[falco|a]]", "![a][b]\n\n[b]: /top.png\n"]
)  # fmt: skip
PAGES = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)
PATHS = st.sampled_from(
    ["docs/ch7/page.md", "docs/index.md", "README.md", "../x.md", "/x.md", "", "docs/a b/é.md"]
)


@settings(max_examples=1_000, deadline=None)
@given(PAGES, PATHS, st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2))
@example("![a](/Image\n/top.png)", "docs/ch7/page.md", [])
@example("<img src='/to\np.png'>", "docs/ch7/page.md", [])
def test_no_page_breaks_it(text: str, path: str, spans: list[tuple[int, int]]) -> None:
    code = [Span(min(pair), max(pair)) for pair in spans if max(pair) <= len(text)]
    library = Library(Memory(FILES, LINKS), MAPPED)
    source = Source(path, text)
    result = repair(source, library, code)

    assert len(Source(path, result.text).line_starts) == len(source.line_starts)
    for found in result.diagnostics:
        places = [found.span, *(remark.span for remark in found.related)]
        places += [edit.span for edit in found.fix.edits] if found.fix else []
        assert all(0 <= place.start <= place.end <= len(text) for place in places)
        assert found.span.start < found.span.end


@settings(max_examples=1_000, deadline=None)
@given(PAGES, PATHS)
def test_a_fixed_page_has_nothing_left_to_fix(text: str, path: str) -> None:
    library = Library(Memory(FILES, LINKS), MAPPED)
    once = fixed(text, repair(Source(path, text), library))
    again = repair(Source(path, once), library)

    assert [found.fix for found in again.diagnostics if found.fix] == []


@pytest.mark.parametrize(
    "unit",
    ["![[", "![", "<img ", '<img src="', "![](", "![a](x ", "`", "`a``", "<!--", "[", "(", "![a][", "{",
     "![a](b){", "<div>", "<div ", "![]( ", '![](a "', "> ", "- ", "![a](b)", "<img a=", " ", "![[a.png]]",
     "[a]: ", "[a](", "(![]("],
)  # fmt: skip
def test_a_line_of_many_beginnings_is_read_in_one_go(unit: str) -> None:
    text = unit * (200_000 // len(unit)) + "![a](/top.png)"
    result = repaired(text)

    assert len(result.text) >= len(text)
