/* Host, processor, users, limits, terminals. */
#define _GNU_SOURCE
#include "seen.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

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

SHAPE(thread_size_result)
{
    SEE(AS(long, pthread_t, size_t, void *)(pthread_self(), sizeof(cpu_set_t), out));
}

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

const struct seen_row seen_machine[] = {
    {result, 0, "uname sysinfo", WARM},
    {result_size, 0, "gethostname getdomainname", WARM},
    {result_size_limit, 0, "__gethostname_chk __getdomainname_chk", WARM},
    {nothing, 0,
     "gethostid getpagesize get_nprocs get_nprocs_conf get_phys_pages get_avphys_pages "
     "sched_getcpu",
     WARM},
    {number, _SC_NPROCESSORS_ONLN, "sysconf __sysconf", WARM},
    {result_number, 3, "getloadavg", WARM},
    {three_results, 0, "getcpu", WARM},
    {number_size_result, 0, "sched_getaffinity", WARM},
    {thread_size_result, 0, "pthread_getaffinity_np", WARM},
    {thread_result, 0, "pthread_getattr_np", WARM},
    {number, AT_HWCAP, "getauxval __getauxval", WARM},
    {number, 1, "__x86_get_cpuid_feature_leaf", WARM},
    {number_result, 10, "klogctl", WARM},
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
    {record_named, 0, "setnetgrent", WARM},
    {number, 0, "group_member", WARM},
    {number_result, RLIMIT_NOFILE, "getrlimit getrlimit64", WARM},
    {limit, 0, "prlimit prlimit64", WARM},
    {number, 4, "ulimit", WARM},
    {nothing, 0, "getdtablesize", WARM},
    {number_result, PRIO_PROCESS, "getpriority sched_rr_get_interval", WARM},
    {number, 0, "nice sched_getscheduler __sched_getscheduler", WARM},
    {number_result, 0, "sched_getparam __sched_getparam", WARM},
    {scheduling, 0, "sched_getattr", WARM},
    {thread_result, 0, "pthread_getschedparam", WARM},
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
    {NULL, 0, NULL, WARM},
};
