#include "surroundings.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "overlay.h"
#include "detach.h"
#include "util.h"

void powers_get(struct powers *powers)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct words[2] = {{0}};
    syscall(SYS_capget, &head, words);
    powers->capabilities = words[0].effective | (uint64_t)words[1].effective << 32;
    powers->confined = false;
    powers->scenes = NULL;
    powers->user = geteuid();
    powers->group = getegid();
    powers->privileged = geteuid() == 0 && (powers->capabilities & 1ULL << CAP_SYS_ADMIN);
}

/* --- user namespace: user_namespaces(7) --- */

static int write_text(const char *path, const char *text)
{
    autoclose int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* Everybody stays who they are: `id -u` answers as outside. */
static int map_ids(uid_t user, gid_t group)
{
    char users[64], groups[64];
    snprintf(users, sizeof users, "%u %u 1\n", user, user);
    snprintf(groups, sizeof groups, "%u %u 1\n", group, group);
    int error = write_text("/proc/self/uid_map", users);
    if (!error)
        error = write_text("/proc/self/setgroups", "deny");
    return error ? error : write_text("/proc/self/gid_map", groups);
}

/* --- another user --- */

#define VARIED LAUNCH_VARIED_USER

/* The caller's id changes places with VARIED; root can take everybody along. */
static void varied_map(char *map, size_t size, unsigned id, bool all)
{
    if (!all)
        snprintf(map, size, "%u %u 1\n", VARIED, id);
    else
        snprintf(map, size, "0 1 %u\n%u 0 1\n%u %u %u\n", VARIED, VARIED, VARIED + 1, VARIED + 1,
                 65536u - VARIED - 1);
}

/* A map of several stretches is written from outside: by a child that stayed there. */
static int write_varied_maps(pid_t inside, const struct powers *powers)
{
    char path[64], map[128];
    snprintf(path, sizeof path, "/proc/%d/setgroups", (int)inside);
    if (!powers->privileged && write_text(path, "deny") != 0)
        return -EPERM;
    snprintf(path, sizeof path, "/proc/%d/uid_map", (int)inside);
    varied_map(map, sizeof map, powers->user, powers->privileged);
    int error = write_text(path, map);
    if (error)
        return error;
    snprintf(path, sizeof path, "/proc/%d/gid_map", (int)inside);
    varied_map(map, sizeof map, powers->group, powers->privileged);
    return write_text(path, map);
}

static _Noreturn void map_when_told(int told, pid_t inside, const struct powers *powers)
{
    char byte;
    bool go = read(told, &byte, 1) == 1;
    _exit(go && write_varied_maps(inside, powers) == 0 ? 0 : 1);
}

static int unshare_as_varied(int flags, struct powers *powers)
{
    int ends[2], status = 1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    pid_t inside = getpid(), mapper = fork();
    if (mapper == 0) {
        close(ends[1]);
        map_when_told(ends[0], inside, powers);
    }
    int error = mapper < 0 || unshare(flags) != 0 ? -errno : 0;
    powers->confined = !error;
    if (!error && write(ends[1], "", 1) != 1)
        error = -errno;
    close(ends[0]);
    close(ends[1]);
    while (mapper > 0 && waitpid(mapper, &status, 0) < 0 && errno == EINTR) {
    }
    if (!error && status == 0 &&
        (setresgid(VARIED, VARIED, VARIED) != 0 || setresuid(VARIED, VARIED, VARIED) != 0))
        error = -errno;
    return error ? error : status ? -EPERM : 0;
}

/* --- the namespaces --- */

static int unshare_as_we_are(int flags, struct powers *powers)
{
    if (unshare(flags | (powers->privileged ? 0 : CLONE_NEWUSER)) != 0)
        return -errno;
    powers->confined = !powers->privileged;
    return powers->confined ? map_ids(powers->user, powers->group) : 0;
}

static const struct {
    unsigned want;
    int flags;
} namespaces[] = {
    {LAUNCH_PIDS, CLONE_NEWPID},
    {LAUNCH_NAMES, CLONE_NEWUTS},
    {LAUNCH_NO_NET, CLONE_NEWNET},
};

int surroundings_unshare(unsigned want, struct powers *powers)
{
    int flags = CLONE_NEWNS, error;
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
        flags |= want & namespaces[i].want ? namespaces[i].flags : 0;
    error = want & LAUNCH_USER ? unshare_as_varied(flags | CLONE_NEWUSER, powers)
                               : unshare_as_we_are(flags, powers);
    return error ? error : detach_mounts();
}

/* --- names, network --- */

static int set_names(const struct launch *launch)
{
    if (sethostname(launch->nodename, strlen(launch->nodename)) != 0 ||
        setdomainname(launch->domainname, strlen(launch->domainname)) != 0)
        return -errno;
    return 0;
}

/* The loopback of a fresh namespace is down: netdevice(7). */
static int raise_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    autoclose int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) != 0 ? -errno : 0;
}

/* --- directories at other places --- */

static int make_directories(const char *path)
{
    autofree char *copy = xstrdup(path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0755);
        *slash = '/';
    }
    return mkdir(copy, 0755) != 0 && errno != EEXIST ? -errno : 0;
}

