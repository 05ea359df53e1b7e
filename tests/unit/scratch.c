#include "scratch.h"

#include <ftw.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

int scratch_setup(void **state)
{
    *state = xstrdup("/tmp/paribus-test-XXXXXX");
    return mkdtemp(*state) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)status, (void)type, (void)ftw;
    return remove(path);
}

static int unlock_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)status, (void)ftw;
    return type == FTW_D || type == FTW_DNR ? chmod(path, 0700) : 0;
}

int scratch_teardown(void **state)
{
    nftw(*state, unlock_one, 16, FTW_PHYS);
    int error = nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return error;
}

char *scratch_path(void **state, const char *name)
{
    return xasprintf("%s/%s", (const char *)*state, name);
}

/* Makes the directories above the last part of `path`. */
static void make_above(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
}

void scratch_directory(void **state, const char *name)
{
    autofree char *path = scratch_path(state, name);
    make_above(path);
    mkdir(path, 0755);
}

void scratch_write(void **state, const char *name, const char *data, size_t length)
{
    autofree char *path = scratch_path(state, name);
    make_above(path);
    autofile FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
}

void scratch_puts(void **state, const char *name, const char *text)
{
    scratch_write(state, name, text, strlen(text));
}
