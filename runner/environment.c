#include "environment.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

void environment_insert(struct environment *environment, size_t place, char *item)
{
    size_t after = environment->count - place;
    environment->items =
        xrealloc(environment->items, (environment->count + 2) * sizeof *environment->items);
    char **at = environment->items + place;
    memmove(at + 1, at, after * sizeof *at);
    *at = item;
    environment->items[++environment->count] = NULL;
}

void environment_append(struct environment *environment, char *item)
{
    environment_insert(environment, environment->count, item);
}

void environment_set(struct environment *environment, const char *name, const char *value)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < environment->count; i++) {
        char **item = &environment->items[i];
        if (strncmp(*item, name, length) == 0 && (*item)[length] == '=') {
            free(*item);
            *item = xasprintf("%s=%s", name, value);
            return;
        }
    }
    environment_append(environment, xasprintf("%s=%s", name, value));
}

const char *environment_get(const struct environment *environment, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < environment->count; i++) {
        const char *item = environment->items[i];
        if (strncmp(item, name, length) == 0 && item[length] == '=')
            return item + length + 1;
    }
    return NULL;
}

/* "NAME=value" as one string; what is no such string is left out. */
static void set_item(struct environment *environment, const char *item)
{
    const char *equals = strchr(item, '=');
    if (!equals || equals == item)
        return;
    autofree char *name = xstrndup(item, (size_t)(equals - item));
    if (strcmp(name, RUN_ENV) != 0)
        environment_set(environment, name, equals + 1);
}

static void set_given(struct environment *environment, const struct options *options)
{
    for (size_t i = 0; i < options->env.count; i++)
        set_item(environment, options->env.items[i]);
}

void environment_own(struct environment *environment, const struct options *options)
{
    *environment = (struct environment){0};
    for (char **item = environ; *item; item++)
        set_item(environment, *item);
    set_given(environment, options);
}

static const char *const clean[][2] = {
    {"HOME", "/nonexistent"},
    {"LANG", "C.UTF-8"},
    {"LC_ALL", "C.UTF-8"},
    {"LOGNAME", "paribus"},
    {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
    {"SHELL", "/bin/sh"},
    {"TERM", "dumb"},
    {"TZ", "UTC"},
    {"USER", "paribus"},
};

static void keep(struct environment *environment, const char *name)
{
    const char *value = getenv(name);
    if (value)
        environment_set(environment, name, value);
}

/* Those of the caller that no mode holds. */
static void keep_free(struct environment *environment, const uint8_t mode[RUN_MAX_SOURCES])
{
    for (char **item = environ; *item; item++) {
        size_t length = strcspn(*item, "=");
        autofree char *name = xasprintf("%.*s", (int)length, *item);
        if (mode[source_of_variable(name)] < MODE_PIN)
            set_item(environment, *item);
    }
}

void environment_clean(struct environment *environment, const struct options *options)
{
    *environment = (struct environment){0};
    for (size_t i = 0; i < sizeof clean / sizeof *clean; i++) {
        if (options->mode[source_of_variable(clean[i][0])] >= MODE_PIN)
            environment_set(environment, clean[i][0], clean[i][1]);
    }
    keep_free(environment, options->mode);
    keep(environment, "SOURCE_DATE_EPOCH");
    keep(environment, "PATH"); /* where programs are found is the machine's business */
    for (size_t i = 0; i < options->keep_env.count; i++) {
        if (strcmp(options->keep_env.items[i], "all") == 0) {
            for (char **item = environ; *item; item++)
                set_item(environment, *item);
        } else {
            keep(environment, options->keep_env.items[i]);
        }
    }
    set_given(environment, options);
}

void environment_copy(struct environment *to, const struct environment *from)
{
    *to = (struct environment){0};
    for (size_t i = 0; i < from->count; i++)
        set_item(to, from->items[i]);
}

void environment_free(struct environment *environment)
{
    for (size_t i = 0; i < environment->count; i++)
        free(environment->items[i]);
    free(environment->items);
    *environment = (struct environment){0};
}

int environment_home(const char *home, char **what)
{
    autofree char *tmpdir = xasprintf("%s/tmp", home);
    if (mkdir(home, 0700) == 0 && mkdir(tmpdir, 0700) == 0)
        return 0;
    *what = xasprintf("cannot create '%s': %s", home, strerror(errno));
    return -errno;
}

/* Another locale that is always there: C.UTF-8 against C. */
static const char *other_locale(const char *value)
{
    bool plain = !value || strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0;
    return plain ? "C.UTF-8" : "C";
}

/* By name, which more programs know than a rule; both are VARIED_ZONE east of UTC, all the year. */
static const char *other_zone(void)
{
    return access("/usr/share/zoneinfo/Asia/Kathmandu", R_OK) == 0 ? "Asia/Kathmandu" : "PVT-05:45";
}

static void add(struct varied_variable **list, size_t *count, const char *name, const char *value)
{
    *array_push(*list, *count) = (struct varied_variable){
        name, value ? xstrdup(value) : NULL, name ? source_of_variable(name) : SOURCE_env};
}

struct varied_variable *environment_variations(const struct environment *environment,
                                               const char *home)
{
    struct varied_variable *list = NULL;
    size_t count = 0;
    const char *terminal = environment_get(environment, "TERM");
    const char *locale = environment_get(environment, "LC_ALL");
    add(&list, &count, "COLUMNS", "137");
    add(&list, &count, "HOME", home);
    add(&list, &count, "HOSTNAME", "varied-host.paribus");
    add(&list, &count, "LANG", other_locale(environment_get(environment, "LANG")));
    if (locale && *locale)
        add(&list, &count, "LC_ALL", other_locale(locale));
    add(&list, &count, "LOGNAME", "varied-logname");
    add(&list, &count, "TERM", terminal && strcmp(terminal, "vt220") == 0 ? "vt100" : "vt220");
    autofree char *tmpdir = xasprintf("%s/tmp", home);
    add(&list, &count, "TMPDIR", tmpdir);
    add(&list, &count, "TZ", other_zone());
    add(&list, &count, "USER", "varied-user");
    add(&list, &count, "VARIED_BY_PARIBUS", "varied-unknown");
    add(&list, &count, NULL, NULL);
    return list;
}

void variations_free(struct varied_variable *variations)
{
    for (struct varied_variable *at = variations; at && at->name; at++)
        free((void *)(uintptr_t)at->value);
    free(variations);
}
