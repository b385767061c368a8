"""What the server takes of a container, and its author should have decided on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Says, Severity, rule
from noteproof.languages.kubernetes.validation.nodes import Check, Node
from noteproof.schema.values import shortened


@rule("pod/privileged", Severity.INFO)
def privileged(name: str) -> Says:
    """A privileged container owns its node: it sees every device, and no profile or capability holds it back.

    It can remount its read-only root as writable, load kernel modules and read the secrets of all pods
    on the node. Most programs that ask for it need one capability. The levels *baseline* and *restricted*
    of the Pod Security Standards forbid it.

    ```yaml
    # in: Pod.spec.containers[0]
    securityContext:
      privileged: true  # expect: pod/privileged
    ```

    ```yaml
    # in: Pod.spec.containers[0]
    securityContext:
      capabilities:
        drop: ["ALL"]
        add: ["NET_BIND_SERVICE"]
    ```
    """
    who = f'the container "{name}"' if name else "the container"
    return Says(
        f"{who} is privileged: it owns its node", "remove `privileged`, and add the one capability it needs"
    )


def _privileged(container: Node) -> Iterator[Finding]:
    context = container.node("securityContext")
    if context is not None and context.flag("privileged"):
        yield privileged.at(context.at("privileged"), shortened(container.filled("name")))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Container": (_privileged,),
    "core.v1.EphemeralContainer": (_privileged,),
}
