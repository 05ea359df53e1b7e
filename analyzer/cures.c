#include "cures.h"
#include <fnmatch.h>
#include <string.h>
#include "util.h"

struct cure {
    enum source source;
    const char *program; /* glob over the program's name */
    const char *call;    /* glob over the call's name */
    const char *advice;  /* %s: the subject */
};

/* What is told of several sources. */
#define CMAKE       "leave CMakeFiles/ out of what is compared; give string(RANDOM) a RANDOM_SEED"
#define JAR         "jar --date=\"$(date -u -d \"@$SOURCE_DATE_EPOCH\" +%FT%TZ)\""
#define KEYS        "make keys and certificates once, and keep them as an input"
#define KEY_COMMENT "ssh-keygen -C COMMENT"
#define MKTEMP      "keep temporary names out of the output, or use a fixed name"
#define SHUF        "shuf --random-source=FILE"
#define SORT        "sort -R --random-source=FILE"
#define UUIDGEN     "make the id from a name: uuidgen --sha1 --namespace @url --name NAME"

/* The first row that fits counts: particular before general. */
static const struct cure cures[] = {
    {SOURCE_time, "cc1*", "*",
     "set SOURCE_DATE_EPOCH, which gcc uses for __DATE__ and __TIME__, or remove them"},
    {SOURCE_time, "clang*", "*",
     "set SOURCE_DATE_EPOCH, which clang uses for __DATE__ and __TIME__, or remove them"},
    {SOURCE_time, "date", "*", "use date -u -d \"@$SOURCE_DATE_EPOCH\""},
    {SOURCE_time, "tar", "*", "tar --sort=name --mtime=\"@$SOURCE_DATE_EPOCH\" --clamp-mtime"},
    {SOURCE_time, "gzip", "*", "gzip -n"},
    {SOURCE_time, "zip", "*", "zip -X, with TZ=UTC and file times set by touch -d"},
    {SOURCE_time, "ar", "*", "ar D (deterministic archives)"},
    {SOURCE_time, "*ranlib", "*", "ranlib -D"},
    {SOURCE_time, "*-ar", "*", "ar D (deterministic archives)"},
    {SOURCE_time, "cmake", "*", "set SOURCE_DATE_EPOCH, which string(TIMESTAMP) uses"},
    {SOURCE_time, "jar", "*", JAR},
    {SOURCE_time, "dpkg-deb", "*", "set SOURCE_DATE_EPOCH, which dpkg-deb uses"},
    {SOURCE_time, "pdf*tex", "*", "set SOURCE_DATE_EPOCH, and FORCE_SOURCE_DATE=1 for \\today"},
    {SOURCE_time, "mktemp", "*", MKTEMP},
    {SOURCE_time, "uuidgen", "*", UUIDGEN},
    {SOURCE_time, "openssl", "*", KEYS},
    {SOURCE_time, "git", "*", "set GIT_AUTHOR_DATE and GIT_COMMITTER_DATE"},
    {SOURCE_time, "*", "*",
     "take the time from SOURCE_DATE_EPOCH when it is set, or leave it out of the output"},
    {SOURCE_random, "python*", "getrandom", "set PYTHONHASHSEED=0, or seed the generator"},
    {SOURCE_random, "perl*", "*", "set PERL_HASH_SEED=0, sort hash keys, or seed with srand(N)"},
    {SOURCE_random, "shuf", "*", SHUF},
    {SOURCE_random, "sort", "*", SORT},
    {SOURCE_random, "cmake", "*", CMAKE},
    {SOURCE_random, "mktemp", "*", MKTEMP},
    {SOURCE_random, "uuidgen", "*", UUIDGEN},
    {SOURCE_random, "openssl", "*", KEYS},
    {SOURCE_random, "ssh-keygen", "*", KEYS},
    {SOURCE_tempname, "cmake", "*", CMAKE},
    {SOURCE_tempname, "*", "*", MKTEMP},
    {SOURCE_random, "cc1*", "*", "pass -frandom-seed=NAME, one per source file"},
    {SOURCE_random, "*", "*",
     "derive the value from the input, or seed the generator with a constant"},
    {SOURCE_pid, "*", "*", "name things after the input, not after the process id"},
    {SOURCE_dirorder, "tar", "*", "tar --sort=name"},
    {SOURCE_dirorder, "find", "*", "pipe the names through LC_ALL=C sort"},
    {SOURCE_dirorder, "python*", "*", "sorted(os.listdir(...))"},
    {SOURCE_dirorder, "perl*", "*", "sort readdir(...)"},
    {SOURCE_dirorder, "zip", "*",
     "give zip a sorted list of names: find ... | LC_ALL=C sort | zip -@"},
    {SOURCE_dirorder, "*", "*", "sort the names after reading the directory"},
    {SOURCE_env, "*", "*", "set %s to a fixed value in the build, or do not use it"},
    {SOURCE_stat, "tar", "*", "tar --mtime=\"@$SOURCE_DATE_EPOCH\" --clamp-mtime"},
    {SOURCE_stat, "zip", "*", "set file times before: touch -d \"@$SOURCE_DATE_EPOCH\""},
    {SOURCE_stat, "gzip", "*", "gzip -n"},
    {SOURCE_stat, "ar", "*", "ar D (deterministic archives)"},
    {SOURCE_stat, "*-ar", "*", "ar D (deterministic archives)"},
    {SOURCE_stat, "jar", "*", JAR},
    {SOURCE_stat, "cpio", "*", "cpio --reproducible, with file times set by touch -d"},
    {SOURCE_stat, "git", "*",
     "leave .git out of the output: its index keeps what stat(2) says of files"},
    {SOURCE_stat, "*", "*", "set file times first: touch -d \"@$SOURCE_DATE_EPOCH\""},
    {SOURCE_host, "ssh-keygen", "*", KEY_COMMENT},
    {SOURCE_host, "*", "*",
     "leave the host out of the output, or take it from a variable the build sets"},
    {SOURCE_user, "tar", "*", "tar --owner=0 --group=0 --numeric-owner"},
    {SOURCE_user, "ar", "*", "ar D (deterministic archives)"},
    {SOURCE_user, "ssh-keygen", "*", KEY_COMMENT},
    {SOURCE_user, "*", "*", "leave the user out of the output"},
    {SOURCE_cpu, "cc1*", "*", "name the processor: -march=x86-64, not -march=native"},
    {SOURCE_cpu, "*", "*", "let the number of processors decide how fast, not what is made"},
    {SOURCE_locale, "sort", "*", "LC_ALL=C sort"},
    {SOURCE_locale, "*", "*", "set LC_ALL=C (or C.UTF-8) in the build"},
    {SOURCE_timezone, "date", "*", "date -u"},
    {SOURCE_timezone, "jar", "*", JAR},
    {SOURCE_timezone, "*", "*", "set TZ=UTC in the build, or use gmtime instead of localtime"},
    {SOURCE_umask, "tar", "*", "tar --mode=u=rwX,go=rX"},
    {SOURCE_umask, "*", "*", "set the modes: install -m 644, chmod"},
    {SOURCE_path, "cc1*", "*", "-ffile-prefix-map=$PWD=."},
    {SOURCE_path, "as", "*", "-ffile-prefix-map=$PWD=. to gcc, --debug-prefix-map to as"},
    {SOURCE_path, "*", "*", "write paths relative to the tree"},
    {SOURCE_terminal, "*", "*", "do not look at the terminal: --color=never, a fixed width"},
    {SOURCE_limits, "*", "*", "do not let limits or free space decide what is made"},
    {SOURCE_procfs, "*", "*", "leave counters of the process out of the output"},
    {SOURCE_net, "*", "*", "keep ports out of the output, sort addresses, build without a network"},
    {SOURCE_rand, "*", "*", "seed the generator with a constant"},
    {SOURCE_memory, "shuf", "*", SHUF},
    {SOURCE_memory, "sort", "*", SORT},
    {SOURCE_memory, "mktemp", "*", MKTEMP},
    {SOURCE_memory, "openssl", "*", KEYS},
    {SOURCE_memory, "*", "*", "do not print, hash or sort by addresses"},
};

static char *with_subject(const char *advice, const char *subject)
{
    const char *hole = strstr(advice, "%s");
    if (!hole)
        return xstrdup(advice);
    return xasprintf("%.*s%s%s", (int)(hole - advice), advice, subject ? subject : "it", hole + 2);
}

char *cure_for(enum source source, const char *call, const char *exe, const char *subject)
{
    const char *program = last_part(exe);
    for (size_t i = 0; i < sizeof cures / sizeof *cures; i++) {
        const struct cure *cure = &cures[i];
        if (cure->source == source && fnmatch(cure->program, program, 0) == 0 &&
            fnmatch(cure->call, call, 0) == 0)
            return with_subject(cure->advice, subject);
    }
    return NULL;
}
