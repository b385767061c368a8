"""The rules about definitions of custom resources."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/definition-name", Severity.ERROR)
def definition_name(name: str, wanted: str) -> Says:
    """A definition is named after what it defines: a CustomResourceDefinition `<plural>.<group>`.

    An APIService is called `<version>.<group>`.

    ```yaml
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: crontab.example.com  # expect: kubernetes/definition-name
    spec:
      group: example.com
      scope: Namespaced
      names:
        plural: crontabs
        kind: CronTab
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
    ```

    ```yaml
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: crontabs.example.com
    spec:
      group: example.com
      scope: Namespaced
      names:
        plural: crontabs
        kind: CronTab
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
    ```
    """
    return Says(f'"{name}" is not the name of what is defined', f"write `name: {wanted}`", "Invalid value")


@rule("kubernetes/definition-versions", Severity.ERROR)
def definition_versions(what: str, hint: str) -> Says:
    """Of the versions of a custom resource one is stored, and each has a name of its own.

    ```yaml
    # in: CustomResourceDefinition.spec
    group: example.com
    scope: Namespaced
    names:
      plural: crontabs
      kind: CronTab
    versions:  # expect: kubernetes/definition-versions
      - name: v1
        served: true
        storage: false
        schema:
          openAPIV3Schema:
            type: object
    ```

    ```yaml
    # in: CustomResourceDefinition.spec
    group: example.com
    scope: Namespaced
    names:
      plural: crontabs
      kind: CronTab
    versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
    ```
    """
    return Says(what, hint, "Invalid value")


@rule("kubernetes/structural-schema", Severity.ERROR)
def structural_schema(what: str, hint: str, upstream: str) -> Says:
    """The schema of a custom resource says the type of every field, from the root down.

    Fields that the server could not keep to are refused: `$ref`, `definitions`, `patternProperties`,
    `uniqueItems: true`, and `additionalProperties` beside `properties`. Where `allOf`, `anyOf`, `oneOf` or
    `not` narrow values, they repeat no types. `x-kubernetes-preserve-unknown-fields: true` leaves all open.

    ```yaml
    # in: CustomResourceDefinition.spec
    group: example.com
    scope: Namespaced
    names:
      plural: crontabs
      kind: CronTab
    versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:  # expect: kubernetes/structural-schema
                properties:
                  schedule:
                    type: string
    ```

    ```yaml
    # in: CustomResourceDefinition.spec
    group: example.com
    scope: Namespaced
    names:
      plural: crontabs
      kind: CronTab
    versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  schedule:
                    type: string
    ```
    """
    return Says(what, hint, upstream)


rules = (definition_name, definition_versions, structural_schema)
