"""What fields, field classes, load codes and priorities of Falco mean, in a sentence each."""

FIELDS: dict[str, str] = {
    # The event itself.
    "evt.num": "The number of the event, counted from the start of Falco",
    "evt.time": "The time of day of the event in the node's time zone, with nanoseconds",
    "evt.time.s": "The time of day of the event, without the fraction of a second",
    "evt.time.iso8601": "Date and time of the event in ISO 8601, with nanoseconds and the offset from UTC",
    "evt.datetime": "Date and time of the event, with nanoseconds",
    "evt.datetime.s": "Date and time of the event, without the fraction of a second",
    "evt.rawtime": "The time of the event in nanoseconds since 1970",
    "evt.reltime": "The nanoseconds from the first event to this one",
    "evt.type": "The name of the event, nearly always that of a system call, such as `execve` or `openat`",
    "evt.type.is": "1 if the event has the type that is named behind the dot, otherwise 0",
    "evt.category": "The group that the event's type belongs to, such as `file`, `net` or `process`",
    "evt.source": "The source of the event: `syscall`, or that of a plugin, such as `k8s_audit`",
    "evt.hostname": "The name of the node that the event comes from",
    "evt.cpu": "The number of the processor on which the call ran",
    "evt.args": "All arguments of the event in one text, as `name=value` with blanks between them",
    "evt.arg": (
        "One argument of the event, by name or by number, as text: `root`, `SIGKILL`, `O_CREAT|O_WRONLY`"
    ),
    "evt.rawarg": "One argument of the event, by name, as its raw value and not in words",
    "evt.info": "The same text as `evt.args` for nearly every event",
    "evt.res": "How the call ended, as text: `SUCCESS`, or the name of the error, such as `EACCES`",
    "evt.rawres": "What the call returned, as a number; below zero it is an error",
    "evt.failed": "True if the call returned an error",
    "evt.dir": "Deprecated: always `<`, since Falco sees each call only at its end",
    "evt.latency": "Deprecated: the time that the call took, which Falco no longer measures",
    "evt.is_io": "True if the call reads or writes data, on a file or on a connection",
    "evt.is_io_read": "True if the call reads data",
    "evt.is_io_write": "True if the call writes data",
    "evt.io_dir": "`read` or `write` for a call that moves data",
    "evt.is_open_read": "True if a file is opened for reading, by the flags of the call; it may have failed",
    "evt.is_open_write": "True if a file is opened for writing, by the flags of the call; it may have failed",
    "evt.is_open_exec": "True if a file is made that may be executed",
    "evt.is_open_create": "True if the call made the file that it opens",
    "evt.abspath": "The absolute path that a call such as `openat` works on, put together from its arguments",
    "evt.buffer": "The data that the call read or wrote, or their beginning",
    "evt.buflen": "The number of bytes that the call read or wrote",
    "evt.count": "Always 1, for programs that add events up",
    "evt.around": "True for events within so many milliseconds of a time, for searching in captures",
    "evt.asynctype": "The kind of an event that a plugin adds to the stream, such as `container`",
    "syscall.type": (
        "The name of the system call, and nothing for other events; Falco does not check its values"
    ),
    # The process.
    "proc.name": "The short name of the program, cut by the kernel after 15 characters",
    "proc.exe": "The first word of the command line, which the caller may have made up",
    "proc.exepath": "The full path of the program's file",
    "proc.args": "The arguments of the program without its name, or one of them by number",
    "proc.cmdline": "The name of the program and its arguments, with blanks between them",
    "proc.exeline": "The command line as it was given, `proc.exe` and the arguments",
    "proc.cmdnargs": "The number of arguments",
    "proc.env": (
        "All environment variables in one text, or with a name in brackets the value of one, empty if not set"
    ),
    "proc.cwd": "The directory in which the process works",
    "proc.tty": "The number of the terminal of the process, 0 if it has none",
    "proc.pid": "The process ID as the node counts it",
    "proc.vpid": "The process ID as the container counts it; its first process has 1",
    "proc.ppid": "The process ID of the parent",
    "proc.pname": "The short name of the parent",
    "proc.pexe": "The first word of the parent's command line",
    "proc.pexepath": "The full path of the parent's file",
    "proc.pcmdline": "The name and the arguments of the parent",
    "proc.aname": (
        "The name of an ancestor by its distance, 1 being the parent; without a number, any ancestor"
    ),
    "proc.aexepath": "The path of an ancestor's file by its distance; without a number, any ancestor",
    "proc.acmdline": "The command line of an ancestor by its distance; without a number, any ancestor",
    "proc.apid": "The process ID of an ancestor by its distance, 1 being the parent",
    "proc.aenv": "An environment variable of an ancestor",
    "proc.sid": "The process ID of the session's leader",
    "proc.sname": "The name of the session's leader",
    "proc.pgid": "The process ID of the leader of the process group",
    "proc.duration": "The age of the process in nanoseconds",
    "proc.is_exe_upper_layer": (
        "True if the program's file lies in the writable layer of the container, so not in the image"
    ),
    "proc.is_exe_lower_layer": "True if the program's file lies in a layer of the image",
    "proc.is_exe_writable": "True if the user of the process may write to the program's file",
    "proc.is_exe_from_memfd": "True if the program was run from memory and has no file",
    "proc.is_sid_leader": "True if the process leads its session",
    "proc.exe_ino.ctime": "When the program's file last changed, its rights and its owner included",
    "proc.exe_ino.mtime": "When the content of the program's file last changed",
    "proc.stdin.type": (
        "What the standard input is, such as `file`, `pipe` or `ipv4`; a shell on a socket is a reverse shell"
    ),
    "proc.stdout.type": "What the standard output is, such as `file`, `pipe` or `ipv4`",
    "proc.vmrss": "The memory of the process that is in RAM, in kilobytes",
    "proc.nthreads": "The number of threads of the process",
    "proc.fdopencount": "The number of files and connections that the process has open",
    "thread.tid": "The ID of the thread that made the call",
    "thread.ismain": "True if the thread is the main one of its process",
    "thread.vtid": "The ID of the thread as the container counts it",
    "thread.cap_effective": (
        "The capabilities that count now, as names such as `CAP_SYS_ADMIN`, with blanks between them"
    ),
    "thread.cap_permitted": "The capabilities that the thread may switch on",
    "thread.cap_inheritable": "The capabilities that the thread may hand to a program that it runs",
    "thread.cgroups": "All control groups of the thread in one text",
    # Users and groups.
    "user.uid": "The effective user ID of the process; after a `setuid` call already the new one",
    "user.name": "The name of the user, `<NA>` as text if it is not known",
    "user.homedir": "The home directory of the user",
    "user.shell": "The login shell of the user",
    "user.loginuid": "The ID of the user who logged in, kept through `sudo` and `su`; -1 if nobody did",
    "user.loginname": "The name of the user who logged in, kept through `sudo` and `su`",
    "group.gid": "The group ID of the process",
    "group.name": "The name of the group",
    # What is opened or connected.
    "fd.num": "The number of the descriptor, -1 if opening failed",
    "fd.type": "What the descriptor is: `file`, `directory`, `ipv4`, `ipv6`, `unix`, `pipe` and more",
    "fd.typechar": (
        "The same in one letter: `f` a file, `4` and `6` connections, `u` a unix socket, `p` a pipe"
    ),
    "fd.types": "The types of all descriptors of the event, as a list",
    "fd.name": "The path of a file, or both ends of a connection, as in `10.0.0.5:40000->10.0.0.9:443`",
    "fd.nameraw": "The path as the program wrote it, with its `..` and without the working directory",
    "fd.directory": "The directory of the file",
    "fd.filename": "The name of the file without its directory",
    "fd.ip": "Either address of a connection, for conditions only; compare with `=`, since `in` never holds",
    "fd.cip": "The address of the client",
    "fd.sip": "The address of the server, which for an outgoing connection is the other side",
    "fd.lip": "The address on this side",
    "fd.rip": "The address on the other side",
    "fd.port": "Either port of a connection, for conditions only",
    "fd.cport": "The port of the client",
    "fd.sport": "The port of the server, which for an outgoing connection is that of the other side",
    "fd.lport": "The port on this side",
    "fd.rport": "The port on the other side",
    "fd.proto": "The service of either port, by number or by name, for conditions only",
    "fd.cproto": "The service that the client's port usually belongs to",
    "fd.sproto": "The service that the server's port usually belongs to, such as `https`",
    "fd.l4proto": "The transport: `tcp`, `udp`, `icmp` or `raw`; for a file the text `<NA>`",
    "fd.sockfamily": "The family of the socket: `ip` or `unix`",
    "fd.is_server": "True if the process is the server of the connection",
    "fd.connected": "True if the connection stands",
    "fd.net": (
        "A network with either address in it, for conditions only; `in` looks at its first network alone"
    ),
    "fd.cnet": "A network with the client's address in it, for conditions only",
    "fd.snet": "A network with the server's address in it, such as `10.0.0.0/8`, for conditions only",
    "fd.sip.name": "The host name that belongs to the server's address",
    "fd.cip.name": "The host name that belongs to the client's address",
    "fd.containername": "The container's ID and the file's name, joined by a colon",
    "fd.ino": "The inode of the file",
    "fd.dev": "The device that the file lies on",
    "fd.is_upper_layer": "True if the file lies in the writable layer of the container",
    "fd.is_lower_layer": "True if the file lies in a layer of the image",
    # Paths of calls that need no descriptor.
    "fs.path.name": (
        "The full path of the file that was opened, made, removed or given other rights; nothing for most "
        "calls that failed"
    ),
    "fs.path.nameraw": "The same path as the program wrote it",
    "fs.path.source": "The first path of a call with two: the old name of a file, or where a new link lies",
    "fs.path.target": (
        "The second path of a call with two: the new name of a file, or what a new link leads to"
    ),
    "util.cnt": "A counter that grows each time it is printed",
    # Containers.
    "container.id": (
        "The first 12 characters of the container's ID, `host` for a process outside of containers"
    ),
    "container.full_id": "The whole ID of the container",
    "container.name": (
        "The name of the container, in Kubernetes that of the container in the pod and not of the pod"
    ),
    "container.type": "The runtime that runs the container, such as `containerd` or `cri-o`",
    "container.image": "The name of the image with its tag",
    "container.image.id": "The ID of the image",
    "container.image.repository": (
        "The name of the image without tag and digest, such as `docker.io/library/nginx`"
    ),
    "container.image.tag": "The tag of the image",
    "container.image.digest": "The digest of the image, which no other image has",
    "container.privileged": "True if the container runs privileged",
    "container.mounts": "All mounts of the container in one text",
    "container.mount": (
        "One mount, by number or by its path on the node: source, destination, mode, writable and propagation"
    ),
    "container.mount.source": "The path on the node that a mount comes from",
    "container.mount.dest": "The path in the container that a mount leads to",
    "container.mount.rdwr": "`true` if the mount is writable",
    "container.label": "One label of the container, by its name in brackets",
    "container.labels": "All labels of the container in one text",
    "container.ip": "The first address of the container",
    "container.host_network": "True if the container uses the network of its node",
    "container.host_pid": "True if the container sees the processes of its node",
    "container.host_ipc": "True if the container shares the IPC of its node",
    "container.start_ts": "When the container started, in nanoseconds since 1970",
    "container.duration": "The age of the container in nanoseconds",
    # Pods.
    "k8s.pod.name": "The name of the pod",
    "k8s.pod.uid": "The UID of the pod, the one that `kubectl get pod -o yaml` shows",
    "k8s.pod.id": "An older name of `k8s.pod.uid`",
    "k8s.pod.ip": "The address of the pod",
    "k8s.pod.label": "One label of the pod, by its name in brackets, as in `k8s.pod.label[app]`",
    "k8s.pod.labels": "All labels of the pod in one text",
    "k8s.pod.sandbox_id": "The first 12 characters of the ID of the pod's sandbox",
    "k8s.ns.name": "The namespace of the pod",
    # Audit events of the API server.
    "ka.auditid": "The ID that all events of one request share",
    "ka.stage": "The stage of the request, such as `ResponseComplete`",
    "ka.auth.decision": "Whether the request was authorized: `allow` or `forbid`",
    "ka.auth.reason": "Why it was, often the role and the binding that allow it",
    "ka.user.name": "The user who made the request, a service account included",
    "ka.user.groups": "The groups of that user, as a list",
    "ka.impuser.name": "The user whom the request impersonates",
    "ka.verb": "The verb of the request, such as `get` or `create`",
    "ka.uri": "The path and the query of the request",
    "ka.uri.param": "One parameter of the query, by its name in brackets",
    "ka.target.name": "The name of the object that the request is about",
    "ka.target.namespace": "The namespace of that object",
    "ka.target.resource": "The resource of that object, in the plural: `pods`, `secrets`",
    "ka.target.subresource": "The subresource, such as `exec`, and nothing without one",
    "ka.target.pod.name": "The name of the pod that the request is about",
    "ka.req.binding.subjects": "The subjects of a role binding in the request, as a list",
    "ka.req.binding.role": "The role that a binding in the request gives",
    "ka.req.configmap.name": "The name of the config map in the request",
    "ka.req.configmap.obj": "The whole config map in the request",
    "ka.req.role.rules.verbs": "The verbs that the rules of a role in the request give, as a list",
    "ka.req.role.rules.resources": (
        "The resources that the rules of a role in the request are about, as a list"
    ),
    "ka.req.service.type": "The type of a service in the request, such as `NodePort`",
    "ka.req.service.ports": "The ports of a service in the request, as a list",
    "ka.req.pod.containers.name": "The names of the containers of a pod in the request, as a list",
    "ka.req.pod.containers.image": "The images of the containers of a pod in the request, as a list",
    "ka.req.pod.containers.image.repository": "The same images without tags, as a list",
    "ka.req.pod.containers.command": "The commands of the containers of a pod in the request, as a list",
    "ka.req.pod.containers.args": "The arguments of the containers of a pod in the request, as a list",
    "ka.req.pod.containers.privileged": (
        "For each container of a pod in the request `true` or `false`: whether it is privileged"
    ),
    "ka.req.pod.containers.allow_privilege_escalation": (
        "For each container of a pod in the request, whether it may gain privileges"
    ),
    "ka.req.pod.containers.read_only_fs": (
        "For each container of a pod in the request, whether its root filesystem is read-only"
    ),
    "ka.req.pod.containers.add_capabilities": (
        "The capabilities that containers of a pod in the request add, as a list"
    ),
    "ka.req.pod.containers.host_port": "The ports of the node that a pod in the request wants, as a list",
    "ka.req.pod.containers.run_as_user": (
        "The user IDs that containers of a pod in the request set, as a list"
    ),
    "ka.req.pod.containers.eff_run_as_user": (
        "The user IDs that containers of a pod in the request will have, as a list"
    ),
    "ka.req.pod.run_as_user": "The user ID that a pod in the request sets for its containers",
    "ka.req.pod.host_network": "Whether a pod in the request wants the network of its node",
    "ka.req.pod.host_pid": "Whether a pod in the request wants to see the processes of its node",
    "ka.req.pod.host_ipc": "Whether a pod in the request wants the IPC of its node",
    "ka.req.pod.volumes.hostpath": "The paths of the node that a pod in the request mounts, as a list",
    "ka.req.pod.volumes.volume_type": "The kinds of the volumes of a pod in the request, as a list",
    "ka.resp.name": "The name of the object in the answer, for a pod whose name the server made up",
    "ka.response.code": "The status code of the answer, such as `201` or `403`",
    "ka.response.reason": "The reason that the answer gives, such as `Forbidden`",
    "ka.useragent": "The program that made the request, as it names itself",
    "ka.sourceips": "The addresses that the request came from, as a list",
    "ka.cluster.name": "The name of the cluster, if the plugin was told",
    "json.value": "Any value of an event in JSON, by its path in brackets; the older name is `jevt.value`",
    "json.obj": "The whole event in JSON",
    "jevt.value": (
        "Any value of an event in JSON, by its path in brackets, as in `jevt.value[/user/username]`"
    ),
    "jevt.rawtime": "The time of an event in JSON, in nanoseconds since 1970",
    "jevt.obj": "The whole event in JSON",
}
"""What each field is, by its name in Falco's tables. No full stop at the end."""

