#include "spoilt_tree.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "remove_tree.h"
#include "util.h"
#include "walk.h"

char base[64], tree[96], store[96];
static unsigned lefts;

void shell(const char *script)
{
    autofree char *command = xasprintf("cd %s && { %s; }", base, script);
    assert_int_equal(system(command), 0);
}

int make_tree(void **state)
{
    (void)state;
    strcpy(base, "/var/tmp/paribus-test-XXXXXX");
    if (!mkdtemp(base))
        return -1;
    snprintf(tree, sizeof tree, "%s/tree", base);
    snprintf(store, sizeof store, "%s/store", base);
    shell(
        "mkdir tree store tree/sub tree/empty tree/gone; echo one > tree/one; echo two > tree/two;"
        "echo deep > tree/sub/deep; ln tree/one tree/sub/hard; ln -s one tree/soft;"
        "mkfifo tree/fifo; echo x > tree/gone/x; touch -d 2001-02-03 tree/two tree/sub tree;"
        "chmod 2751 tree/empty; truncate -s 5M tree/sparse; chmod 700 tree");
    return 0;
}

int remove_base(void **state)
{
    (void)state;
    return remove_tree(base);
}

/* Everything there is to know about a tree. */
struct facts {
    struct text text;
    int root;
    bool identity; /* inode and change time as well */
};

static void add_content(struct facts *facts, const char *path)
{
    autofree char *data = NULL;
    size_t length;
    autofree char *full = xasprintf("/proc/self/fd/%d/%s", facts->root, path);
    assert_int_equal(read_whole_file(full, &data, &length), 0);
    text_add(&facts->text, data, length);
}

static int add_facts(void *data, const char *path, const struct stat *stat)
{
    struct facts *facts = data;
    text_printf(&facts->text, "%s %o %u %u %ld.%09ld %zu", path, stat->st_mode, stat->st_uid,
                stat->st_gid, stat->st_mtim.tv_sec, stat->st_mtim.tv_nsec,
                S_ISDIR(stat->st_mode) ? 0 : (size_t)stat->st_size);
    text_printf(&facts->text, " %lu\n", S_ISDIR(stat->st_mode) ? 1 : stat->st_nlink);
    if (facts->identity)
        text_printf(&facts->text, "%lu %ld.%09ld\n", stat->st_ino, stat->st_ctim.tv_sec,
                    stat->st_ctim.tv_nsec);
    if (S_ISREG(stat->st_mode) && stat->st_size < 100000)
        add_content(facts, path);
    return 0;
}

char *facts_of(const char *path, bool identity)
{
    autoclose int root = open(path, O_RDONLY | O_DIRECTORY);
    struct facts facts = {.root = root, .identity = identity};
    struct walk walk = {.root = root, .visit = add_facts, .data = &facts};
    struct stat stat;
    assert_int_equal(fstat(root, &stat), 0);
    text_printf(&facts.text, "%o %ld.%ld %lu\n", stat.st_mode, stat.st_mtim.tv_sec,
                stat.st_mtim.tv_nsec, identity ? stat.st_ino : 0);
    assert_int_equal(walk_run(&walk), 0);
    return facts.text.data;
}

void assert_nothing_beside(void)
{
    DIR *directory = opendir(base);
    struct dirent *entry;
    while ((entry = readdir(directory)))
        assert_null(strstr(entry->d_name, "paribus"));
    closedir(directory);
}

const char spoil[] =
    "set -e; echo more >> one; rm two; mkdir new; echo n > new/file; rm -r gone; echo file > gone;"
    "chmod 711 empty; mv sub/deep sub/moved; ln new/file new/again; ln -sfn two soft;"
    "touch -d 1999-01-01 sub; rm fifo; mkdir fifo; echo y > fifo/y; echo said";

char *spoiling_run(struct snapshot *snapshot, char **seen)
{
    char *left = xasprintf("%s/left-%d-%u", base, getpid(), lefts++);
    autofree char *what = NULL;
    char *argv[] = {"/bin/sh", "-c", (char *)spoil, NULL};
    struct launch launch = {.argv = argv, .envp = environ, .cwd = tree};
    struct launch_result result;
    assert_int_equal(mkdir(left, 0700), 0);
    assert_int_equal(snapshot_before(snapshot, left, &launch, &what), 0);
    *seen = facts_of(tree, false);
    assert_int_equal(launch_run(&launch, &result), 0);
    assert_int_equal(result.status, 0);
    assert_int_equal(snapshot_after(snapshot, left, &what), 0);
    return left;
}

static void assert_left(const char *left, const char *path, const char *content)
{
    autofree char *full = xasprintf("%s/tree/%s", left, path);
    autofree char *data = NULL;
    size_t length;
    assert_int_equal(read_whole_file(full, &data, &length), 0);
    assert_string_equal(data, content);
}

mode_t left_type(const char *left, const char *path)
{
    autofree char *full = xasprintf("%s/tree/%s", left, path);
    struct stat stat;
    return lstat(full, &stat) == 0 ? stat.st_mode & S_IFMT : 0;
}

void check_left(const char *left)
{
    assert_left(left, "one", "one\nmore\n");
    assert_left(left, "new/file", "n\n");
    assert_left(left, "gone", "file\n");
    assert_left(left, "sub/moved", "deep\n");
    assert_left(left, "fifo/y", "y\n");
    assert_int_equal(left_type(left, "two"), S_IFCHR);
    assert_int_equal(left_type(left, "sub/deep"), S_IFCHR);
    assert_int_equal(left_type(left, "soft"), S_IFLNK);
    assert_int_equal(left_type(left, "empty"), S_IFDIR);
    assert_int_equal(left_type(left, "sparse"), 0);
}
