"""The rules about pictures."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.finding import AnyRule, Fix, Related, Says, Severity, rule
from noteproof.text import Edit, Span

_LONGEST = 160


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _list(paths: Sequence[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths[:8]) + (" …" if len(paths) > 8 else "")


@rule("image/repaired", Severity.INFO)
def repaired(address: str, becomes: str, why: str, edit: Edit | None) -> Says:
    """Every address of a picture says what it means.

    The site shows the picture all the same: while a page is built, an address that can mean one file only
    is read as that file's. `noteproof fix` writes it into the page, so that GitHub and editors show it too.

    Repaired are: a `github.com/…/blob/…` address (a web page *about* the picture) whose repository the
    configuration maps to a folder, or else to its raw address; backslashes; an address from the root of the
    server, read from the root of the notes; letter case, blanks and percent-encoding; the wrong folder, where
    only one picture's path ends so; a missing extension; `![[wiki links]]`; and in raw HTML an address that
    counts from where the page is served. In the notes every address is relative to its file, in raw HTML
    too; the site turns it into what the served page needs.

    ````markdown
    <!-- expect: image/repaired -- from the root of the server -->
    ![Falco reads system calls](/img/falco.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)
    ````
    """
    fix = Fix(f"write `{_short(becomes)}`", (edit,)) if edit else None
    hint = "run `noteproof fix` to write it so" if edit else "write it so, on one line"
    return Says(f"`{_short(address)}` {why}; read as `{_short(becomes)}`", hint, fix=fix)


@rule("image/missing", Severity.ERROR)
def missing(address: str, why: str = "", suggestion: str | None = None) -> Says:
    """Every picture that a page shows is there.

    The address leads to no file, so a reader sees a broken picture. Letter case counts, as it does on the
    web server: `Falco.png` is not `falco.png`, whatever macOS and Windows say. The picture with the nearest
    name is suggested, never taken.

    ````markdown
    <!-- expect: image/missing -- the picture is called falco.png -->
    ![Falco reads system calls](img/falko.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)
    ````
    """
    message = (
        f"the picture `{_short(address)}` {why or 'does not exist'}"
        if address
        else "the picture has no address"
    )
    if suggestion:
        return Says(message, f"did you mean `{suggestion}`?")
    return Says(message, "add the picture, or correct its address")


@rule("image/ambiguous", Severity.ERROR)
def ambiguous(address: str, paths: Sequence[str]) -> Says:
    """Every address of a picture means one file.

    No file bears exactly this name, and several bear one that differs from it in letter case, in blanks,
    in the folder or in the extension. Which of them is meant is the author's to say.

    ````markdown
    <!-- expect: image/ambiguous -- audit.png or audit.jpg -->
    ![The stages of an audit event](img/audit)
    ````

    ````markdown
    ![The stages of an audit event](img/audit.png)
    ````
    """
    return Says(f"`{_short(address)}` may mean {_list(paths)}", "write the one that is meant")


@rule("image/no-alt", Severity.WARNING)
def no_alt(address: str) -> Says:
    """Every picture says in words what it shows.

    A reader who does not see the picture gets its alternative text: from a screen reader, from a search, in
    place of a picture that does not load. Of raw HTML that only decorates, an empty `alt` is right together
    with `role="presentation"` or `aria-hidden="true"`.

    ````markdown
    <!-- expect: image/no-alt -- nothing between the brackets -->
    ![](img/falco.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)
    ````
    """
    return Says(
        f"the picture `{_short(address)}` has no alternative text", "say in a few words what it shows"
    )


@rule("image/repeated-alt", Severity.WARNING)
def repeated_alt(alt: str, first: Span) -> Says:
    """No two pictures of a page have the same alternative text.

    Who hears "audit log policy" three times does not learn what the three pictures differ in. The same
    picture shown twice may say the same twice.

    ````markdown
    ![Audit log](img/falco.png)

    <!-- expect: image/repeated-alt -- another picture, the same words -->
    ![Audit log](img/audit.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)

    ![The stages of an audit event](img/audit.png)
    ````
    """
    return Says(
        f"another picture of this page is called “{_short(alt)}” too",
        "say what this one shows that the other does not",
        related=(Related(first, f"first called “{_short(alt)}” here"),),
    )


@rule("image/heavy", Severity.WARNING)
def heavy(path: str, size: int, limit: int) -> Says:
    """No picture is heavier than a page should be.

    A picture over 500 KB takes seconds on a telephone, and the reader needs none of it to read on. WebP at
    quality 80 takes about 58 % of a JPEG's bytes; a diagram is best an SVG.

    ````markdown
    <!-- expect: image/heavy -- 600 KB -->
    ![A terminal that prints alerts](img/terminal.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)
    ````
    """
    size = round(size / 1000)
    return Says(
        f"`{path}` weighs {size} KB, more than {round(limit / 1000)} KB",
        "save it as WebP, draw it as SVG, or make it smaller",
    )


@rule("image/remote", Severity.WARNING)
def remote(address: str, host: str, among: Sequence[str] = ()) -> Says:
    """Every picture of a page is one of the project's own.

    A picture on another host tells that host who reads the page, vanishes when the host does, and does not
    show without a network. Our pages ask no other host.

    ````markdown
    <!-- expect: image/remote -- on another host -->
    ![Falco reads system calls](https://pictures.example/falco.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)
    ````
    """
    if among:
        return Says(f"the picture is on another host, {host}", f"did you mean {_list(among)}?")
    return Says(f"the picture is on another host, {host}", "keep a copy among the notes and show that")


@rule("image/unreadable", Severity.ERROR)
def unreadable(address: str, fault: str) -> Says:
    """Every picture file is a picture of this project.

    A file that bears a picture's name without being one shows as a broken picture: an error page that was
    saved by mistake, a placeholder of Git LFS, an upload that broke off. A path that leads out of the
    project, by `..` or by a symlink, is not followed.

    ````markdown
    <!-- expect: image/unreadable -- a text that is called .png -->
    ![Falco reads system calls](img/saved.png)
    ````

    ````markdown
    ![Falco reads system calls](img/falco.png)
    ````
    """
    return Says(f"the picture `{_short(address)}` {fault}", "put a picture of the project in its place")


rules: tuple[AnyRule, ...] = (
    repaired,
    missing,
    ambiguous,
    no_alt,
    repeated_alt,
    heavy,
    remote,
    unreadable,
)


def example_files(docs: str = "docs") -> dict[str, bytes]:
    """The pictures that the examples of these rules speak of, for a page that lies in `docs` itself."""
    png = (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
        b"\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82"
    )
    jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\0\x01\0\x01\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9"
    return {
        f"{docs}/img/falco.png": png,
        f"{docs}/img/audit.png": png,
        f"{docs}/img/audit.jpg": jpeg,
        f"{docs}/img/terminal.png": png + bytes(600_000),
        f"{docs}/img/saved.png": b"<!DOCTYPE html><title>Not found</title>",
    }
