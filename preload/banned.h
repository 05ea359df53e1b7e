/*
 * What must not be used inside the library, because it allocates, locks, formats, prints, reads
 * the environment or ends the program.  Forced into every file of preload/ by the build; comes
 * after the system headers a room needs, hence poison and not macros.
 */
#ifndef PARIBUS_BANNED_H
#define PARIBUS_BANNED_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#pragma GCC poison printf fprintf sprintf snprintf vsnprintf puts fputs fopen perror
#pragma GCC poison calloc realloc abort atexit setenv unsetenv putenv
#pragma GCC poison dlopen dlsym pthread_mutex_lock pthread_once strerror qsort strdup

#endif
