"""The rules about the files of auditing in kube-apiserver's container: mounted, there, and writable."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("apiserver/unmounted-file", Severity.ERROR)
def unmounted_file(path: str, what: str, nearest: str | None, upstream: str) -> Says:
    """A file of the node that no mount brings into the container is not there for kube-apiserver.

    The server does not start without its audit policy, nor without the configuration of its webhook. It takes
    a volume with the file or its directory, and a mount of that volume at the path which the flag names.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml  # expect: apiserver/unmounted-file
            - --audit-log-path=-
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit/policy.yaml
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit/policy.yaml
            type: File
    ```
    """
    hint = f"mount a `hostPath` volume with the file at `{path}`, with `readOnly: true`"
    if nearest is not None:
        hint = f"write the same path in the flag and its mount, which is at `{nearest}`"
    return Says(f'no mount holds "{path}": the server finds no {what}, and does not start', hint, upstream)


@rule("apiserver/unmounted-log", Severity.WARNING)
def unmounted_log(path: str, folder: str, nearest: str | None, fails: bool) -> Says:
    """A log that no mount holds is written into the container, and is gone with it.

    kube-apiserver restarts at every change of its manifest. A writable mount of the log's directory keeps the
    log on the node. Where the container's file system is read-only, the server does not even start.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log  # expect: apiserver/unmounted-log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
            type: DirectoryOrCreate
    ```
    """
    hint = f"mount a `hostPath` volume at `{folder}`"
    if folder == "/":
        hint = (
            "write the log into a directory of its own, such as `/var/log/kubernetes/audit`, and mount that"
        )
    elif nearest is not None:
        hint = f"did you mean a file below `{nearest}`, which is mounted?"
    if fails:
        return Says(
            f'no mount holds "{path}", and the container\'s file system is read-only:'
            " the server cannot write its log, and does not start",
            hint,
            "read-only file system",
            severity=Severity.ERROR,
        )
    return Says(f'no mount holds "{path}": the log stays in the container, and goes with it', hint)


@rule("apiserver/empty-volume", Severity.ERROR)
def empty_volume(path: str, what: str, source: str) -> Says:
    """A file that must be there is not in a volume that begins empty, and kube-apiserver does not start.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
      volumes:
        - name: audit-policy
          emptyDir: {}  # expect: apiserver/empty-volume
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
    ```
    """
    begins = f"`{source}` begins empty" if source else "a volume without a source begins empty"
    return Says(
        f'{begins}: the {what} "{path}" is not in it',
        "write `hostPath:` and the path of the file or its directory on the node",
        "failed to read file path",
    )


@rule("apiserver/passing-log", Severity.WARNING)
def passing_log(path: str, source: str) -> Says:
    """A log in a volume that lives as long as its pod is gone when the manifest changes.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          emptyDir: {}  # expect: apiserver/passing-log
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
            type: DirectoryOrCreate
    ```
    """
    lives = f"`{source}`" if source else "a volume without a source"
    return Says(
        f'{lives} lives as long as the pod, and the log "{path}" with it',
        "write `hostPath:` and a directory of the node",
    )


@rule("apiserver/mismatched-mount", Severity.ERROR)
def mismatched_mount(what: str, mounted_at: str, path: str, hint: str) -> Says:
    """A directory cannot stand in for a file, nor a file for the directory that a file is in.

    `type:` says what the kubelet makes sure of on the node, or makes, before it mounts. A mount of the file
    itself takes `File`; a mount of its directory takes `Directory` or `DirectoryOrCreate`.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit/policy.yaml
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit/policy.yaml
            type: DirectoryOrCreate  # expect: apiserver/mismatched-mount
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit/policy.yaml
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit/policy.yaml
            type: File
    ```
    """
    if mounted_at == path:
        return Says(f'{what} is mounted at "{path}", where the server opens a file', hint)
    return Says(f'{what} is mounted at "{mounted_at}", the directory of "{path}"', hint, "not a directory")


@rule("apiserver/created-file", Severity.WARNING)
def created_file(path: str, what: str) -> Says:
    """`FileOrCreate` makes an empty file where there is none, and kube-apiserver does not start with it.

    An empty policy has no rules, and does not load. `File` leaves the pod waiting until the file is there.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit/policy.yaml
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit/policy.yaml
            type: FileOrCreate  # expect: apiserver/created-file
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit/policy.yaml
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit/policy.yaml
            type: File
    ```
    """
    return Says(
        f'`FileOrCreate` makes an empty file where there is none, and an empty {what} "{path}" does not load',
        "write `type: File`",
    )


@rule("apiserver/read-only-log", Severity.ERROR)
def read_only_log(path: str, why: str, hint: str) -> Says:
    """A log in a place that is read-only cannot be written, and kube-apiserver does not start.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
              readOnly: true  # expect: apiserver/read-only-log
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
              readOnly: false
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
    ```
    """
    return Says(f'{why}: the server cannot write "{path}", and does not start', hint, "read-only file system")


@rule("apiserver/mounted-log-file", Severity.WARNING)
def mounted_log_file(path: str, folder: str) -> Says:
    """A mount of the log's file, and not of its directory, breaks rotation.

    The server renames a full log and begins a new one. A file that is a mount cannot be renamed, and what
    would stand beside it is in the container. So it is the directory that is mounted.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit/audit.log  # expect: apiserver/mounted-log-file
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit/audit.log
            type: FileOrCreate
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
            type: DirectoryOrCreate
    ```
    """
    hint = f"mount the directory `{folder}` instead, of `type: DirectoryOrCreate`"
    if folder == "/":
        hint = (
            "write the log into a directory of its own, such as `/var/log/kubernetes/audit`, and mount that"
        )
    message = f'"{path}" itself is a mount, which rotation cannot rename'
    return Says(message, hint, "device or resource busy")


@rule("apiserver/log-must-exist", Severity.INFO)
def log_must_exist(type: str, path: str) -> Says:
    """A log's place of `type: Directory` or `File` has to be on the node before the pod starts.

    The kubelet makes it itself where the type is `DirectoryOrCreate`. For the policy it is right to insist.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
            type: Directory  # expect: apiserver/log-must-exist
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log
            - --audit-log-maxage=30
            - --audit-log-maxbackup=10
            - --audit-log-maxsize=100
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
            type: DirectoryOrCreate
    ```
    """
    return Says(
        f'with `type: {type}` the pod does not start until "{path}" is on the node',
        f"make it beforehand, or write `type: {type}OrCreate`",
        "hostPath type check failed",
    )
