/*
 * What two runs left behind, compared to the byte and explained by archive member.
 *
 * Knows files, diffs and archives; knows nothing of traces, calls or causes.
 * A "left" is one directory as the runner collects it:
 *     LEFT/stdout  LEFT/stderr  LEFT/status   (status: text, "exit 0" or "signal 9")
 *     LEFT/tree/...      files the process tree left under its working directory; an overlay's
 * upper layer, so a character device 0:0 means "deleted", and what is missing on one side alone may
 * also have been left as it was Where contents differ and are archives or compressed, the
 * divergences are those of their members; where none of these differ, those of the bytes. Not
 * thread-safe; each call works on its own result.
 */
#ifndef PARIBUS_OUTPUTS_H
#define PARIBUS_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How one output differs. */
enum output_state {
    OUTPUT_EQUAL,
    OUTPUT_CONTENT, /* bytes differ: see divergences */
    OUTPUT_ONLY_A,  /* missing in B */
    OUTPUT_ONLY_B,  /* missing in A */
    OUTPUT_TYPE,    /* a file here, a directory or link there */
    OUTPUT_MODE,    /* permission bits alone differ */
    OUTPUT_TARGET,  /* symbolic links to different targets */
    OUTPUT_RENAMED, /* under another name in B; what else differs is in further divergences */
};

/*
 * One differing region.  Offsets and lengths are bytes within the output, or within the member's
 * part when `member` is set.  `a`/`b` are the bytes of the region with up to OUTPUT_CONTEXT bytes
 * of context on both sides (so that a date of which one digit differs can be read whole), cut at
 * OUTPUT_EXCERPT.  For the states that are no byte difference one divergence of length 0 carries a
 * description of both sides.
 */
#define OUTPUT_CONTEXT 48
#define OUTPUT_EXCERPT 4096
struct divergence {
    char *member; /* "inner/path", "inner/path (header)", "(gzip header)", "(uncompressed)",
                     "(order of entries)", "(volume header)", "(section .data)" of an ELF file,
                     "(chunk tIME)" of a PNG, nested with a slash; "(name)" of a renamed output;
                     NULL: the output itself */
    uint64_t offset, length;     /* in A */
    uint64_t offset_b, length_b; /* in B */
    unsigned line;               /* 1-based line of A, 0: not text */
    char *a, *b;
    size_t a_length, b_length;
    size_t a_lead, b_lead; /* bytes of context before the region */
    bool reordered;        /* whole output/member: the same lines or entries in another order */
};

struct output {
    char *path;    /* below tree/, or "<stdout>", "<stderr>", "<exit status>" */
    char *renamed; /* OUTPUT_RENAMED: its path in B, else NULL */
    enum output_state state;
    struct divergence *divergences;
    size_t divergence_count;
};

/* Sorted by path, byte-wise, the three <...> first. */
struct outputs {
    struct output *items;
    size_t count;
};

struct outputs_options {
    const char *const *only; /* paths, directories or globs to look at, NULL-terminated; NULL or
                                empty: all */
    size_t max_divergences;  /* regions kept per output, the rest merged into the last; 0: 64.
                                Members beyond that get one each, up to four times as many */
    bool include_streams;    /* <stdout>, <stderr>, <exit status> */
    bool renames;            /* what only A has is what only B has, under another name */
    bool all_new;            /* what only B has is looked at in any case */
};

/* The name of an output in B. */
const char *output_path_in_b(const struct output *output);

/*
 * Compares everything below two lefts.  Returns 0, or a negative errno with *what (malloc'd) naming
 * the file that could not be read.
 */
int outputs_compare(const char *left_a, const char *left_b, const struct outputs_options *options,
                    struct outputs *result, char **what);

/*
 * Compares two directories of finished artefacts, or two files, which become one output under the
 * first one's name.  Permissions count, owners and times of the files themselves do not.  As above;
 * -ENOTDIR: a directory and a file.
 */
int outputs_compare_finished(const char *path_a, const char *path_b,
                             const struct outputs_options *options, struct outputs *result,
                             char **what);
void outputs_free(struct outputs *outputs);

size_t outputs_differing(const struct outputs *outputs);

/*
 * Whether `probe`, a comparison of the same A with a third run, differs where `region` of `path`
 * (of a comparison of A with B) does: same output, same member, overlapping bytes of A or of the
 * word or number they belong to.  Of a renamed output the name in A counts.  An output that only B
 * has answers to one in the same directory, similarly named, that only the third run has, or to one
 * in a directory that is named differently too, as long.
 */
bool outputs_overlap(const struct outputs *probe, const char *path,
                     const struct divergence *region);

/* The same of two regions of one output. */
bool divergences_overlap(const struct divergence *probe, const struct divergence *region);

#endif
