/* What tells of the machine, its user and its surroundings. */
#define _GNU_SOURCE
#include "probe.h"
#include <fcntl.h>
#include <ifaddrs.h>
#include <locale.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SKIPPED 77

static void print_number(long long number)
{
    printf("%lld\n", number);
}

static void print_text(const char *text)
{
    puts(text ? text : "(none)");
}

static void print_whole(const char *path)
{
    char text[65536];
    FILE *file = fopen(path, "r");
    if (!file)
        exit(SKIPPED);
    size_t length = fread(text, 1, sizeof text, file);
    fwrite(text, 1, length, stdout);
    fclose(file);
}

/* --- host --- */

void do_uname(void)
{
    struct utsname names;
    char host[65];
    uname(&names);
    gethostname(host, sizeof host);
    printf("%s %s %s %s %s\n", names.nodename, names.release, names.version, names.domainname,
           host);
}

void do_gethostid(void)
{
    print_number(gethostid());
}

void do_host_file(void)
{
    print_whole("/proc/version");
    print_whole("/proc/sys/kernel/random/boot_id");
    print_whole("/proc/sys/kernel/hostname");
}

/* --- user --- */

void do_getuid(void)
{
    print_number(getuid());
}

void do_geteuid(void)
{
    print_number(geteuid());
}

void do_getgid(void)
{
    print_number(getgid());
}

void do_getegid(void)
{
    print_number(getegid());
}

void do_getresuid(void)
{
    uid_t real, effective, saved;
    getresuid(&real, &effective, &saved);
    printf("%u %u %u\n", real, effective, saved);
}

void do_getresgid(void)
{
    gid_t real, effective, saved;
    getresgid(&real, &effective, &saved);
    printf("%u %u %u\n", real, effective, saved);
}

/* The group itself is printed as well: there may be no others. */
void do_getgroups(void)
{
    gid_t list[256];
    int count = getgroups(256, list);
    printf("%u", getgid());
    for (int i = 0; i < count; i++)
        printf(" %u", list[i]);
    putchar('\n');
}

void do_getlogin(void)
{
    print_text(getlogin());
}

void do_getlogin_r(void)
{
    char name[256];
    print_text(getlogin_r(name, sizeof name) == 0 ? name : NULL);
}

void do_cuserid(void)
{
    print_text(cuserid(NULL));
}

void do_user_file(void)
{
    print_whole("/etc/passwd");
}

/* --- cpu --- */

void do_sched_getaffinity(void)
{
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    print_number(CPU_COUNT(&set));
}

void do_pthread_getaffinity_np(void)
{
    cpu_set_t set;
    pthread_getaffinity_np(pthread_self(), sizeof set, &set);
    print_number(CPU_COUNT(&set));
}

void do_get_nprocs(void)
{
    print_number(get_nprocs());
}

void do_get_nprocs_conf(void)
{
    print_number(get_nprocs_conf());
}

void do_get_phys_pages(void)
{
    print_number(get_phys_pages());
}

void do_get_avphys_pages(void)
{
    print_number(get_avphys_pages());
}

void do_sysconf(void)
{
    printf("%ld %ld\n", sysconf(_SC_NPROCESSORS_ONLN), sysconf(_SC_PHYS_PAGES));
}

void do_sysinfo(void)
{
    struct sysinfo info;
    sysinfo(&info);
    printf("%ld %lu %lu %u\n", info.uptime, info.totalram, info.freeram, info.procs);
}

void do_getloadavg(void)
{
    double load[3];
    int count = getloadavg(load, 3);
    printf("%d %f %f %f\n", count, load[0], load[1], load[2]);
}

void do_sched_getcpu(void)
{
    print_number(sched_getcpu());
}

void do_getcpu(void)
{
    unsigned cpu = 0, node = 0;
    getcpu(&cpu, &node);
    printf("%u %u\n", cpu, node);
}

void do_cpu_file(void)
{
    print_whole("/proc/meminfo");
    print_whole("/proc/cpuinfo");
}

/* --- locale, time zone, mask, path --- */

void do_setlocale(void)
{
    print_text(setlocale(LC_ALL, ""));
}

