"""The rules about Services: what belongs to which type, and what the server takes and ignores."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("kubernetes/service-type", Severity.ERROR)
def service_type(name: str, types: str, hint: str, upstream: str) -> Says:
    """A field of a Service belongs to some types of Service, and is refused in the others.

    | field | type |
    |---|---|
    | `ports[].nodePort` | NodePort, LoadBalancer |
    | `externalTrafficPolicy` | NodePort, LoadBalancer, or ClusterIP with `externalIPs` |
    | `loadBalancerClass`, `loadBalancerSourceRanges`, `allocateLoadBalancerNodePorts` | LoadBalancer |
    | `healthCheckNodePort` | LoadBalancer with `externalTrafficPolicy: Local` |
    | `clusterIP: None` (a headless Service) | ClusterIP |
    | `clusterIPs`, `ipFamilies`, `ipFamilyPolicy` | any but ExternalName |

    A Service without `type` is a ClusterIP.

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector:
        app: web
      ports:
        - port: 80
          nodePort: 30080  # expect: kubernetes/service-type
    ```

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      type: NodePort
      selector:
        app: web
      ports:
        - port: 80
          nodePort: 30080
    ```
    """
    return Says(f"`{name}` belongs to {types}", hint, upstream)


@rule("kubernetes/ignored-field", Severity.WARNING)
def ignored_field(name: str, why: str, hint: str) -> Says:
    """A field that the server takes, but that has no effect here: the server answers with a warning.

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: database
    spec:
      externalName: db.example.com  # expect: kubernetes/ignored-field
      ports:
        - port: 5432
    ```

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: database
    spec:
      type: ExternalName
      externalName: db.example.com
    ```
    """
    return Says(f"`{name}` has no effect: {why}", hint)


@rule("kubernetes/mixed-families", Severity.ERROR)
def mixed_families(what: str, hint: str) -> Says:
    """The cluster IPs of a Service agree with each other and with its IP families: at most one of each.

    `clusterIP` is the first of `clusterIPs`, and their families stand in the same order in `ipFamilies`.

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      clusterIP: 10.0.0.7
      clusterIPs: [10.0.0.7, 10.0.0.8]  # expect: kubernetes/mixed-families
      ports:
        - port: 80
    ```

    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      clusterIP: 10.0.0.7
      clusterIPs: [10.0.0.7, "2001:db8::7"]
      ipFamilyPolicy: RequireDualStack
      ports:
        - port: 80
    ```
    """
    return Says(what, hint, "Invalid value")


rules: tuple[AnyRule, ...] = (service_type, ignored_field, mixed_families)
