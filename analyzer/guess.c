#include "guess.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "sight.h"

static bool ends(const char *text, const char *with)
{
    size_t length = text ? strlen(text) : 0, tail = strlen(with);
    return length >= tail && strcmp(text + length - tail, with) == 0;
}

/* --- fields of headers, and words that stand before a value --- */

static const struct cue {
    const char *word;
    enum source source;
    const char *looks;
} headers[] =
    {
        {"mtime", SOURCE_stat, "a file's time"},
        {"atime", SOURCE_stat, "a file's time"},
        {"ctime", SOURCE_stat, "a file's time"},
        {"birthtime", SOURCE_stat, "a file's time"},
        {"uid", SOURCE_user, "a file's owner"},
        {"gid", SOURCE_user, "a file's owner"},
        {"uname", SOURCE_user, "a file's owner"},
        {"gname", SOURCE_user, "a file's owner"},
        {"mode", SOURCE_umask, "a file's permissions"},
        {"link to", SOURCE_path, "where a link leads"},
        {"symbolic link to", SOURCE_path, "where a link leads"},
},
  cues[] = {
      {"hostname", SOURCE_host, "a host's name"},
      {"host", SOURCE_host, "a host's name"},
      {"machine", SOURCE_host, "a host's name"},
      {"node", SOURCE_host, "a host's name"},
      {"kernel", SOURCE_host, "a kernel's name"},
      {"user", SOURCE_user, "a user"},
      {"username", SOURCE_user, "a user"},
      {"builder", SOURCE_user, "a user"},
      {"logname", SOURCE_user, "a user"},
      {"owner", SOURCE_user, "a user"},
      {"uid", SOURCE_user, "a user"},
      {"gid", SOURCE_user, "a user"},
      {"pid", SOURCE_pid, "a process id"},
      {"ppid", SOURCE_pid, "a process id"},
      {"process", SOURCE_pid, "a process id"},
      {"seed", SOURCE_random, "a random value"},
      {"salt", SOURCE_random, "a random value"},
      {"nonce", SOURCE_random, "a random value"},
      {"token", SOURCE_random, "a random value"},
      {"uuid", SOURCE_random, "a random value"},
      {"random", SOURCE_random, "a random value"},
      {"cpus", SOURCE_cpu, "a number of processors"},
      {"cores", SOURCE_cpu, "a number of processors"},
      {"nproc", SOURCE_cpu, "a number of processors"},
      {"processors", SOURCE_cpu, "a number of processors"},
      {"jobs", SOURCE_cpu, "a number of processors"},
      {"lang", SOURCE_locale, "a language"},
      {"language", SOURCE_locale, "a language"},
      {"locale", SOURCE_locale, "a language"},
      {"tz", SOURCE_timezone, "a time zone"},
      {"timezone", SOURCE_timezone, "a time zone"},
      {"umask", SOURCE_umask, "a umask"},
      {"inode", SOURCE_stat, "an inode's number"},
      {"home", SOURCE_env, "a variable"},
      {"path", SOURCE_env, "a variable"},
      {"shell", SOURCE_env, "a variable"},
};

/* Where `word` stands in `line` as a word, counted from behind; SIZE_MAX: it does not. */
static size_t distance(const char *line, const char *word)
{
    size_t length = strlen(line), size = strlen(word);
    for (size_t at = length; at-- > 0;) {
        bool here = at + size <= length && memcmp(line + at, word, size) == 0;
        if (here && (at == 0 || !isalnum((unsigned char)line[at - 1])) &&
            !isalnum((unsigned char)line[at + size]))
            return length - at;
    }
    return SIZE_MAX;
}

/* The nearest before the value. */
static const struct cue *cue_before(const char *field)
{
    const struct cue *nearest = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++) {
        size_t away = distance(field, cues[i].word);
        if (away < least)
            least = away, nearest = &cues[i];
    }
    return nearest;
}

static const struct cue *header_field(const char *field)
{
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        size_t length = strlen(headers[i].word);
        if (strncmp(field, headers[i].word, length) == 0 && field[length] == ':')
            return &headers[i];
    }
    return NULL;
}

/* --- forms of values, the telling ones first --- */

