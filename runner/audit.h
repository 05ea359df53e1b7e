/*
 * Counts system calls that read what differs between runs and that neither libc nor our library
 * makes: those of static programs, of other runtimes, of code that asks the kernel itself; and
 * connections to the network.  seccomp_unotify(2): the kernel asks the runner, which looks at the
 * caller and lets the call go on.  Our library's own calls carry a mark and are not asked about.
 */
#ifndef PARIBUS_AUDIT_H
#define PARIBUS_AUDIT_H

struct audit;

/*
 * In the process that will be the command, while it may still do so: from here on its calls and
 * those of all its children are asked about.  A descriptor for audit_take, or a negative errno.
 */
int audit_install(void);

struct audit *audit_open(int loop);

/* Answers the kernel's questions as long as there are any; takes the descriptor over. */
void audit_take(struct audit *audit, int fd);

/* One line for each place, in a fixed order: see docs/trace-format.md.  0 or a negative errno. */
int audit_write(const struct audit *audit, const char *path);
void audit_close(struct audit *audit);

#endif
