/* How each nondeterministic function of libc is called.  See seen.h. */
#define _GNU_SOURCE
#include "seen.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <locale.h>
#include <mqueue.h>
#include <netdb.h>
#include <pthread.h>
#include <resolv.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#define SHAPE(name) static void name(void *function, long argument)
/* the function, as one of that type */
#define AS(result, ...) ((result(*)(__VA_ARGS__))function)
#define SEE(call)                                                                                  \
    do {                                                                                           \
        (void)argument;                                                                            \
        seen_begin();                                                                              \
        (void)call;                                                                                \
        seen_end();                                                                                \
        _exit(0);                                                                                  \
    } while (0)

/* Room for whatever is returned through pointers, in four parts. */
enum { PART = sizeof seen_buffer / 4 };
static char *const out = seen_buffer, *const out2 = seen_buffer + PART,
                   *const out3 = seen_buffer + 2 * PART;
static char *const out4 = seen_buffer + 3 * PART;

/* --- by what is passed: the argument of the row, a place for the result, its size --- */

SHAPE(nothing)
{
    SEE(AS(long, void)());
}

SHAPE(number)
{
    SEE(AS(long, long)(argument));
}

SHAPE(result)
{
    SEE(AS(long, void *)(out));
}

SHAPE(result_size)
{
    SEE(AS(long, void *, size_t)(out, PART));
}

SHAPE(result_size_limit)
{
    SEE(AS(long, void *, size_t, size_t)(out, PART, PART));
}

SHAPE(number_result)
{
    SEE(AS(long, long, void *)(argument, out));
}

SHAPE(number_result_size)
{
    SEE(AS(long, long, void *, size_t)(argument, out, PART));
}

SHAPE(number_result_limits)
{
    SEE(AS(long, long, void *, size_t, size_t)(argument, out, PART, PART));
}

SHAPE(number_size_result)
{
    SEE(AS(long, long, size_t, void *)(argument, sizeof(cpu_set_t), out));
}

SHAPE(result_number)
{
    SEE(AS(long, void *, long)(out, argument));
}

SHAPE(three_results)
{
    SEE(AS(long, void *, void *, void *)(out, out2, out3));
}

SHAPE(path_result)
{
    SEE(AS(long, const char *, void *, size_t)("many", out, PART));
}

SHAPE(version_path_result)
{
    SEE(AS(long, int, const char *, void *)(1, "many", out));
}

SHAPE(version_number_result)
{
    SEE(AS(long, int, int, void *)(1, 0, out));
}

SHAPE(version_at_path_result)
{
    SEE(AS(long, int, int, const char *, void *, int)(1, AT_FDCWD, "many", out, 0));
}

SHAPE(at_path_result)
{
    SEE(AS(long, int, const char *, void *, int)(AT_FDCWD, "many", out, 0));
}

SHAPE(at_path_statx)
{
    SEE(AS(long, int, const char *, int, unsigned, void *)(AT_FDCWD, "many", 0, STATX_ALL, out));
}

SHAPE(path_number)
{
    SEE(AS(long, const char *, long)("many", argument));
}

SHAPE(name)
{
    SEE(AS(long, const char *)("localhost"));
}

/* --- time --- */

static time_t noon = 43200;

SHAPE(time_pointer)
{
    SEE(AS(void *, const time_t *)(&noon));
}

SHAPE(time_pointer_result)
{
    SEE(AS(void *, const time_t *, void *)(&noon, out));
}

SHAPE(format_time)
{
    static struct tm when = {.tm_mday = 1};
    const void *format = argument ? (const void *)L"%Z" : (const void *)"%Z";
    locale_t locale = newlocale(LC_ALL_MASK, "C", 0);
    SEE(AS(size_t, void *, size_t, const void *, const void *, locale_t)(out, 64, format, &when,
                                                                         locale));
}

SHAPE(date)
{
    int fd = open("template", O_CREAT | O_WRONLY | O_TRUNC, 0600);
    if (write(fd, "%H:%M\n", 6) != 6)
        return;
    setenv("DATEMSK", "template", 1);
    SEE(AS(long, const char *, void *)("12:00", out));
}

SHAPE(timer)
{
    timer_t id;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    timer_create(CLOCK_MONOTONIC, &none, &id);
    SEE(AS(long, timer_t, void *)(id, out));
}

SHAPE(timer_fd)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    SEE(AS(long, int, void *)(fd, out));
}

