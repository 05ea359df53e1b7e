#include "store_objects.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include "bytes.h"
#include "failure.h"
#include "walk.h"

#define BUCKET     3  /* digits of a hash that name a directory */
#define SYNC_FILES 16 /* more new files than this are flushed all at once */
#define SHA_DIGITS (2 * SHA256_DIGEST_SIZE)

/* A file whose content the store does not have yet. */
struct fresh {
    char *path, *object;
};

struct sharing {
    const char *objects, *left;
    FILE *sums;
    struct fresh *fresh;
    size_t count;
};

/* --- names --- */

static void to_hex(const uint8_t *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i++)
        sprintf(text + 2 * i, "%02x", bytes[i]);
}

/* "XXH3-MODE-": what objects that may be equal begin with; malloc'd. */
static char *stem_of(struct bytes content, mode_t mode)
{
    XXH128_canonical_t canonical;
    char hex[2 * sizeof canonical.digest + 1];
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(content.data, content.size));
    to_hex(canonical.digest, sizeof canonical.digest, hex);
    return xasprintf("%s-%04o-", hex, mode & 07777u);
}

static char *sha256_of(struct bytes content)
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char *hex = xmalloc(SHA_DIGITS + 1);
    sha256_init(&context);
    sha256_update(&context, content.size, (const uint8_t *)content.data);
    sha256_digest(&context, sizeof digest, digest);
    to_hex(digest, sizeof digest, hex);
    return hex;
}

static bool same_content(const char *path, struct bytes content)
{
    automap struct bytes other = {"", 0};
    return bytes_map(path, &other) == 0 && bytes_equal(other, content);
}

/* The path of the object that is equal, malloc'd; NULL: there is none. */
static char *find_object(const char *bucket, const char *stem, struct bytes content)
{
    DIR *directory = opendir(bucket);
    struct dirent *entry;
    char *found = NULL;
    while (directory && !found && (entry = readdir(directory))) {
        autofree char *path = NULL;
        if (strncmp(entry->d_name, stem, strlen(stem)) != 0 ||
            strlen(entry->d_name) != strlen(stem) + SHA_DIGITS)
            continue;
        path = xasprintf("%s/%s", bucket, entry->d_name);
        if (same_content(path, content))
            found = xstrdup(path);
    }
    if (directory)
        closedir(directory);
    return found;
}

/* --- one file --- */

/* A name with a line end or a backslash in it is escaped and its line begins with one:
 * sha256sum(1). */
static void write_sum(FILE *sums, const char *sha, const char *path)
{
    fprintf(sums, "%s%s  ", strpbrk(path, "\\\n\r") ? "\\" : "", sha);
    for (; *path; path++) {
        if (*path == '\\' || *path == '\n' || *path == '\r')
            fprintf(sums, "\\%c", *path == '\\' ? '\\' : *path == '\n' ? 'n' : 'r');
        else
            putc(*path, sums);
    }
    putc('\n', sums);
}

/* Makes `path` a further name of `object`.  Where that cannot be it stays what it is. */
static void become(const char *path, const char *object)
{
    autofree char *beside = xasprintf("%s.paribus-link", path);
    if (link(object, beside) == 0 && rename(beside, path) != 0)
        unlink(beside);
}

static int share_file(struct sharing *sharing, const char *path, const char *name, mode_t mode)
{
    automap struct bytes content = {"", 0};
    if (bytes_map(path, &content) != 0) /* not to be read, even by us */
        return 0;
    autofree char *stem = stem_of(content, mode);
    autofree char *bucket = xasprintf("%s/%.*s", sharing->objects, BUCKET, stem);
    autofree char *found = find_object(bucket, stem, content);
    autofree char *sha = found ? xstrdup(found + strlen(found) - SHA_DIGITS) : sha256_of(content);
    write_sum(sharing->sums, sha, name);
    if (content.size == 0)
        return 0;
    if (found) {
        become(path, found);
        return 0;
    }
    if (mkdir(bucket, 0700) != 0 && errno != EEXIST)
        return -errno;
    *array_push(sharing->fresh, sharing->count) =
        (struct fresh){xstrdup(path), xasprintf("%s/%s%s", bucket, stem, sha)};
    return 0;
}

static int visit(void *data, const char *name, const struct stat *stat)
{
    struct sharing *sharing = data;
    autofree char *path = xasprintf("%s/%s", sharing->left, name);
    return S_ISREG(stat->st_mode) ? share_file(sharing, path, name, stat->st_mode) : 0;
}

/* --- to the disk, then into the store --- */

static int sync_file(const char *path)
{
    autoclose int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    return fd >= 0 && fsync(fd) != 0 && errno != EINVAL ? -errno : 0;
}

static int sync_all(const struct sharing *sharing)
{
    autoclose int fd = open(sharing->objects, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (sharing->count > SYNC_FILES)
        return fd >= 0 && syncfs(fd) == 0 ? 0 : -errno;
    for (size_t i = 0; i < sharing->count; i++) {
        int error = sync_file(sharing->fresh[i].path);
        if (error)
            return error;
    }
    return 0;
}

/*
 * Another run, or another file of this one, may have brought the same meanwhile.  What has the name
 * but not the content was damaged on the disk: it is replaced for those to come.
 */
static void add_fresh(const struct fresh *fresh)
{
    automap struct bytes content = {"", 0};
    if (link(fresh->path, fresh->object) == 0 || errno != EEXIST ||
        bytes_map(fresh->path, &content) != 0)
        return;
    if (same_content(fresh->object, content))
        become(fresh->path, fresh->object);
    else
        become(fresh->object, fresh->path);
}

int objects_share(const char *objects, const char *left, FILE *sums, char **what)
{
    struct sharing sharing = {.objects = objects, .left = left, .sums = sums};
    autoclose int root = open(left, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct walk walk = {.root = root, .visit = visit, .data = &sharing};
    int error = root < 0 ? -errno : walk_run(&walk);
    if (!error)
        error = sync_all(&sharing);
    if (error)
        failure(what, error, "keep", walk.failed ? walk.failed : left);
    for (size_t i = 0; i < sharing.count; i++) {
        if (!error)
            add_fresh(&sharing.fresh[i]);
        free(sharing.fresh[i].path);
        free(sharing.fresh[i].object);
    }
    free(sharing.fresh);
    free(walk.failed);
    return error;
}

/* --- what nobody needs --- */

struct sweeping {
    int root;
    uint64_t bytes;
};

/* Who makes it a name of an output meanwhile has the content all the same, unshared. */
static int sweep_one(void *data, const char *path, const struct stat *stat)
{
    struct sweeping *sweeping = data;
    if (S_ISREG(stat->st_mode) && stat->st_nlink == 1)
        unlinkat(sweeping->root, path, 0);
    else if (S_ISREG(stat->st_mode))
        sweeping->bytes += (uint64_t)stat->st_blocks * 512;
    return 0;
}

uint64_t objects_sweep(const char *objects)
{
    autoclose int root = open(objects, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct sweeping sweeping = {.root = root};
    struct walk walk = {.root = root, .visit = sweep_one, .data = &sweeping};
    if (root >= 0)
        walk_run(&walk);
    free(walk.failed);
    return sweeping.bytes;
}
