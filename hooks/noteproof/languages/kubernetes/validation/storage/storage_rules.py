"""The rules about volumes of the cluster and claims to them."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/missing-source", Severity.ERROR)
def missing_source() -> Says:
    """A PersistentVolume says where its bytes are: it has one source, as `nfs`, `hostPath`, `local` or `csi`.

    A volume of a pod without a source is an empty directory; one of the cluster is refused.

    ```yaml
    apiVersion: v1
    kind: PersistentVolume
    metadata:
      name: data
    spec:  # expect: kubernetes/missing-source
      capacity:
        storage: 1Gi
      accessModes: [ReadWriteOnce]
    ```

    ```yaml
    apiVersion: v1
    kind: PersistentVolume
    metadata:
      name: data
    spec:
      capacity:
        storage: 1Gi
      accessModes: [ReadWriteOnce]
      hostPath:
        path: /mnt/data
    ```
    """
    return Says("the volume has no source", "add `hostPath:`, `local:`, `nfs:` or `csi:`", "Required value")


@rule("kubernetes/other-data-source", Severity.ERROR)
def other_data_source(why: str, hint: str) -> Says:
    """A claim is filled from one source: `dataSource` and `dataSourceRef` say the same, or one is left out.

    The server copies each into the other where it can. Only `dataSourceRef` can name another namespace, and
    then `dataSource` has to be absent.

    ```yaml
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: copy
    spec:  # expect: kubernetes/other-data-source
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
      dataSource:
        kind: PersistentVolumeClaim
        name: data
      dataSourceRef:
        kind: PersistentVolumeClaim
        name: date
    ```

    ```yaml
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: copy
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
      dataSource:
        kind: PersistentVolumeClaim
        name: data
    ```
    """
    return Says(f"`dataSource` {why}", hint, "Invalid value")