SHAPE(interval_timer)
{
    static const struct itimerval never;
    SEE(AS(long, int, const void *, void *)(ITIMER_REAL, &never, out));
}

SHAPE(nap)
{
    static const struct timespec brief = {.tv_nsec = 1};
    SEE(AS(long, const void *, void *)(&brief, NULL));
}

SHAPE(adjust)
{
    SEE(AS(long, void *, void *)(NULL, out));
}

/* --- random --- */

SHAPE(allocation)
{
    SEE(AS(void *, size_t, size_t, size_t)(64, 64, 64));
}

SHAPE(reallocation)
{
    SEE(AS(void *, void *, size_t, size_t)(NULL, 64, 64));
}

SHAPE(posix_allocation)
{
    SEE(AS(long, void *, size_t, size_t)(out, 64, 64));
}

SHAPE(template)
{
    strcpy(out, argument ? "many/XXXXXX.suffix" : "many/XXXXXX");
    SEE(AS(long, char *, long, long)(out, argument, 0));
}

SHAPE(temporary_flags)
{
    strcpy(out, "many/XXXXXX");
    SEE(AS(long, char *, int)(out, O_CLOEXEC));
}

SHAPE(name_in)
{
    SEE(AS(void *, const char *, const char *)("many", "seen"));
}

SHAPE(shuffle)
{
    strcpy(out, "abcdefgh");
    SEE(AS(void *, char *)(out));
}

SHAPE(query)
{
    SEE(AS(int, int, const char *, int, int, const void *, int, const void *, void *,
           int)(ns_o_query, "localhost", 1, 1, NULL, 0, NULL, out, PART));
}

SHAPE(state_query)
{
    struct __res_state *state = (void *)out2;
    res_ninit(state);
    SEE(AS(int, void *, int, const char *, int, int, const void *, int, const void *, void *,
           int)(state, ns_o_query, "localhost", 1, 1, NULL, 0, NULL, out, PART));
}

/* Removed again in a way that nobody sees. */
SHAPE(semaphore)
{
    snprintf(out, PART, "/dev/shm/sem.seen-%d", (int)getpid());
    snprintf(out2, PART, "/seen-%d", (int)getpid());
    (void)argument;
    seen_begin();
    AS(void *, const char *, int, mode_t, unsigned)(out2, O_CREAT, 0600, 1);
    seen_end();
    seen_raw(SYS_unlink, (long)out, 0, 0);
}

/* --- directories --- */

SHAPE(directory)
{
    DIR *stream = opendir("many");
    SEE(AS(void *, DIR *, void *, void *)(stream, out, out2));
}

SHAPE(directory_position)
{
    DIR *stream = opendir("many");
    readdir(stream);
    SEE(AS(long, DIR *)(stream));
}

SHAPE(entries)
{
    int fd = open("many", O_RDONLY | O_DIRECTORY);
    SEE(AS(ssize_t, int, void *, size_t, void *)(fd, out, PART, out2));
}

SHAPE(scan)
{
    SEE(AS(int, const char *, void *, void *, void *)("many", out, NULL, NULL));
}

SHAPE(scan_at)
{
    SEE(AS(int, int, const char *, void *, void *, void *)(AT_FDCWD, "many", out, NULL, NULL));
}

SHAPE(pattern)
{
    SEE(AS(int, const char *, int, void *, void *)("many/*", 0, NULL, out));
}

SHAPE(words)
{
    SEE(AS(int, const char *, void *, int)("many/*", out, 0));
}

static int visit(void)
{
    return 0;
}

SHAPE(walk)
{
    SEE(AS(int, const char *, void *, int, int)("many", (void *)visit, 4, 0));
}

static char *const roots[] = {(char[]){"many"}, NULL};

SHAPE(tree)
{
    SEE(AS(void *, char *const *, int, void *)(roots, FTS_PHYSICAL, NULL));
}

SHAPE(tree_read)
{
    FTS *open_tree = fts_open(roots, FTS_PHYSICAL, NULL);
    if (argument)
        fts_read(open_tree);
    SEE((AS(void *, FTS *, int)(open_tree, 0), AS(void *, FTS *, int)(open_tree, 0)));
}

/* --- environment, locale, options --- */

SHAPE(variable)
{
    SEE(AS(const char *, const char *)("PATH"));
}

