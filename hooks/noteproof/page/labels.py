"""The language word of a fence, where a block's text shows which it should be."""

from __future__ import annotations

from noteproof.finding import AnyRule, Diagnostic, Fix, Says, Severity, rule
from noteproof.page.blocks import Block
from noteproof.text import Edit, Span


@rule("page/unlabelled-fence", Severity.WARNING)
def unlabelled_fence(language: str, indented: bool) -> Says:
    """A fence that holds YAML says so.

    Without the word, the block is not coloured, and its YAML is found only by guessing.

    ````markdown
    <!-- expect: page/unlabelled-fence -->
    ```
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    ````

    ````markdown
    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    ````
    """
    if indented:
        return Says(
            f"this indented code is YAML ({language}) and cannot say so", "put it in a fence: ```yaml … ```"
        )
    return Says(f"this block is YAML ({language}) and its fence does not say so", "write ```yaml")


def unlabelled(block: Block, language: str) -> Diagnostic:
    """That a block of a known language bears no label; the fix gives it one."""
    says = unlabelled_fence.words(language, block.kind == "indented")
    at = block.label_at
    fix = None if at is None else Fix("label the fence", (Edit(Span(at, at), "yaml"),))
    return Diagnostic(unlabelled_fence, block.fence_source, block.fence, says.message, says.hint, fix=fix)


rules: tuple[AnyRule, ...] = (unlabelled_fence,)
