/*
 * procfs: what /proc tells of processes: CPU time, faults, memory in use, switches, the time since
 * boot.  A file that holds such numbers is opened as a copy in which they are zero (varied: seven);
 * what identifies (ids, names, states) stays.  proc(5).
 */
#include "../call.h"
#include "../clock.h"
#include "../confine.h"
#include "../files.h"
#include "../stream.h"
#include "../banned.h"

#define ROOM       8192u
#define VARIED_AGE (77777 * CLOCK_SECOND)

struct page {
    size_t length;
    char text[ROOM];
};

static void put(struct page *page, char byte)
{
    if (page->length < ROOM)
        page->text[page->length++] = byte;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* --- what stands in for a number --- */

static char stand_in(const struct call *call)
{
    return call->mode == MODE_VARY ? '7' : '0';
}

static const char *skip_number(const char *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

/* Every number of a line or file, blanks before it kept to one. */
static const char *zero_numbers(const char *at, char stop, char digit, struct page *page)
{
    while (*at && *at != stop) {
        if (is_digit(*at)) {
            put(page, digit);
            at = skip_number(at);
        } else {
            if (*at != ' ' || at[1] != ' ')
                put(page, *at);
            at++;
        }
    }
    return at;
}

/* --- the files --- */

static void show_numbers(const char *in, char digit, struct page *page)
{
    zero_numbers(in, '\0', digit, page);
}

/* Fields of /proc/PID/stat that count: terminal, faults, times, size, processor. */
static bool counts(unsigned field)
{
    return field == 7 || (field >= 10 && field <= 17) || (field >= 22 && field <= 24) ||
           field == 29 || field == 30 || field == 39 || (field >= 42 && field <= 44);
}

/* The name in parentheses may hold anything: the fields begin after the last one. */
static void show_stat(const char *in, char digit, struct page *page)
{
    const char *name_end = in;
    for (const char *at = in; *at; at++)
        name_end = *at == ')' ? at : name_end;
    unsigned field = 2;
    for (const char *at = in; *at;) {
        field += at > name_end && *at == ' ';
        if (at > name_end && is_digit(*at) && counts(field)) {
            put(page, digit);
            at = skip_number(at);
        } else {
            put(page, *at++);
        }
    }
}

/* Lines of /proc/PID/status that count, by how they begin. */
static bool is_counter(const char *line)
{
    static const char *const names[] = {"Vm",           "Rss", "voluntary_", "nonvoluntary_",
                                        "HugetlbPages", "SigQ"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_starts(line, names[i]))
            return true;
    }
    return false;
}

static void show_status(const char *in, char digit, struct page *page)
{
    while (*in) {
        if (is_counter(in))
            in = zero_numbers(in, '\n', digit, page);
        while (*in && *in != '\n')
            put(page, *in++);
        if (*in)
            put(page, *in++);
    }
}

typedef void (*show_file)(const char *in, char digit, struct page *page);
static const struct {
    const char *name;
    show_file show;
} files[] = {
    {"stat", show_stat},  {"status", show_status},     {"statm", show_numbers},
    {"io", show_numbers}, {"schedstat", show_numbers}, {"sched", show_numbers},
};

/* "/proc/self/", "/proc/PID/", either with "task/TID/": what follows, or NULL. */
static const char *below_process(const char *path)
{
    const char *at = path + 6;
    if (text_starts(at, "self/"))
        at += 5;
    else if (text_starts(at, "thread-self/"))
        return at + 12;
    else if (is_digit(*at) && *(at = skip_number(at)) == '/')
        at++;
    else
        return NULL;
    if (text_starts(at, "task/") && is_digit(at[5]) && *skip_number(at + 5) == '/')
        at = skip_number(at + 5) + 1;
    return at;
}

static show_file find_file(const char *path)
{
    const char *name = below_process(path);
    for (size_t i = 0; name && i < sizeof files / sizeof *files; i++) {
        if (text_equal(name, files[i].name))
            return files[i].show;
    }
    return NULL;
}

static bool read_whole(long fd, struct page *page)
{
    page->length = 0;
    while (page->length < ROOM - 1) {
        long got = sys3(SYS_read, fd, page->text + page->length, ROOM - 1 - page->length);
        if (got <= 0)
            break;
        page->length += (size_t)got;
    }
    page->text[page->length] = '\0';
    return page->length > 0;
}

static long open_process(const char *path, int flags, show_file show)
{
    struct call call = CALL_BEGIN(process_file, procfs);
    struct page in, out = {0};
    long fd = sys4(SYS_openat, AT_FDCWD, path, flags, 0);
    call_end_text(&call, path, fd < 0 ? (int)-fd : 0);
    if (fd < 0 || call.mode < MODE_PIN || !read_whole(fd, &in))
        return fd;
    sys1(SYS_close, fd);
    show(in.text, stand_in(&call), &out);
    return stream_file(out.text, out.length, flags);
}

/* Seconds since boot and idle seconds, of the virtual clock. */
static long open_uptime(const char *path, int flags)
{
    struct call call = CALL_BEGIN(uptime, procfs);
    int64_t now = 0;
    char text[64];
    if (call.mode < MODE_PIN || !clock_is_virtual() ||
        !clock_value(CLOCK_BOOTTIME, clock_now(), &now)) {
        call_end_text(&call, path, 0);
        return FILES_NOT_MINE;
    }
    if (call.mode == MODE_VARY)
        now += VARIED_AGE;
    char *end = number_text(text, (uint64_t)(now / CLOCK_SECOND), 10);
    memcpy(end, ".00 0.00\n", 9);
    call_end_detail(&call, (uint64_t)now, text, (size_t)(end - text), 0);
    return stream_file(text, (size_t)(end + 9 - text), flags);
}

long procfs_open(const char *path, int flags)
{
    if (lib.mode[SOURCE_procfs] == MODE_OFF || confined() || (flags & O_ACCMODE) != O_RDONLY ||
        flags & (O_PATH | O_DIRECTORY) || !text_starts(path, "/proc/"))
        return FILES_NOT_MINE;
    if (text_equal(path, "/proc/uptime"))
        return open_uptime(path, flags);
    show_file show = find_file(path);
    return show ? open_process(path, flags, show) : FILES_NOT_MINE;
}