SHAPE(locale)
{
    SEE(AS(void *, long, const char *, void *)(argument, "", NULL));
}

SHAPE(message)
{
    SEE(AS(const char *, const char *, const char *, int)("seen", "seen", LC_MESSAGES));
}

SHAPE(plural)
{
    SEE(AS(const char *, const char *, const char *, const char *, long,
           int)("seen", "seen", "seen", 2, LC_MESSAGES));
}

SHAPE(options)
{
    static char program[] = "seen", option[] = "-a", *arguments[] = {program, option, NULL};
    static const char none[64];
    SEE(AS(int, int, char **, const char *, const void *, void *)(2, arguments, "a", none, NULL));
}

SHAPE(argp_options)
{
    static char program[] = "seen", *arguments[] = {program, NULL};
    static const char none[128];
    SEE(AS(int, const void *, int, char **, unsigned, void *, void *)(none, 1, arguments, 0, NULL,
                                                                      NULL));
}

SHAPE(variable_of_libc)
{
    SEE(*(void *const volatile *)function);
}

/* --- processes --- */

SHAPE(child)
{
    pid_t id = fork();
    if (id == 0)
        _exit(0);
    SEE(AS(pid_t, long, void *, int, void *)(argument ? id : (long)(intptr_t)out, out, 0, NULL));
}

static int child_main(void *unused)
{
    (void)unused;
    return 0;
}

SHAPE(clone_of)
{
    SEE(AS(int, void *, void *, int, void *)((void *)child_main, out + PART / 2, SIGCHLD, NULL));
}

SHAPE(detached)
{
    SEE(AS(int, int, int)(1, 1));
}

SHAPE(pty_child)
{
    SEE(AS(int, void *, void *, void *, void *)(out, NULL, NULL, NULL));
}

SHAPE(command)
{
    static char program[] = "true", *arguments[] = {program, NULL};
    SEE(AS(int, const char *, void *, void *)("/bin/true", arguments, arguments + 1));
}

SHAPE(command_list)
{
    SEE(AS(int, const char *, const char *, void *, void *)("/bin/true", "true", NULL, environ));
}

SHAPE(pidfd_spawned)
{
    static char program[] = "true", *arguments[] = {program, NULL};
    SEE(AS(int, void *, const char *, void *, void *, void *, void *)(out, "/bin/true", NULL, NULL,
                                                                      arguments, NULL));
}

SHAPE(thread_result)
{
    SEE(AS(long, pthread_t, void *, void *)(pthread_self(), out, out2));
}

SHAPE(thread_size_result)
{
    SEE(AS(long, pthread_t, size_t, void *)(pthread_self(), sizeof(cpu_set_t), out));
}

SHAPE(own_pidfd)
{
    int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    SEE(AS(int, int)(fd));
}

SHAPE(stream_of_process)
{
    FILE *stream = popen("true", "r");
    SEE(AS(int, FILE *)(stream));
}

SHAPE(signal_and_action)
{
    SEE(AS(long, int, void *, void *)(SIGUSR1, NULL, out));
}

SHAPE(pending_signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    SEE(AS(int, const void *, void *)(&set, out));
}

/* --- host, user, processor, limits, terminal --- */

SHAPE(id_and_two_results)
{
    SEE(AS(int, long, void *, void *, size_t, void *)(argument, out, out2, PART, out3));
}

SHAPE(login_record)
{
    SEE(AS(int, void *, size_t)(out, 256));
}

SHAPE(login_record_checked)
{
    SEE(AS(int, void *, size_t, size_t)(out, 256, 256));
}

SHAPE(user_name)
{
    SEE(AS(void *, const char *, void *, void *, size_t, void *)("root", out, out2, PART, out3));
}

SHAPE(next_record)
{
    SEE(AS(int, void *, void *, size_t, void *, void *)(out, out2, PART, out3, out4));
}

SHAPE(groups_of)
{
    int *count = (void *)out2;
    *count = 8;
    SEE(AS(int, const char *, long, void *, void *)("root", 0, out, count));
}

SHAPE(limit)
{
    SEE(AS(int, long, long, void *, void *)(argument, RLIMIT_NOFILE, NULL, out));
}

SHAPE(scheduling)
{
    SEE(AS(int, int, void *, unsigned, unsigned)(0, out, 48, 0));
}

SHAPE(request)
{
    SEE(AS(int, int, unsigned long, ...)(0, (unsigned long)argument, out));
}

