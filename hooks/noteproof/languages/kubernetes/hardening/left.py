"""What hardening leaves to the author."""

from __future__ import annotations

from typing import NamedTuple

from noteproof.finding import Where


class Left(NamedTuple):
    """What hardening could not do, or what is to be looked at.

    `message` says what is so, without a full stop; `hint` is the next step. `is_note`: the pod passes as is.
    """

    where: Where
    message: str
    hint: str
    is_note: bool = False
