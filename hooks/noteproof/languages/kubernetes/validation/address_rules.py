"""What is asked of fields that hold an IP address or a CIDR block, and the rules for it."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import AnyRule, Finding, Says, Severity, Value, rule
from noteproof.languages.kubernetes.validation import addresses
from noteproof.languages.kubernetes.validation.nodes import Scene, Text
from noteproof.schema.values import shortened


@rule("kubernetes/invalid-address", Severity.ERROR)
def invalid_address(value: str, owner: str, why: str, hint: str) -> Says:
    """An IP address, or a block of them in CIDR notation, is refused if it is none, or could mean two things.

    A single address is a block, too: `10.9.8.7/32`. Since Kubernetes 1.36 a block begins at its first address
    (`10.9.8.7/24` could mean the block or the address), no part has leading zeros, and IPv4 addresses are not
    written as IPv6 ones (`::ffff:10.9.8.7`). Some fields need the canonical form of IPv6, with `::` and
    lower-case letters. External IPs and endpoints cannot be loopback or link-local addresses.

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: only-database
    spec:
      podSelector: {}
      policyTypes: [Egress]
      egress:
        - to:
            - ipBlock:
                cidr: 10.9.8.7  # expect: kubernetes/invalid-address
    ```

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: only-database
    spec:
      podSelector: {}
      policyTypes: [Egress]
      egress:
        - to:
            - ipBlock:
                cidr: 10.9.8.7/32
    ```
    """
    return Says(f'"{value}" cannot be {owner}: {why}', hint, "Invalid value")


@rule("kubernetes/odd-address", Severity.WARNING)
def odd_address(value: str, why: str, hint: str) -> Says:
    """The server takes some addresses and warns of them: programs that compare them as text see two of one.

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      type: LoadBalancer
      ports:
        - port: 80
      loadBalancerSourceRanges:
        - 2001:DB8::/32  # expect: kubernetes/odd-address
    ```

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      type: LoadBalancer
      ports:
        - port: 80
      loadBalancerSourceRanges:
        - 2001:db8::/32
    ```
    """
    return Says(f'"{value}" is an odd way to write an address: {why}', hint)


rules: tuple[AnyRule, ...] = (invalid_address, odd_address)


def is_strict(scene: Scene) -> bool:
    """Whether the server refuses ambiguous addresses in fields that are older than its strictness."""
    return scene.minor >= addresses.STRICT_SINCE


def address(text: Text, strict: bool, canonical: bool = False) -> Iterator[Finding]:
    """A text that is an IP address."""
    why = addresses.address_fault(text.text, strict, canonical)
    if why:
        read = addresses.read_address(text.text)
        yield _invalid(text, "an IP address", why, read.canonical if read else "10.9.8.7` or `2001:db8::1")


def address_of(text: Text, family: str, strict: bool) -> Iterator[Finding]:
    """A text that is an IP address of a family, IPv4 or IPv6."""
    read = addresses.read_address(text.text)
    if read is not None and read.family != family:
        hint = f"write an {family} address, or change the type"
        yield invalid_address.at(
            Value(text.route), shortened(text.text), f"an {family} address", f"it is {read.family}", hint
        )
    else:
        yield from address(text, strict)


def block(text: Text, strict: bool, canonical: bool = False) -> Iterator[Finding]:
    """A text that is a block of addresses in CIDR notation."""
    why = addresses.block_fault(text.text, strict, canonical)
    if why:
        read, single = addresses.read_block(text.text), addresses.read_address(text.text)
        instead = "10.9.8.0/24` or `2001:db8::/64"
        if read is not None:
            instead = read.canonical
        elif single is not None:
            instead = f"{single.canonical}/{32 if single.is_four else 128}"
        yield _invalid(text, "a block of addresses", why, instead)


def reachable(text: Text) -> Iterator[Finding]:
    """An address that something else than its own machine can reach."""
    read = addresses.read_address(text.text)
    special = addresses.special_range(read) if read is not None else None
    if special:
        why = f"it is in the {special} range" if special != "unspecified" else "it stands for no address"
        hint = "write an address that other machines can reach"
        yield invalid_address.at(Value(text.route), shortened(text.text), "an address here", why, hint)


def odd(text: Text, strict: bool) -> Iterator[Finding]:
    """The warning for an address that is taken, but not written as it should be."""
    read = addresses.read_address(text.text)
    if (
        read is not None
        and addresses.address_fault(text.text, strict) is None
        and read.canonical != text.text
    ):
        yield _odd(text, read.canonical, read.has_zeros or read.is_mapped)


def odd_block(text: Text, strict: bool) -> Iterator[Finding]:
    """The warning for a block that is taken, but not written as it should be."""
    read = addresses.read_block(text.text)
    if read is not None and addresses.block_fault(text.text, strict) is None and read.canonical != text.text:
        yield _odd(text, read.canonical, addresses.block_fault(text.text, True) is not None)


def _odd(text: Text, instead: str, is_doubtful: bool) -> Finding:
    why = "later versions of Kubernetes refuse it" if is_doubtful else "RFC 5952 has another form"
    return odd_address.at(Value(text.route), shortened(text.text), why, f"write `{instead}`")


def _invalid(text: Text, owner: str, why: str, instead: str) -> Finding:
    return invalid_address.at(Value(text.route), shortened(text.text), owner, why, f"write `{instead}`")