SHAPE(request_of)
{
    SEE(AS(int, int, int, ...)(0, (int)argument));
}

SHAPE(request_by_number)
{
    SEE(AS(int, int, ...)((int)argument));
}

SHAPE(pseudo_terminal)
{
    SEE(AS(int, void *, void *, void *, void *, void *)(out, out2, NULL, NULL, NULL));
}

SHAPE(terminal_master)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY);
    if (argument)
        SEE(AS(int, int, char *, size_t, size_t)(fd, out, PART, PART));
    SEE(AS(long, int)(fd));
}

SHAPE(mapping)
{
    static char page[8192] __attribute__((aligned(4096)));
    SEE(AS(int, void *, size_t, void *)(page, 4096, out));
}

SHAPE(map)
{
    SEE(AS(void *, void *, size_t, int, int, int, off_t)(NULL, 4096, PROT_READ,
                                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Loads the unwinder the first time. */
SHAPE(call_stack)
{
    AS(int, void *, long)(out, argument);
    SEE(AS(int, void *, long)(out, argument));
}

SHAPE(remap)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SEE(AS(void *, void *, size_t, size_t, int)(page, 4096, 8192, MREMAP_MAYMOVE));
}

SHAPE(sorting)
{
    SEE(AS(void, void *, size_t, size_t, void *, void *)(out, 2048, 1, (void *)visit, NULL));
}

SHAPE(log_line)
{
    SEE(AS(void, int, ...)(LOG_INFO, "seen"));
}

SHAPE(log_line_checked)
{
    SEE(AS(void, int, int, const char *, ...)(LOG_INFO, 1, "seen"));
}

static void log_vector(void *function, ...)
{
    va_list none;
    va_start(none, function);
    AS(void, int, const char *, va_list)(LOG_INFO, "seen", none);
    va_end(none);
}

SHAPE(log_line_vector)
{
    SEE((log_vector(function), 0));
}

static void log_vector_checked(void *function, ...)
{
    va_list none;
    va_start(none, function);
    AS(void, int, int, const char *, va_list)(LOG_INFO, 1, "seen", none);
    va_end(none);
}

SHAPE(log_line_vector_checked)
{
    SEE((log_vector_checked(function), 0));
}

/* --- files --- */

SHAPE(open_result)
{
    int fd = open("many", O_RDONLY);
    SEE(AS(int, int, void *)(fd, out));
}

SHAPE(open_number)
{
    int fd = open("many", O_RDONLY);
    SEE(AS(long, int, long)(fd, argument));
}

SHAPE(stream_result)
{
    FILE *stream = fopen("many/file", "r");
    SEE(AS(int, FILE *, void *)(stream, out));
}

SHAPE(handle)
{
    struct file_handle *empty = (void *)out;
    empty->handle_bytes = 128;
    SEE(AS(int, int, const char *, void *, void *, int)(AT_FDCWD, "many", empty, out2, 0));
}

SHAPE(quota)
{
    SEE(AS(int, int, const char *, int, void *)(0x80000400, "/dev/none", 0, out));
}

/* --- network and queues --- */

static int listening(struct sockaddr_in *at)
{
    socklen_t size = sizeof *at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    *at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bind(fd, (void *)at, sizeof *at);
    listen(fd, 1);
    getsockname(fd, (void *)at, &size);
    return fd;
}

/* argument: 0 the listening end, 1 the connecting end */
SHAPE(socket_name)
{
    struct sockaddr_in at;
    static socklen_t size = 128;
    int ends[] = {listening(&at), socket(AF_INET, SOCK_STREAM, 0)};
    connect(ends[1], (void *)&at, sizeof at);
    SEE(AS(int, int, void *, void *, int)(ends[argument], out, &size, 0));
}

SHAPE(socket_option)
{
    static socklen_t size = 128;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    SEE(AS(int, int, int, int, void *, void *)(fd, SOL_SOCKET, SO_SNDBUF, out, &size));
}

SHAPE(received)
{
    static socklen_t size = 0;
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    if (send(pair[1], "x", 1, 0) == 1)
        SEE(AS(ssize_t, int, void *, size_t, long, long, void *, void *)(pair[0], out, 64, argument,
                                                                         0, NULL, &size));
}

SHAPE(received_message)
{
    struct mmsghdr *message = (void *)out;
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    if (send(pair[1], "x", 1, 0) == 1)
        SEE(AS(ssize_t, int, void *, long, int, void *)(pair[0], message, argument, 0, NULL));
}

SHAPE(out_of_band)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    SEE(AS(int, int)(fd));
}

SHAPE(address_of_name)
{
    SEE(AS(int, const char *, void *, void *, void *)("localhost", NULL, NULL, out));
}

SHAPE(name_of_address)
{
    static struct sockaddr_in at = {.sin_family = AF_INET};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SEE(AS(int, void *, int, void *, int, void *, int, int)(&at, sizeof at, out, 256, NULL, 0, 0));
}

SHAPE(host_name)
{
    SEE(AS(long, const char *, void *, void *, size_t, void *, void *)("localhost", out, out2, PART,
                                                                       out3, out4));
}

SHAPE(host_name_family)
{
    SEE(AS(long, const char *, int, void *, void *, size_t, void *,
           void *)("localhost", AF_INET, out, out2, PART, out3, out4));
}

SHAPE(host_address)
{
    static const unsigned char local[] = {127, 0, 0, 1};
    SEE(AS(long, const void *, int, int, void *, void *, size_t, void *,
           void *)(local, 4, AF_INET, out, out2, PART, out3, out4));
}

SHAPE(record_named)
{
    SEE(AS(long, const char *, void *, void *, size_t, void *)("tcp", out, out2, PART, out3));
}

SHAPE(record_numbered)
{
    SEE(AS(long, int, void *, void *, size_t, void *)(6, out, out2, PART, out3));
}

SHAPE(service_named)
{
    SEE(AS(long, const char *, const char *, void *, void *, size_t, void *)("http", "tcp", out,
                                                                             out2, PART, out3));
}

SHAPE(service_numbered)
{
    SEE(AS(long, int, const char *, void *, void *, size_t, void *)(htons(80), "tcp", out, out2,
                                                                    PART, out3));
}

SHAPE(interface_number)
{
    SEE(AS(void *, int, void *)(1, out));
}

SHAPE(interface_name)
{
    SEE(AS(long, const char *)("lo"));
}

SHAPE(resolver_state)
{
    SEE(AS(int, void *)(out));
}

/* argument: the system call that removes it again */
SHAPE(queue)
{
    seen_begin();
    long id = AS(int, key_t, int, int)(IPC_PRIVATE, 0600, 0600);
    seen_end();
    bool semaphores = argument == SYS_semctl;
    seen_raw(argument, id, semaphores ? 0 : IPC_RMID, semaphores ? IPC_RMID : 0);
}

SHAPE(no_queue)
{
    SEE(AS(int, int, int, int, void *)(-1, argument, IPC_STAT, out));
}

SHAPE(message_queue)
{
    snprintf(out, PART, "/seen-%d", (int)getpid());
    mqd_t id = mq_open(out, O_CREAT | O_RDWR | O_NONBLOCK, 0600, NULL);
    mq_unlink(out);
    SEE(AS(int, mqd_t, void *, void *, void *)(id, out, (void *)(intptr_t)argument, out2));
}

const struct seen_row seen_rows[] = {
    /* time */
    {result, 0, "time", WARM},
    {three_results, 0, "gettimeofday __gettimeofday", WARM},
    {number_result, CLOCK_REALTIME, "clock_gettime __clock_gettime clock_getres", WARM},
    {result, 0, "times ftime", WARM},
    {number_result, RUSAGE_SELF, "getrusage", WARM},
    {adjust, 0, "vtimes", WARM},
    {nothing, 0, "clock", WARM},
    {result_number, TIME_UTC, "timespec_get timespec_getres", WARM},
    {nap, 0, "nanosleep __nanosleep thrd_sleep", WARM},
    {number, 0, "sleep usleep", WARM},
    {time_pointer, 0, "localtime ctime mktime timelocal", WARM},
    {time_pointer_result, 0, "localtime_r ctime_r", WARM},
    {nothing, 0, "tzset", WARM},
    {format_time, 0, "strftime strftime_l __strftime_l", WARM},
    {format_time, 1, "wcsftime wcsftime_l __wcsftime_l", WARM},
    {variable_of_libc, 0, "tzname timezone daylight __tzname __timezone __daylight", WARM},
    {date, 0, "getdate getdate_r", WARM},
    {timer, 0, "timer_gettime timer_getoverrun", WARM},
    {timer_fd, 0, "timerfd_gettime", WARM},
    {number_result, ITIMER_REAL, "getitimer", WARM},
    {interval_timer, 0, "setitimer", WARM},
    {number, 0, "alarm ualarm", WARM},
    {result, 0, "adjtimex __adjtimex ntp_adjtime ntp_gettime ntp_gettimex", WARM},
    {adjust, 0, "adjtime", WARM},
    {number_result, CLOCK_REALTIME, "clock_adjtime", WARM},
    {log_line, 0, "syslog", WARM},
    {log_line_vector, 0, "vsyslog", WARM},
    {log_line_checked, 0, "__syslog_chk", WARM},
    {log_line_vector_checked, 0, "__vsyslog_chk", WARM},

    /* random */
    {result_size, 0, "getrandom arc4random_buf", WARM},
    {result_number, 64, "getentropy", WARM},
    {number, 1000, "arc4random arc4random_uniform", WARM},
    {template, 0, "mktemp mkstemp mkdtemp mkstemp64", WARM},
    {template, 7, "mkstemps mkostemps mkstemps64 mkostemps64", WARM},
    {temporary_flags, 0, "mkostemp mkostemp64", WARM},
    {name_in, 0, "tempnam", WARM},
    {result, 0, "tmpnam tmpnam_r", WARM},
    {nothing, 0, "tmpfile tmpfile64", WARM},
    {allocation, 0, "malloc calloc memalign aligned_alloc valloc pvalloc", COLD},
    {allocation, 0, "__libc_malloc __libc_calloc __libc_memalign __libc_valloc __libc_pvalloc",
     COLD},
    {reallocation, 0, "realloc reallocarray __libc_realloc", COLD},
    {posix_allocation, 0, "posix_memalign", COLD},
    {shuffle, 0, "strfry", WARM},
    {nothing, 0, "__res_randomid", WARM},
    {query, 0, "res_mkquery __res_mkquery", WARM},
    {state_query, 0, "res_nmkquery __res_nmkquery", WARM},
    {semaphore, 0, "sem_open", WARM},

    /* pid */
    {nothing, 0, "getpid __getpid getppid gettid getpgrp", WARM},
    {number, 0, "getpgid __getpgid __bsd_getpgrp getsid", WARM},
    {child, 0, "wait __wait wait3", WARM},
    {child, 1, "waitpid __waitpid wait4", WARM},
    {clone_of, 0, "clone __clone", WARM},
    {detached, 0, "daemon", WARM},
    {pty_child, 0, "forkpty", WARM},
    {pidfd_spawned, 0, "pidfd_spawn pidfd_spawnp", WARM},
    {own_pidfd, 0, "pidfd_getpid", WARM},
    {thread_result, 0, "pthread_getcpuclockid pthread_gettid_np", WARM},
    {number_result, 0, "clock_getcpuclockid", WARM},
    {command, 0, "execv execvp execvpe", WARM},
    {command_list, 0, "execl execle execlp", WARM},
    {stream_of_process, 0, "pclose", WARM},

    /* dirorder */
    {entries, 0, "getdents64 getdirentries getdirentries64", WARM},
    {directory, 0, "readdir readdir64 readdir_r readdir64_r", WARM},
    {directory_position, 0, "telldir", WARM},
    {scan, 0, "scandir scandir64", WARM},
    {scan_at, 0, "scandirat scandirat64", WARM},
    {pattern, 0, "glob glob64", WARM},
    {words, 0, "wordexp", WARM},
    {walk, 0, "ftw ftw64 nftw nftw64", WARM},
    {tree, 0, "fts_open fts64_open", WARM},
    {tree_read, 0, "fts_read fts64_read", WARM},
    {tree_read, 1, "fts_children fts64_children", WARM},
    {path_number, 0, "opendir", WARM},
    {open_number, 0, "fdopendir", WARM},

    /* env */
    {variable, 0, "getenv secure_getenv __secure_getenv", WARM},
    {variable_of_libc, 0, "environ _environ __environ", WARM},
    {locale, LC_ALL, "setlocale", WARM},
    {locale, LC_ALL_MASK, "newlocale __newlocale", WARM},
    {path_result, 0, "catopen", WARM},
    {variable, 0, "gettext", WARM},
    {message, 0, "dgettext __dgettext dcgettext __dcgettext", WARM},
    {plural, 0, "ngettext dngettext dcngettext", WARM},
    {options, 0, "getopt getopt_long getopt_long_only __posix_getopt", WARM},
    {argp_options, 0, "argp_parse", WARM},

    /* stat */
    {path_result, 0, "stat lstat stat64 lstat64", WARM},
    {open_result, 0, "fstat fstat64", WARM},
    {at_path_result, 0, "fstatat fstatat64", WARM},
    {at_path_statx, 0, "statx", WARM},
    {version_path_result, 0, "__xstat __xstat64 __lxstat __lxstat64", WARM},
    {version_number_result, 0, "__fxstat __fxstat64", WARM},
    {version_at_path_result, 0, "__fxstatat __fxstatat64", WARM},
    {path_number, 1, "ftok", WARM},
    {path_result, 0, "realpath __realpath_chk", WARM},
    {name, 0, "canonicalize_file_name", WARM},
    {stream_result, 0, "_IO_file_stat", WARM},

    /* memory */
    {number, 0, "brk sbrk __sbrk", WARM},
    {map, 0, "mmap mmap64", WARM},
    {remap, 0, "mremap", WARM},
    {mapping, 0, "mincore", WARM},
    {nothing, 0, "pthread_self thrd_current", WARM},
    {result, 0, "mallinfo mallinfo2 __libc_mallinfo", WARM},
    {call_stack, 16, "backtrace __backtrace", WARM},
    {sorting, 0, "qsort qsort_r", WARM},

    /* host, processor */
    {result, 0, "uname sysinfo", WARM},
    {result_size, 0, "gethostname getdomainname", WARM},
    {result_size_limit, 0, "__gethostname_chk __getdomainname_chk", WARM},
    {nothing, 0,
     "gethostid get_nprocs get_nprocs_conf get_phys_pages get_avphys_pages sched_getcpu", WARM},
    {number, _SC_NPROCESSORS_ONLN, "sysconf __sysconf", WARM},
    {result_number, 3, "getloadavg", WARM},
    {three_results, 0, "getcpu", WARM},
    {number_size_result, 0, "sched_getaffinity", WARM},
    {thread_size_result, 0, "pthread_getaffinity_np", WARM},
    {thread_result, 0, "pthread_getattr_np", WARM},
    {number, AT_HWCAP, "getauxval __getauxval", WARM},
    {number, 1, "__x86_get_cpuid_feature_leaf", WARM},
    {number_result, 10, "klogctl", WARM},

    /* user */
    {nothing, 0, "getuid geteuid getgid getegid getlogin", WARM},
    {three_results, 0, "getresuid getresgid capget", WARM},
    {number_result, 64, "getgroups", WARM},
    {number_result_size, 64, "__getgroups_chk", WARM},
    {login_record, 0, "getlogin_r", WARM},
    {login_record_checked, 0, "__getlogin_r_chk", WARM},
    {result, 0, "cuserid", WARM},
    {nothing, 0, "getpwent getgrent getspent getsgent", WARM},
    {next_record, 0, "getpwent_r getgrent_r getspent_r getsgent_r getaliasent_r getprotoent_r",
     WARM},
    {next_record, 0, "gethostent_r getnetent_r getrpcent_r getservent_r", WARM},
    {number_result, 0, "getpw", WARM},
    {user_name, 0,
     "getpwnam getpwnam_r getgrnam getgrnam_r getspnam getspnam_r getsgnam getsgnam_r", WARM},
    {id_and_two_results, 0, "getpwuid getpwuid_r getgrgid getgrgid_r", WARM},
    {groups_of, 0, "getgrouplist", WARM},
    {record_named, 0, "setnetgrent innetgr", WARM},
    {number, 0, "group_member", WARM},

    /* limits */
    {number_result, RLIMIT_NOFILE, "getrlimit getrlimit64", WARM},
    {limit, 0, "prlimit prlimit64", WARM},
    {number, 4, "ulimit", WARM},
    {nothing, 0, "getdtablesize", WARM},
    {number_result, PRIO_PROCESS, "getpriority sched_rr_get_interval", WARM},
    {number, 0, "nice sched_getscheduler __sched_getscheduler", WARM},
    {number_result, 0, "sched_getparam __sched_getparam", WARM},
    {scheduling, 0, "sched_getattr", WARM},
    {thread_result, 0, "pthread_getschedparam", WARM},

    /* terminal */
    {number, 0, "isatty ttyname tcgetpgrp tcgetsid", WARM},
    {number_result_size, 0, "ttyname_r", WARM},
    {number_result_limits, 0, "__ttyname_r_chk", WARM},
    {number_result, 0, "tcgetattr", WARM},
    {request, TIOCGWINSZ, "ioctl", WARM},
    {nothing, 0, "ttyslot getpt", WARM},
    {number, O_RDWR | O_NOCTTY, "posix_openpt", WARM},
    {pseudo_terminal, 0, "openpty", WARM},
    {terminal_master, 0, "ptsname grantpt unlockpt", WARM},
    {terminal_master, 1, "ptsname_r __ptsname_r_chk", WARM},

    /* file systems, what is inherited */
    {path_result, 0, "statfs __statfs statfs64 statvfs statvfs64", WARM},
    {open_result, 0, "fstatfs fstatfs64 fstatvfs fstatvfs64", WARM},
    {path_number, _PC_LINK_MAX, "pathconf", WARM},
    {open_number, _PC_LINK_MAX, "fpathconf", WARM},
    {number_result, 0, "ustat", WARM},
    {quota, 0, "quotactl", WARM},
    {handle, 0, "name_to_handle_at", WARM},
    {result_size, 0, "getcwd getwd __getwd_chk", WARM},
    {result_size_limit, 0, "__getcwd_chk", WARM},
    {nothing, 0, "get_current_dir_name", WARM},
    {number, 022, "umask", WARM},
    {number, 0xffffffff, "personality", WARM},
    {request_by_number, PR_GET_TIMERSLACK, "prctl", WARM},
    {request_of, F_GETOWN, "fcntl __fcntl fcntl64", WARM},
    {signal_and_action, 0, "sigaction __sigaction sigprocmask pthread_sigmask", WARM},
    {result, 0, "sigpending", WARM},
    {pending_signal, 0, "sigwait sigwaitinfo", WARM},

    /* network, queues */
    {socket_name, 0, "getsockname", WARM},
    {socket_name, 1, "getpeername", WARM},
    {socket_name, 0, "accept accept4", WARM},
    {socket_option, 0, "getsockopt", WARM},
    {received, 0, "recv recvfrom", WARM},
    {received, 64, "__recv_chk __recvfrom_chk", WARM},
    {received_message, 0, "recvmsg", WARM},
    {received_message, 1, "recvmmsg", WARM},
    {out_of_band, 0, "sockatmark", WARM},
    {result, 0, "getifaddrs", WARM},
    {path_result, 0, "ether_hostton", WARM},
    {three_results, 0, "ether_ntohost", WARM},
    {interface_number, 0, "if_indextoname", WARM},
    {interface_name, 0, "if_nametoindex", WARM},
    {nothing, 0, "if_nameindex", WARM},
    {address_of_name, 0, "getaddrinfo", WARM},
    {name_of_address, 0, "getnameinfo", WARM},
    {host_name, 0, "gethostbyname gethostbyname_r", WARM},
    {host_name_family, 0, "gethostbyname2 gethostbyname2_r", WARM},
    {host_address, 0, "gethostbyaddr gethostbyaddr_r", WARM},
    {nothing, 0, "gethostent getnetent getprotoent getservent getrpcent getaliasent", WARM},
    {record_named, 0, "getprotobyname getprotobyname_r getrpcbyname getrpcbyname_r", WARM},
    {record_named, 0, "getaliasbyname getaliasbyname_r", WARM},
    {record_numbered, 0, "getprotobynumber getprotobynumber_r getrpcbynumber getrpcbynumber_r",
     WARM},
    {service_named, 0, "getservbyname getservbyname_r", WARM},
    {service_numbered, 0, "getservbyport getservbyport_r", WARM},
    {resolver_state, 0, "__res_init __res_ninit", WARM},
    {queue, SYS_msgctl, "msgget", WARM},
    {queue, SYS_semctl, "semget", WARM},
    {queue, SYS_shmctl, "shmget", WARM},
    {no_queue, IPC_STAT, "msgctl shmctl", WARM},
    {no_queue, 1, "msgrcv", WARM},
    {no_queue, 0, "semctl", WARM},
    {message_queue, 0, "mq_getattr mq_setattr", WARM},
    {message_queue, PART, "mq_receive", WARM},
    {NULL, 0, NULL, WARM},
};