static const struct look {
    sight_rule *fits;
    enum source source;
    const char *looks;
} looks[] =
    {
        {looks_like_a_zone, SOURCE_timezone, "a date in another zone"},
        {looks_like_a_date, SOURCE_time, "a date"},
        {looks_like_a_duration, SOURCE_time, "a duration"},
        {looks_like_an_address, SOURCE_memory, "an address"},
        {looks_like_a_temporary_name, SOURCE_tempname, "a temporary name"},
        {looks_like_a_person, SOURCE_user, "a user"},
        {looks_like_a_machine, SOURCE_host, "a machine"},
        {looks_like_a_path, SOURCE_path, "a path"},
        {looks_like_a_number_format, SOURCE_locale, "a number's format"},
},
  weak[] = {
      {looks_like_a_process_id, SOURCE_pid, "a process id"},
      {looks_like_random, SOURCE_random, "a random value"},
};

static bool accuse(struct guess *guess, enum source source, const char *how, struct text *evidence)
{
    guess->source = source;
    guess->looks = how;
    guess->evidence = evidence->data;
    return true;
}

static bool by_look(const struct sight *sight, const struct look *rows, size_t count,
                    struct guess *guess)
{
    for (size_t i = 0; i < count; i++) {
        struct text evidence = {0};
        if (rows[i].fits(sight, &evidence))
            return accuse(guess, rows[i].source, rows[i].looks, &evidence);
        text_free(&evidence);
    }
    return false;
}

static bool by_order(const struct sight *sight, struct guess *guess)
{
    const struct divergence *region = sight->region;
    struct text evidence = {0};
    if (!region->reordered)
        return false;
    text_puts(&evidence, ends(region->member, "(order of entries)")
                             ? "the same entries in another order"
                             : "the same lines in another order: of a directory, of a hash table, "
                               "or of what ran at the same time");
    return accuse(guess, SOURCE_dirorder, "an order", &evidence);
}

static bool by_header(const struct sight *sight, struct guess *guess)
{
    bool header = ends(sight->region->member, "header)");
    const struct cue *cue = header ? header_field(sight->field) : NULL;
    struct text evidence = {0};
    if (!cue)
        return false;
    text_printf(&evidence, "it stands in the field '%s' of a header", cue->word);
    return accuse(guess, cue->source, cue->looks, &evidence);
}

static bool by_cue(const struct sight *sight, struct guess *guess)
{
    const struct cue *cue = sight->region->line ? cue_before(sight->field) : NULL;
    struct text evidence = {0};
    if (!cue)
        return false;
    text_printf(&evidence, "it stands behind the word '%s': ", cue->word);
    sight_quote(sight, &evidence);
    return accuse(guess, cue->source, cue->looks, &evidence);
}

static bool by_mode(const struct sight *sight, struct guess *guess)
{
    struct text evidence = {0};
    if (sight->output->state != OUTPUT_MODE)
        return false;
    text_puts(&evidence, "nothing but the permissions differs");
    return accuse(guess, SOURCE_umask, "a file's permissions", &evidence);
}

/* --- what makes such outputs --- */

static const char *maker_of(const struct output *output)
{
    static const struct maker {
        const char *suffix, *program;
    } makers[] = {
        {".tar", "tar"}, {".tar.gz", "tar"},  {".tgz", "tar"}, {".tar.xz", "tar"},
        {".zip", "zip"}, {".tar.zst", "tar"}, {".jar", "zip"}, {".tar.bz2", "tar"},
        {".whl", "zip"}, {".gz", "gzip"},     {".a", "ar"},    {".cpio", "cpio"},
    };
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (ends(output->path, makers[i].suffix))
            return makers[i].program;
    return "";
}

/* --- what is no guess --- */

static char *follows(const struct sight *sight)
{
    static const char *const packed[] = {".gz", ".xz", ".zst", ".bz2", ".tgz", ".zip", ".deb"};
    struct text evidence = {0};
    if (looks_like_a_checksum(sight, &evidence))
        return evidence.data;
    bool raw = !sight->region->member && sight->output->state == OUTPUT_CONTENT;
    bool other = ends(sight->region->member, "(gzip header)");
    for (size_t i = 0; raw && i < sizeof packed / sizeof *packed; i++)
        other |= ends(sight->output->path, packed[i]);
    return other ? xstrdup("the same content, packed in another way: another level, version or "
                           "number of threads")
                 : NULL;
}

bool guess_region(const struct output *output, const struct divergence *region, struct guess *guess)
{
    struct sight sight;
    sight_set(&sight, output, region);
    *guess = (struct guess){.looks = "", .maker = maker_of(output)};
    if (by_mode(&sight, guess) || by_order(&sight, guess) || by_header(&sight, guess))
        return true;
    guess->evidence = follows(&sight);
    if (guess->evidence)
        return false;
    return by_look(&sight, looks, sizeof looks / sizeof *looks, guess) || by_cue(&sight, guess) ||
           by_look(&sight, weak, sizeof weak / sizeof *weak, guess);
}