static int show_at(const char *directory, const char *place)
{
    if (!place)
        return 0;
    int error = make_directories(place);
    if (!error && mount(directory, place, NULL, MS_BIND | MS_REC, NULL) != 0)
        error = -errno;
    return error;
}

/* On a file system of its own, so that no directory is left behind. */
static int set_stage(const struct launch *launch)
{
    if (mount("tmpfs", launch->stage, "tmpfs", 0, "mode=0755") != 0)
        return -errno;
    int error = show_at(launch->home, launch->shown_home);
    return error ? error : show_at(launch->tree, launch->elsewhere);
}

/* --- files of the machine --- */

/* Opened in our own mount namespace, and before an overlay hides them. */
static void open_scenes(const struct launch *launch, struct powers *powers)
{
    powers->scenes = xcalloc(launch->scene_count + 1, sizeof *powers->scenes);
    for (size_t i = 0; i < launch->scene_count; i++)
        powers->scenes[i] = open(launch->scenes[i].file, O_PATH | O_CLOEXEC | O_NOFOLLOW);
}

int surroundings_decorate(const struct launch *launch, const struct powers *powers)
{
    int error = 0;
    for (size_t i = 0; i < launch->scene_count; i++) {
        char source[64];
        snprintf(source, sizeof source, "/proc/self/fd/%d", powers->scenes[i]);
        if (mount(source, launch->scenes[i].path, NULL, MS_BIND, NULL) != 0)
            error = -errno;
    }
    return error;
}

/* --- all of it --- */

#define SPACES                                                                                     \
    (LAUNCH_PIDS | LAUNCH_OVERLAY | LAUNCH_SCENERY | LAUNCH_NAMES | LAUNCH_USER | LAUNCH_STAGE |   \
     LAUNCH_NO_NET)
/* Without these the command would do something else than it was told. */
#define DEMANDED (LAUNCH_OVERLAY | LAUNCH_NO_NET)

int surroundings_enter(const struct launch *launch, struct powers *powers, unsigned *granted)
{
    unsigned want = launch->want & SPACES;
    *granted = 0;
    int error = want ? surroundings_unshare(want, powers) : 0;
    if (error && !powers->confined && !(want & DEMANDED))
        return 0;
    if (!error && (want & LAUNCH_SCENERY))
        open_scenes(launch, powers);
    if (!error && (want & LAUNCH_OVERLAY))
        error = overlay_mount(launch, powers->confined);
    if (!error && (want & LAUNCH_NO_NET))
        error = raise_loopback();
    if (error)
        return error;
    *granted = want;
    if (want & LAUNCH_NAMES && set_names(launch) != 0)
        *granted &= ~(unsigned)LAUNCH_NAMES;
    if (want & LAUNCH_STAGE && set_stage(launch) != 0)
        *granted &= ~(unsigned)LAUNCH_STAGE;
    return 0;
}

/* --- pid namespace: pid_namespaces(7) --- */

/*
 * Who makes a user namespace of its own may mount /proc there if one is in sight of which no file
 * is covered, and the scenery covers some: another one stays below, where no path leads,
 * mount_namespaces(7).
 */
int surroundings_mount_proc(void)
{
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    mount("proc", "/proc/sys", "proc", flags, NULL);
    return mount("proc", "/proc", "proc", flags, NULL) != 0 ? -errno : 0;
}

int surroundings_choose_pid(pid_t next)
{
    char text[16];
    snprintf(text, sizeof text, "%d", next - 1);
    return write_text("/proc/sys/kernel/ns_last_pid", text);
}

/* --- capabilities(7) --- */

/* Root of the namespace would win everything back by exec: what it did not have is out of bounds.
 */
static int bound_root(uint64_t keep)
{
    for (int capability = 0; capability < 64; capability++) {
        if (!(keep & 1ULL << capability) && prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1 &&
            prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
            return -errno;
    }
    return 0;
}

static int keep_only(uint64_t keep)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct words[2];
    for (unsigned i = 0; i < 2; i++) {
        uint32_t word = (uint32_t)(keep >> (32 * i));
        words[i] = (struct __user_cap_data_struct){
            .effective = word, .permitted = word, .inheritable = word};
    }
    return syscall(SYS_capset, &head, words) != 0 ? -errno : 0;
}

#define FILE_POWERS                                                                                \
    (1ULL << CAP_CHOWN | 1ULL << CAP_DAC_OVERRIDE | 1ULL << CAP_DAC_READ_SEARCH |                  \
     1ULL << CAP_FOWNER | 1ULL << CAP_FSETID | 1ULL << CAP_SETGID | 1ULL << CAP_SETUID)

int surroundings_drop(const struct powers *powers)
{
    uint64_t choose = 1ULL << CAP_CHECKPOINT_RESTORE;
    if (!powers->confined)
        return 0;
    if (geteuid() == 0)
        return bound_root(powers->capabilities | choose);
    /* Who was root and is shown as somebody else keeps what root may do with files. */
    uint64_t kept = powers->privileged ? FILE_POWERS | choose : choose;
    int error = keep_only(kept);
    for (int capability = 0; !error && capability < 64; capability++) {
        if (kept & 1ULL << capability &&
            prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0)
            error = -errno;
    }
    return error;
}
