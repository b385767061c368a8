"""The rules about Ingresses: what they lead to, for which hosts and paths."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("kubernetes/no-backend", Severity.ERROR)
def no_backend(what: str, hint: str, upstream: str = "Invalid value") -> Says:
    """An Ingress leads somewhere: each backend is a Service with one port, by number or name, or a resource.

    An Ingress has rules, or a `defaultBackend` for all that no rule is about, or both.

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      defaultBackend:  # expect: kubernetes/no-backend
        service:
          name: web
    ```

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      defaultBackend:
        service:
          name: web
          port:
            number: 80
    ```
    """
    return Says(what, hint, upstream)


@rule("kubernetes/invalid-http-path", Severity.ERROR)
def invalid_path(path: str, why: str, hint: str) -> Says:
    """The path of an Ingress begins with `/`, and has no part that a browser or a proxy would resolve.

    For the types `Exact` and `Prefix` the server refuses `//`, `/./`, `/../` and an encoded `/` (`%2f`); what
    an `ImplementationSpecific` path may be is left to the controller.

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      rules:
        - http:
            paths:
              - path: api  # expect: kubernetes/invalid-http-path
                pathType: Prefix
                backend:
                  service:
                    name: web
                    port:
                      number: 80
    ```

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      rules:
        - http:
            paths:
              - path: /api
                pathType: Prefix
                backend:
                  service:
                    name: web
                    port:
                      number: 80
    ```
    """
    return Says(f'"{path}" cannot be the path: {why}', hint, "Invalid value")


@rule("kubernetes/invalid-host", Severity.ERROR)
def invalid_host(host: str, why: str, hint: str) -> Says:
    """The host of an Ingress is a DNS name in lower case, without a port; `*.` stands for a label.

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      defaultBackend:
        service:
          name: web
          port:
            number: 80
      rules:
        - host: "*example.com"  # expect: kubernetes/invalid-host
    ```

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      defaultBackend:
        service:
          name: web
          port:
            number: 80
      rules:
        - host: "*.example.com"
    ```
    """
    return Says(f'"{host}" cannot be a host: {why}', hint, "Invalid value")


@rule("kubernetes/two-classes", Severity.ERROR)
def two_classes(annotation: str, field: str) -> Says:
    """The class of an Ingress is a field; the annotation that was there before may only say the same.

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
      annotations:
        kubernetes.io/ingress.class: nginx  # expect: kubernetes/two-classes
    spec:
      ingressClassName: traefik
      defaultBackend:
        service:
          name: web
          port:
            number: 80
    ```

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      ingressClassName: traefik
      defaultBackend:
        service:
          name: web
          port:
            number: 80
    ```
    """
    what = f'the annotation says the class "{annotation}", and `ingressClassName` says "{field}"'
    return Says(what, "remove the annotation", "Invalid value")


rules: tuple[AnyRule, ...] = (no_backend, invalid_path, invalid_host, two_classes)
