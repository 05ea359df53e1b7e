/* torture SEED PLACE DEPTH: a node and all below it. */
#define _GNU_SOURCE
#include "torture.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct tally own_tally;
struct tally *tally = &own_tally;

/* --- the generator, and what is counted --- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    for (const unsigned char *at = bytes; size > 0; size--)
        hash = (hash ^ *at++) * 0x100000001b3ULL;
    return hash ^ hash >> 29;
}

uint64_t draw(struct node *node, uint64_t below)
{
    node->state ^= node->state << 13;
    node->state ^= node->state >> 7;
    node->state ^= node->state << 17;
    return (node->state >> 11) % below;
}

void add(uint64_t *counter)
{
    __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
}

void expect(bool right)
{
    if (!right)
        add(&tally->wrong);
}

/* --- reading --- */

static void ask_name(void)
{
    struct utsname name;
    expect(uname(&name) == 0);
    add(&tally->calls);
}

void read_by_name(void)
{
    struct stat status;
    int error = errno;
    ask_name();
    expect(stat("/", &status) == 0);
    errno = error;
}

static uint64_t read_directory(uint64_t seen)
{
    DIR *directory = opendir("directory"); /* fails where descriptors are short */
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        seen = mix(seen, entry->d_name, strlen(entry->d_name));
    if (directory)
        closedir(directory);
    return seen;
}

void read_sources(uint64_t *seen)
{
    struct timespec now;
    char bytes[16];
    expect(clock_gettime(CLOCK_REALTIME, &now) == 0);
    *seen = mix(*seen, &now, sizeof now);
    expect(getrandom(bytes, sizeof bytes, 0) == sizeof bytes);
    *seen = mix(*seen, bytes, sizeof bytes);
    time_t seconds = time(NULL);
    *seen = mix(*seen, &seconds, sizeof seconds);
    *seen = read_directory(*seen);
    ask_name();
}

/* --- threads and signals --- */

/* Threads share a clock: only what each is given for itself counts. */
static void *be_thread(void *given)
{
    uint64_t *seen = given;
    char bytes[16];
    for (int i = 0; i < 20; i++) {
        expect(getrandom(bytes, sizeof bytes, 0) == sizeof bytes);
        *seen = mix(*seen, bytes, sizeof bytes);
        ask_name();
    }
    add(&tally->threads);
    return NULL;
}

static void run_threads(struct node *node)
{
    pthread_t threads[8];
    uint64_t seen[8] = {0};
    bool runs[8];
    size_t count = 1 + draw(node, 8);
    for (size_t i = 0; i < count; i++)
        runs[i] = pthread_create(&threads[i], NULL, be_thread, &seen[i]) == 0;
    for (size_t i = 0; i < count; i++) {
        if (runs[i])
            pthread_join(threads[i], NULL);
        node->seen = mix(node->seen, &seen[i], sizeof seen[i]);
    }
}

static void handle(int number)
{
    (void)number;
    read_by_name();
}

/* CPU time passes as it likes: how many come is not the same twice. */
static void run_signals(struct node *node)
{
    struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    sigaction(SIGPROF, &action, NULL);
    setitimer(ITIMER_PROF, &often, NULL);
    for (int i = 0; i < 60; i++)
        read_sources(&node->seen);
    setitimer(ITIMER_PROF, &never, NULL);
}

/* --- a node --- */

#define CHILDREN 8
struct brood {
    pid_t pids[CHILDREN];
    size_t count;
};

static void wait_for(struct brood *brood)
{
    for (size_t i = 0; i < brood->count; i++) {
        int status;
        while (waitpid(brood->pids[i], &status, 0) < 0 && errno == EINTR) {
        }
    }
    brood->count = 0;
}

static void act(struct node *node, struct brood *brood)
{
    uint64_t what = draw(node, 20);
    if (what < 8) {
        for (uint64_t i = draw(node, 30); i > 0; i--)
            read_sources(&node->seen);
    } else if (what < 13 && node->depth > 0 && brood->count < CHILDREN) {
        pid_t pid = start_child(node);
        if (pid > 0)
            brood->pids[brood->count++] = pid;
    } else if (what < 15) {
        run_threads(node);
    } else if (what < 16) {
        run_signals(node);
    } else if (what < 18) {
        wait_for(brood);
    } else if (what < 19 && strchr(node->place, '.')) { /* the first has to go on */
        suffer(node);
    }
}

void report(const struct node *node)
{
    char line[256];
    int length = snprintf(line, sizeof line, "%s %016llx %d\n", node->place,
                          (unsigned long long)node->seen, (int)getpid());
    expect(write(1, line, (size_t)length) == length);
}

/* The stack of the thread that forked us, where `given` lies, is soon somebody else's. */
_Noreturn void be_node(const char *seed, const char *given, int depth)
{
    static char place[256];
    snprintf(place, sizeof place, "%s", given);
    struct node node = {.seed = seed, .place = place, .depth = depth};
    struct brood brood = {.count = 0};
    node.state =
        mix(mix(0xcbf29ce484222325ULL, seed, strcspn(seed, "-")), place, strlen(place)) | 1;
    add(&tally->nodes);
    read_sources(&node.seen);
    uint64_t acts = (strchr(place, '.') ? 4 : 16) + draw(&node, 12);
    for (; acts > 0; acts--)
        act(&node, &brood);
    wait_for(&brood);
    report(&node);
    _exit(0);
}

static void open_tally(void)
{
    int fd = open("tally", O_RDWR | O_CLOEXEC);
    void *memory =
        fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED)
        tally = memory;
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    open_tally();
    be_node(argv[1], argv[2], atoi(argv[3]));
}
