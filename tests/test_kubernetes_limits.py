"""Manifests beyond all measure: each is answered, at its place, in a message of a readable length."""

from __future__ import annotations

import pytest
from memory import Memory

from noteproof import catalogue, engine
from noteproof.finding import Diagnostic, Severity
from noteproof.text import Snippet, Source

SETTINGS = engine.Settings(catalogue.LANGUAGES, codes=frozenset(catalogue.by_code()))
MANY = 10_000
LONG = 1_000_000
HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"


def errors(text: str) -> list[Diagnostic]:
    (outcome,) = engine.check([Snippet.whole(Source("x.yaml", text))], Memory(), SETTINGS)
    return [it for it in outcome.diagnostics if it.severity is Severity.ERROR]


def pod(container: str = "", spec: str = "") -> str:
    return f"{HEAD}  containers:\n  - name: c\n    image: nginx\n{container}{spec}"


def long(sign: str) -> str:
    """About a million characters."""
    return sign * (LONG // len(sign))


def test_ten_thousand_good_containers_are_taken() -> None:
    ports = (f"  - {{name: c{at}, image: nginx, ports: [{{containerPort: 80}}]}}\n" for at in range(MANY))

    assert errors(f"{HEAD}  containers:\n{''.join(ports)}") == []


def test_ten_thousand_bad_containers_are_each_refused() -> None:
    containers = "  - {name: c, image: nginx}\n" * MANY
    found = errors(f"{HEAD}  containers:\n{containers}")

    assert [it.rule.code for it in found] == ["kubernetes/duplicate-value"] * (MANY - 1)
    assert found[-1].path == f"spec.containers[{MANY - 1}].name"


def test_ten_thousand_mounts_and_volumes_are_matched() -> None:
    mounts = "".join(f"    - {{name: v{at}, mountPath: /m{at}}}\n" for at in range(MANY))
    volumes = "".join(f"  - {{name: v{at}, emptyDir: {{}}}}\n" for at in range(MANY - 1))

    (fault,) = errors(pod(f"    volumeMounts:\n{mounts}", f"  volumes:\n{volumes}"))
    assert fault.path == f"spec.containers[0].volumeMounts[{MANY - 1}].name"


@pytest.mark.parametrize("number", ["0" * 1000 + "1", f"1.{'0' * 1000}1", f"1{'0' * 1000}m"])
def test_a_quantity_of_a_thousand_digits_is_read(number: str) -> None:
    limit = f"    resources: {{limits: {{memory: '{number}'}}"

    assert errors(pod(f"{limit}}}\n")) == []
    (fault,) = errors(pod(f"{limit}, requests: {{memory: '1{number}'}}}}\n"))
    assert fault.path == "spec.containers[0].resources.requests"
    assert len(fault.message) < 300


def test_a_quantity_beyond_63_bits_is_the_largest_there_is() -> None:
    nines = "9" * 1000

    assert (
        errors(pod(f"    resources: {{limits: {{memory: {nines}}}, requests: {{memory: 9{nines}}}}}\n")) == []
    )


def test_a_negative_quantity_of_a_thousand_digits_is_refused() -> None:
    found = errors(pod(f"    resources: {{limits: {{cpu: -{'9' * 1000}}}}}\n"))

    assert {it.path for it in found} >= {"spec.containers[0].resources.limits[cpu]"}


@pytest.mark.parametrize("sign", ["a", "-", ".", "A", "a-", "a.", "\u00e4", "0"])
@pytest.mark.parametrize(
    ("place", "path"),
    [
        (pod().replace("name: p", "name: '%s'"), "metadata.name"),
        (pod().replace("name: c", "name: '%s'"), "spec.containers[0].name"),
        (pod("    ports: [{containerPort: 80, name: '%s'}]\n"), "spec.containers[0].ports[0].name"),
        (pod("", "  volumes: [{name: '%s'}]\n"), "spec.volumes[0].name"),
        (pod("", "  nodeSelector: {? '%s' : x}\n"), "spec.nodeSelector"),
        (pod("", "  nodeSelector: {x: '%s'}\n"), "spec.nodeSelector"),
        (pod("", "  subdomain: '%s'\n"), "spec.subdomain"),
        (pod("", "  serviceAccountName: '%s'\n"), "spec.serviceAccountName"),
        (pod("", "  tolerations: [{key: '%s', operator: Exists}]\n"), "spec.tolerations[0].key"),
        (pod("", "  hostAliases: [{ip: '%s'}]\n"), "spec.hostAliases[0].ip"),
        (pod("    imagePullPolicy: '%s'\n"), "spec.containers[0].imagePullPolicy"),
        (pod("", "  securityContext: {seccompProfile: {type: '%s'}}\n"), "spec.securityContext.seccomp"),
    ],
)  # fmt: skip
def test_a_word_of_a_megabyte_is_refused_at_its_place(place: str, path: str, sign: str) -> None:
    found = errors(place.replace("%s", long(sign)))

    assert any(str(it.path).startswith(path) for it in found)
    assert all(len(it.message) + len(it.hint) < 1000 for it in found)


@pytest.mark.parametrize(
    "sign",
    ["*/", "0-", ",", "* ", "9", "a", "@", "TZ="],
)
def test_a_schedule_of_a_megabyte_is_refused(sign: str) -> None:
    job = "{template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}"
    text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\nspec:\n"

    (fault,) = errors(f"{text}  schedule: '{long(sign)}'\n  jobTemplate: {{spec: {job}}}\n")
    assert fault.path == "spec.schedule"
    assert len(fault.message) < 300


@pytest.mark.parametrize("sign", ["1.", ":", "1:", "1", "/", "1/"])
def test_an_address_of_a_megabyte_is_refused(sign: str) -> None:
    text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: net}\nspec:\n"
    found = errors(
        f"{text}  podSelector: {{}}\n  ingress: [{{from: [{{ipBlock: {{cidr: '{long(sign)}'}}}}]}}]\n"
    )

    assert [it.path for it in found] == ["spec.ingress[0].from[0].ipBlock.cidr"]


@pytest.mark.parametrize("sign", ["(", "'", '"""', "[](", "\\"])
def test_an_expression_of_a_megabyte_is_answered(sign: str) -> None:
    rules = "{resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}]}"
    head = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n"
    body = f"metadata: {{name: v}}\nspec:\n  matchConstraints: {rules}\n  validations:\n  - expression: |\n"

    found = errors(f"{head}{body}      {long(sign)}\n")
    assert all(len(it.message) < 300 for it in found)
