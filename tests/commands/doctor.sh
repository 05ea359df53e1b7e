#!/bin/sh
# paribus doctor finds what is missing, says how bad that is, and agrees with what run and check do.
# Usage: doctor.sh CONDITION
set -eu
unset PARIBUS_NO_KEEP
# Nobody must be able to reach the program, and no overlay hides it: a copy below /var/tmp.
scratch=$(mktemp -d /var/tmp/paribus-doctor-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/bin" "$scratch/lib/paribus" "$scratch/home" "$scratch/tree"
cp "$PARIBUS" "$scratch/bin/paribus"
cp "$LIBRARY" "$scratch/lib/paribus/libparibus.so"
cp "$DENY" "$scratch/bin/deny"
chmod -R a+rX "$scratch"
chmod 777 "$scratch" "$scratch/home" "$scratch/tree"
paribus=$scratch/bin/paribus deny=$scratch/bin/deny
unset XDG_STATE_HOME TMPDIR
export HOME="$scratch/home"
cd "$scratch/tree"

fail() { echo "$*"; [ ! -f "$scratch/json" ] || cat "$scratch/json"; exit 1; }
skip() { echo "skipped: $*"; exit 77; }

# doctor STATUS COMMAND...: keeps the JSON, and checks the status against the text form as well
doctor() {
    wanted=$1
    shift
    got=0
    "$@" "$paribus" doctor --json >"$scratch/json" || got=$?
    [ "$got" = "$wanted" ] || fail "status $got instead of $wanted"
    got=0
    "$@" "$paribus" doctor >"$scratch/text" || got=$?
    [ "$got" = "$wanted" ] || fail "text form: status $got instead of $wanted"
}
state() { jq -r --arg n "$1" '.probes[] | select(.name == $n) | .state' "$scratch/json"; }
is() { [ "$(state "$1")" = "$2" ] || fail "$1 is '$(state "$1")', not '$2'"; }
remedy() {
    jq -e --arg n "$1" --arg r "$2" '.probes[] | select(.name == $n) | .remedy | contains($r)' \
        "$scratch/json" >/dev/null || fail "$1: the remedy does not say: $2"
}

# What doctor says of ids and addresses is what run says, and of overlays what check does.
agrees() {
    said=$("$@" "$paribus" run -- true 2>&1) || fail "run fails"
    case $said in *"process ids are not pinned"*) ids=reduced ;; *) ids=ok ;; esac
    case $said in *"addresses are not pinned"*) addresses=reduced ;; *) addresses=ok ;; esac
    is choose-ids $ids
    is addresses $addresses
    "$@" "$paribus" check -q -- true >"$scratch/out" 2>&1 || fail "check fails: $(cat "$scratch/out")"
}
worst() { jq -r '[.probes[].state] | if any(. == "unusable") then 2 elif any(. == "reduced") then 1 else 0 end' "$scratch/json"; }

as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
without_user_namespaces() {
    unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv --bounding-set -all "$@"' sh "$@"
}

condition_as_we_are() {
    got=0
    "$paribus" doctor --json >"$scratch/json" || got=$?
    [ "$got" = "$(worst)" ] || fail "status $got, but the worst finding is $(worst)"
    is library ok
    agrees env
}

condition_ordinary_user() {
    [ "$(id -u)" = 0 ] || skip "only root becomes nobody"
    got=0
    as_nobody "$paribus" doctor --json >"$scratch/json" || got=$?
    [ "$got" = "$(worst)" ] || fail "status $got, but the worst finding is $(worst)"
    agrees as_nobody
}

condition_user_namespaces_off() {
    without_user_namespaces true || skip "no user namespace to begin with"
    doctor 1 without_user_namespaces
    for probe in user-namespace mount-namespace overlay pid-namespace choose-ids; do
        is $probe reduced
    done
    remedy user-namespace "sysctl user.max_user_namespaces"
    is library ok
    is addresses ok
    agrees without_user_namespaces
}

condition_container() {
    doctor 1 "$deny" namespaces mounts personality --
    for probe in mount-namespace overlay pid-namespace choose-ids addresses; do
        is $probe reduced
    done
    remedy overlay "seccomp=unconfined"
    is library ok
    is patch ok
    agrees "$deny" namespaces mounts personality --
}

# What Docker's default profile refuses, as root without the capabilities a container lacks, and as a user of such a container.
in_docker() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --bounding-set -sys_admin,-sys_ptrace,-sys_resource,-mknod,-net_admin "$deny" docker -- "$@"
    else
        "$deny" docker -- "$@"
    fi
}
as_nobody_in_docker() { as_nobody "$deny" docker -- "$@"; }

condition_docker() {
    doctor 1 in_docker
    for probe in mount-namespace overlay pid-namespace choose-ids addresses; do
        is $probe reduced
    done
    remedy addresses "seccomp=unconfined"
    is library ok
    is patch ok
    agrees in_docker
    [ "$(id -u)" = 0 ] || return 0
    doctor 1 as_nobody_in_docker
    is user-namespace reduced
    agrees as_nobody_in_docker
    # No overlay, and no place for a copy: doctor says what check then says.
    chmod 755 "$scratch"
    doctor 1 as_nobody_in_docker
    remedy overlay "parent you may write to"
    as_nobody_in_docker "$paribus" check -- true >"$scratch/out" 2>&1 && fail "check works where doctor says it does not"
    grep -q "cannot create a copy beside" "$scratch/out" || fail "check: $(cat "$scratch/out")"
}