void do_newlocale(void)
{
    locale_t locale = newlocale(LC_ALL_MASK, "", 0);
    printf("%d %s\n", locale != 0, getenv("LC_ALL"));
}

void do_timezone_file(void)
{
    print_whole("/etc/timezone");
}

void do_localtime(void)
{
    time_t at = 0;
    print_text(asctime(localtime(&at)));
}

void do_localtime_r(void)
{
    time_t at = 0;
    struct tm local;
    print_text(asctime(localtime_r(&at, &local)));
}

void do_mktime(void)
{
    struct tm local = {.tm_year = 90, .tm_mday = 1};
    print_number(mktime(&local));
}

void do_tzset(void)
{
    tzset();
    print_number(timezone);
}

void do_ctime(void)
{
    time_t at = 0;
    print_text(ctime(&at));
}

void do_ctime_r(void)
{
    time_t at = 0;
    char text[32];
    print_text(ctime_r(&at, text));
}

void do_umask(void)
{
    print_number(umask(0));
}

void do_getcwd(void)
{
    char path[4096];
    print_text(getcwd(path, sizeof path));
}

void do_get_current_dir_name(void)
{
    print_text(get_current_dir_name());
}

void do_realpath(void)
{
    print_text(realpath(".", NULL));
}

static void print_link(ssize_t length, char *path)
{
    path[length < 0 ? 0 : length] = '\0';
    puts(path);
}

void do_readlink(void)
{
    char path[4096];
    print_link(readlink("/proc/self/cwd", path, sizeof path - 1), path);
}

void do_readlinkat(void)
{
    char path[4096];
    print_link(readlinkat(AT_FDCWD, "/proc/self/cwd", path, sizeof path - 1), path);
}

/* --- terminal --- */

void do_isatty(void)
{
    print_number(isatty(STDOUT_FILENO));
}

void do_tcgetattr(void)
{
    struct termios settings;
    print_number(tcgetattr(STDOUT_FILENO, &settings));
}

void do_ioctl(void)
{
    struct winsize size = {0};
    int result = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    printf("%d %u\n", result, size.ws_col);
}

/* --- limits --- */

void do_getrlimit(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    printf("%llu %llu\n", (unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max);
}

void do_prlimit(void)
{
    struct rlimit limit;
    prlimit(0, RLIMIT_STACK, NULL, &limit);
    print_number((long long)limit.rlim_cur);
}

void do_statfs(void)
{
    struct statfs status;
    struct statvfs again;
    statfs("/", &status);
    statvfs("/", &again);
    printf("%llu %llu\n", (unsigned long long)status.f_bavail, (unsigned long long)again.f_bavail);
}

void do_fstatfs(void)
{
    struct statfs status;
    fstatfs(open("/", O_RDONLY), &status);
    print_number((long long)status.f_bfree);
}

/* --- procfs --- */

void do_process_file(void)
{
    print_whole("/proc/self/stat");
    print_whole("/proc/self/status");
    print_whole("/proc/self/io");
}

void do_uptime(void)
{
    print_whole("/proc/uptime");
}

/* --- net --- */

static int bound(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return bind(fd, (void *)&address, sizeof address) == 0 ? fd : -1;
}

static void print_port(int fd)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    getsockname(fd, (void *)&address, &size);
    print_number(ntohs(address.sin_port));
}

void do_bind(void)
{
    print_port(bound());
}

void do_getsockname(void)
{
    print_port(bound());
}

void do_getaddrinfo(void)
{
    struct addrinfo *list = NULL, hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM};
    getaddrinfo(NULL, "80", &hints, &list);
    for (const struct addrinfo *at = list; at; at = at->ai_next)
        printf("%d ", at->ai_family);
    putchar('\n');
    freeaddrinfo(list);
}

void do_getifaddrs(void)
{
    struct ifaddrs *list = NULL;
    int count = 0;
    getifaddrs(&list);
    for (const struct ifaddrs *at = list; at; at = at->ifa_next)
        count++;
    print_number(count);
    freeifaddrs(list);
}

/* In C++ only: languages.sh tries it. */
void do_random_device(void)
{
    exit(SKIPPED);
}
