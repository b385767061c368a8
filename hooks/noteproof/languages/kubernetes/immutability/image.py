"""Whether a container's image can be another one tomorrow, which is no change of a container that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.languages.kubernetes.immutability.grades import Line
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.written import text
from noteproof.schema.values import shortened

_NAME = "image"
_DIGEST = re.compile(r"[^@]+@(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})")


def pinned_image(subject: Subject) -> Iterator[Line]:
    """A digest names one image for ever; a tag is moved. It never decides a grade."""
    image = text(subject.fields, _NAME)
    route = (*subject.route, _NAME)
    if _DIGEST.fullmatch(image):
        yield Line(_NAME, "ok", route, f"{subject.label} has an image that is fixed by its digest")
        return
    change = "name the image by its digest, as in `nginx@sha256:…`"
    yield Line(_NAME, "remark", route, f"{subject.label} {_why(image)}", change)


def _why(image: str) -> str:
    """What is so of an image that no digest fixes."""
    shown = f'the image "{shortened(image)}"'
    if not image:
        return "has no image"
    if "@" in image:
        return f"has {shown}, whose digest is not one of `sha256:` and 64 hex digits"
    if ":" in image.rpartition("/")[2]:
        return f"has {shown}: its tag can stand for another image tomorrow"
    return f"has {shown}, which has no tag: that is `latest`, which can be another image tomorrow"
