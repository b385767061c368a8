"""A request to the API server, by the attributes that a policy asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what. `path` is that of a request for no resource, and `None` where it is for one."""

    user: str = ""
    groups: tuple[str, ...] = ()
    verb: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str | None = None

    @property
    def asked(self) -> str:
        """The resource as a policy writes it: `pods/log`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource
