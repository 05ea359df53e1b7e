#include "exchange.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "failure.h"
#include "journal.h"

struct exchange {
    struct journal journal;
    char *tree;
    char *here; /* working directory, by path */
    int copy;
    int alive; /* our end of a pipe that ends with us and with the keeper of a run */
    pid_t guardian;
};

/* --- guardian --- */

static void ignore_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        signal(numbers[i], SIG_IGN);
}

/* Whoever waits for the end of our output must not wait for the guardian. */
static void leave_streams(void)
{
    autoclose int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= STDERR_FILENO && null >= 0; fd++)
        dup2(null, fd);
}

/* Of the journal it knows no more than any later command: it may not be written yet. */
static _Noreturn void guard(struct journal *journal, int life)
{
    char byte;
    setsid();
    ignore_signals();
    leave_streams();
    if (chdir("/") != 0)
        _exit(1);
    while (read(life, &byte, 1) < 0 && errno == EINTR) {
    }
    if (journal_read(journal) == 1)
        journal_undo(journal);
    _exit(0);
}

static int start_guardian(struct exchange *exchange)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    exchange->alive = ends[1];
    exchange->guardian = fork();
    if (exchange->guardian == 0) {
        close(ends[1]);
        guard(&exchange->journal, ends[0]);
    }
    close(ends[0]);
    return exchange->guardian < 0 ? -errno : 0;
}

/* It is our child and not waited for yet, so the number is its own. */
static void dismiss_guardian(struct exchange *exchange)
{
    if (exchange->guardian > 0) {
        kill(exchange->guardian, SIGKILL);
        while (waitpid(exchange->guardian, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    cleanup_close(&exchange->alive);
}

/* --- there and back --- */

static int make_copy(struct exchange *exchange)
{
    struct journal *journal = &exchange->journal;
    if (mkdirat(journal->parent, journal->copy, 0700) != 0)
        return -errno;
    exchange->copy = openat(journal->parent, journal->copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return exchange->copy < 0 ? -errno : 0;
}

int exchange_open(const char *tree, struct exchange **result, char **what)
{
    struct exchange *exchange = xcalloc(1, sizeof *exchange);
    exchange->copy = exchange->alive = -1;
    exchange->tree = xstrdup(tree);
    exchange->here = getcwd(NULL, 0);
    int error = journal_locate(&exchange->journal, tree);
    if (!error)
        error = start_guardian(exchange);
    if (!error)
        error = journal_write(&exchange->journal);
    if (!error)
        error = make_copy(exchange);
    if (!error) {
        *result = exchange;
        return 0;
    }
    char *ignored = NULL;
    failure(what, error, "create a copy beside", tree);
    exchange_close(exchange, &ignored);
    free(ignored);
    return error;
}

int exchange_copy(const struct exchange *exchange)
{
    return exchange->copy;
}

/* Our working directory moved away with its tree: enter what stands in its place. */
static int enter_again(const struct exchange *exchange, char **what)
{
    const char *here = exchange->here;
    size_t length = strlen(exchange->tree);
    if (!here || strncmp(here, exchange->tree, length) != 0 ||
        (here[length] && here[length] != '/'))
        return 0;
    return chdir(here) != 0 ? failure(what, -errno, "enter", here) : 0;
}

int exchange_swap(struct exchange *exchange, char **what)
{
    const struct journal *journal = &exchange->journal;
    if (renameat2(journal->parent, journal->copy, journal->parent, journal->name,
                  RENAME_EXCHANGE) != 0)
        return failure(what, -errno, "exchange", exchange->tree);
    return enter_again(exchange, what);
}

/* Of a journal that was there before us nothing is ours to undo. */
static int undo(struct exchange *exchange, char **what)
{
    if (exchange->journal.fd < 0)
        return 0;
    int error = journal_undo(&exchange->journal);
    if (error)
        return failure(what, error, "give back", exchange->tree);
    return enter_again(exchange, what);
}

int exchange_close(struct exchange *exchange, char **what)
{
    int error = undo(exchange, what);
    dismiss_guardian(exchange);
    cleanup_close(&exchange->copy);
    journal_close(&exchange->journal);
    free(exchange->here);
    free(exchange->tree);
    free(exchange);
    return error;
}

int exchange_recover(const char *tree, char **what)
{
    struct journal journal;
    int error = journal_locate(&journal, tree);
    int found = error ? error : journal_read(&journal);
    if (found == 1)
        error = journal_undo(&journal);
    else if (found < 0)
        error = found;
    journal_close(&journal);
    if (error == -EBUSY)
        *what = xasprintf("'%s' is in use by another paribus", tree);
    return error ? failure(what, error, "restore", tree) : found;
}