condition_code_cannot_be_changed() {
    doctor 1 "$deny" code --
    is patch reduced
    is library ok
}

# in_a_mount_namespace SCRIPT
in_a_mount_namespace() {
    if [ "$(id -u)" = 0 ]; then unshare -m sh -euc "$1"; else unshare -r -m sh -euc "$1"; fi
}

condition_noexec() {
    in_a_mount_namespace 'mount -t tmpfs none /mnt' || skip "nothing can be mounted"
    mkdir "$scratch/noexec"
    export scratch
    in_a_mount_namespace '
        mount -t tmpfs -o noexec none "$scratch/noexec"
        TMPDIR=$scratch/noexec XDG_STATE_HOME=$scratch/noexec/state \
            "$scratch/bin/paribus" doctor --json >"$scratch/json" || echo $? >"$scratch/status"'
    [ "$(cat "$scratch/status")" = 1 ] || fail "status $(cat "$scratch/status")"
    is exec-tmp reduced
    is exec-runs reduced
    is runs ok
}

condition_noexec_tmp() {
    in_a_mount_namespace 'mount -t tmpfs none /mnt' || skip "nothing can be mounted"
    export scratch
    in_a_mount_namespace '
        mount -t tmpfs -o noexec none /tmp
        "$scratch/bin/paribus" doctor --json >"$scratch/json" || echo $? >"$scratch/status"
        "$scratch/bin/paribus" check -q -- sh -c "cp /bin/true ./here && ./here && date >dated" >"$scratch/out" 2>&1 ||
            echo $? >"$scratch/check"'
    [ "$(cat "$scratch/status")" = 1 ] || fail "status $(cat "$scratch/status")"
    is exec-tmp reduced
    remedy exec-tmp TMPDIR
    is exec-runs ok
    [ "$(cat "$scratch/check")" = 1 ] && grep -q "^dated differs" "$scratch/out" || fail "check fails: $(cat "$scratch/out")"
}

condition_library_on_noexec() {
    in_a_mount_namespace 'mount -t tmpfs none /mnt' || skip "nothing can be mounted"
    export scratch
    in_a_mount_namespace '
        cp "$scratch/lib/paribus/libparibus.so" "$scratch/kept"
        mount -t tmpfs -o noexec none "$scratch/lib"
        mkdir "$scratch/lib/paribus" && cp "$scratch/kept" "$scratch/lib/paribus/libparibus.so"
        "$scratch/bin/paribus" doctor --json >"$scratch/json" || echo $? >"$scratch/status"'
    [ "$(cat "$scratch/status")" = 2 ] || fail "status $(cat "$scratch/status")"
    is library unusable
    remedy library noexec
}

condition_read_only_home() {
    chmod 555 "$HOME"
    if [ "$(id -u)" = 0 ]; then
        doctor 1 as_nobody
    else
        doctor 1 env
    fi
    is runs reduced
    is library ok
}

# A home that is mounted read-only: runs go elsewhere, are found there, and that is said once a command.
condition_read_only_mount() {
    in_a_mount_namespace 'mount -t tmpfs none /mnt' || skip "nothing can be mounted"
    export scratch
    in_a_mount_namespace '
        mount -t tmpfs -o ro none "$HOME"
        "$scratch/bin/paribus" doctor --json >"$scratch/json" || echo $? >"$scratch/status"
        "$scratch/bin/paribus" check --no-prove -- sh -c "date >dated" >"$scratch/out" 2>"$scratch/said" || true
        "$scratch/bin/paribus" run -- true 2>"$scratch/run"
        "$scratch/bin/paribus" runs names >"$scratch/names"
        "$scratch/bin/paribus" show last >/dev/null 2>&1 || echo cannot >"$scratch/show"
        "$scratch/bin/paribus" runs remove $(head -3 "$scratch/names")' || true
    [ "$(cat "$scratch/status")" = 1 ] || fail "status $(cat "$scratch/status")"
    is runs reduced
    jq -r '.probes[] | select(.name == "runs") | .detail' "$scratch/json" | grep -q "Read-only file system.*/var/tmp/paribus-" ||
        fail "it does not say where runs are"
    [ "$(grep -c "runs are kept in '/var/tmp/paribus-" "$scratch/said")" = 1 ] || fail "not said once: $(cat "$scratch/said")"
    [ ! -s "$scratch/run" ] || fail "run, which keeps nothing, says: $(cat "$scratch/run")"
    [ "$(wc -l <"$scratch/names")" -ge 3 ] && [ ! -e "$scratch/show" ] || fail "the runs are not found again"
}

condition_no_library() {
    rm "$scratch/lib/paribus/libparibus.so"
    doctor 2 env
    is library unusable
    echo "not a library" >"$scratch/lib/paribus/libparibus.so"
    doctor 2 env
    is library unusable
}

"condition_$1"
