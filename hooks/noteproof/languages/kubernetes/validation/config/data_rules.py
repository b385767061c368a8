"""The rules about what a ConfigMap or a Secret holds, and about what is larger than the server takes."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("kubernetes/too-large", Severity.ERROR)
def too_large(what: str, size: int, limit: int, hint: str, upstream: str = "Too many") -> Says:
    """What is longer than its limit is refused: lists of so many items, texts and data of so many bytes.

    All values of a ConfigMap, or of a Secret, have 1,048,576 bytes together. An EndpointSlice has 1,000
    endpoints of 100 addresses each.

    ```yaml
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: web
    addressType: IPv4
    endpoints:
      - addresses: ["10.1.2.3"]
        hints:
          forZones:  # expect: kubernetes/too-large
            - name: a
            - name: b
            - name: c
            - name: d
            - name: e
            - name: f
            - name: g
            - name: h
            - name: i
    ```

    ```yaml
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: web
    addressType: IPv4
    endpoints:
      - addresses: ["10.1.2.3"]
        hints:
          forZones:
            - name: a
    ```
    """
    return Says(f"{what}: there are {size:,}, and may be at most {limit:,}", hint, upstream)


@rule("kubernetes/invalid-docker-config", Severity.ERROR)
def invalid_docker_config(key: str, hint: str) -> Says:
    """A Secret for pulling images holds a JSON object, as Docker writes it to its `config.json`.

    Under `data` the whole of it is encoded with base64; under `stringData` it stands as it is.

    ```yaml
    apiVersion: v1
    kind: Secret
    metadata:
      name: registry
    type: kubernetes.io/dockerconfigjson
    stringData:
      .dockerconfigjson: "admin:password"  # expect: kubernetes/invalid-docker-config
    ```

    ```yaml
    apiVersion: v1
    kind: Secret
    metadata:
      name: registry
    type: kubernetes.io/dockerconfigjson
    stringData:
      .dockerconfigjson: '{"auths": {"registry.example": {"auth": "YWRtaW46cGFzc3dvcmQ="}}}'
    ```
    """
    return Says(f"`{key}` is not a JSON object", hint, "Invalid value")


@rule("kubernetes/invalid-tls-pair", Severity.WARNING)
def invalid_tls_pair(key: str, block: str) -> Says:
    """A Secret of type `kubernetes.io/tls` is taken whatever it holds, and the server warns if it is no pair.

    What serves TLS with it reads a certificate and a private key in PEM form. Whether the key fits the
    certificate, and for how long, is not looked at here.

    ```yaml
    apiVersion: v1
    kind: Secret
    metadata:
      name: web-tls
    type: kubernetes.io/tls
    stringData:
      tls.crt: certificate  # expect: kubernetes/invalid-tls-pair
      tls.key: |
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIKdcU6Sj2KjRVEvnwdW8vC5pWFz1sNyMzC5xSqDyLPWc
        -----END PRIVATE KEY-----
    ```

    ```yaml
    apiVersion: v1
    kind: Secret
    metadata:
      name: web-tls
    type: kubernetes.io/tls
    stringData:
      tls.crt: |
        -----BEGIN CERTIFICATE-----
        # …
        -----END CERTIFICATE-----
      tls.key: |
        -----BEGIN PRIVATE KEY-----
        # …
        -----END PRIVATE KEY-----
    ```
    """
    return Says(f"`{key}` has no {block} in PEM form", f"write the {block} with its BEGIN and END lines")


rules: tuple[AnyRule, ...] = (too_large, invalid_docker_config, invalid_tls_pair)