CODES: dict[str, str] = {
    "LOAD_ERR_FILE_READ": "Falco cannot read the file. Check its path and its permissions.",
    "LOAD_ERR_YAML_PARSE": (
        "The file is no YAML. Look at the line named: a tab as indentation, an open quote, a colon in "
        "plain text."
    ),
    "LOAD_ERR_YAML_VALIDATE": (
        "The YAML has not the shape of rules: a key is missing, empty or of the wrong kind, a priority is "
        "misspelt, or an `override` does not fit its element. Mend the element named."
    ),
    "LOAD_ERR_COMPILE_CONDITION": (
        "The condition does not compile: its syntax, a field, an operator or a value is wrong. Look "
        "fields up with `falco --list`."
    ),
    "LOAD_ERR_COMPILE_OUTPUT": (
        "The output has a `%` with no field behind it. Correct the field; a `%` that is meant as such "
        "cannot be written."
    ),
    "LOAD_ERR_VALIDATE": (
        "The elements do not fit together: an undefined macro, a change to something that is not defined, "
        "an exception of uneven length, a newer engine asked for, or a rule that changes its source. "
        "Define what is missing, or load the file that does so before."
    ),
    "LOAD_ERR_EXTENSION": (
        "An add-on of the engine refuses an element of its own. Look it up in the add-on's manual."
    ),
    "LOAD_UNKNOWN_SOURCE": (
        "The rule is about a source of events that no loaded plugin gives, so Falco drops it without a "
        "look at its condition. Load the plugin, or correct `source`."
    ),
    "LOAD_UNSAFE_NA_CHECK": (
        "An audit field is compared with the text `<NA>`, which it never is. Ask with `exists` whether it "
        "has a value."
    ),
    "LOAD_NO_EVTTYPE": (
        "The condition names no event type, too many of them, or types that contradict each other, so it is "
        "tried at every event, or at none. Begin it with `evt.type = …` or `evt.type in (…)`."
    ),
    "LOAD_UNKNOWN_FILTER": (
        "The rule uses a field or an event type that this Falco lacks. As `skip-if-unknown-filter` says, "
        "it is dropped and the others load."
    ),
    "LOAD_UNUSED_MACRO": "Nothing uses the macro. Remove it, unless a file that is loaded later does.",
    "LOAD_UNUSED_LIST": "Nothing uses the list. Remove it, unless a file that is loaded later does.",
    "LOAD_UNKNOWN_ITEM": (
        "The element is no rule, macro, list or requirement, and counts as nothing. Look for `rules:` or "
        "a capital letter."
    ),
    "LOAD_DEPRECATED_ITEM": (
        "The element still works, and will not for ever: `append: true`, `enabled` alone, or an old "
        "field. Write `override`, or the newer field."
    ),
    "LOAD_WARNING_EXTENSION": (
        "An add-on of the engine warns of an element of its own. Look it up in its manual."
    ),
    "LOAD_APPEND_NO_VALUES": "An exception is appended to with nothing to append. Give it `values`.",
    "LOAD_EXCEPTION_NAME_NOT_UNIQUE": (
        "Two exceptions of one rule have the same name. Rename one, or join their values."
    ),
    "LOAD_INVALID_MACRO_NAME": (
        "The macro's name holds more than letters, digits and underscores, or does not begin with a "
        "letter, and no condition can use it. Rename it."
    ),
    "LOAD_INVALID_LIST_NAME": (
        "The list's name holds a blank, a quote, a parenthesis, a comma or an equals sign, and conditions "
        "will not find it. Rename it."
    ),
    "LOAD_COMPILE_CONDITION": (
        "The condition compiles and looks like a mistake: a value that is the name of a field, or a "
        "regular expression where a simpler operator would do. To compare two fields, write `val(…)` on "
        "the right."
    ),
    "LOAD_UNKNOWN_KEY": (
        "Falco does not know the key and ignores it. Correct its spelling; keys are in lower case."
    ),
}
"""What each code of Falco's loader means, and what to do."""

PRIORITIES: dict[str, str] = {
    "Emergency": "The node or the cluster is no longer usable",
    "Alert": "Somebody must act at once: the kernel or the node itself is under attack",
    "Critical": "A sign of an intruder that has hardly an innocent explanation",
    "Error": "Something was changed that should not change, such as a file below /etc",
    "Warning": "Something that should not happen and may have a reason; it should be looked at",
    "Notice": "Unusual, and normal now and then, such as a shell in a container",
    "Informational": "Worth a record, and no alarm",
    "Debug": "For trying rules out",
}
"""When to use each priority, the worst first."""

CLASSES: dict[str, str] = {
    "evt": "The event itself: its type, time, arguments and result",
    "process": "The process and the thread that made the call, and their ancestors",
    "user": "The user of the process, and the one who logged in",
    "group": "The group of the process",
    "fd": "The file or the connection that the call works on",
    "fs.path": "The paths of calls that work on files by name, such as unlink and rename",
    "fdlist": "The descriptors of a call that waits for several, poll",
    "util": "A counter",
    "container (plugin)": "The container and the pod of the process, from the plugin that comes with Falco",
    "k8saudit": "Requests to the Kubernetes API, as its audit log records them",
    "json": "Any value of an event in JSON, for the sources of other plugins",
    "cloudtrail": "Calls to the services of AWS, as CloudTrail records them",
    "okta": "Logins and changes of accounts, as Okta records them",
    "github": "What happens in repositories of GitHub, as its webhooks tell",
}
"""What the fields of each class, or of each plugin, are about."""
