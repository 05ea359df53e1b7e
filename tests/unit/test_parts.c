#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include "divergence.h"
#include "parts.h"
#include "util.h"

/* One file of an archive under construction. */
struct file {
    const char *name;
    struct bytes content;
    long long mtime;
};

struct packed {
    char *data;
    size_t size;
};

static void cleanup_packed(struct packed *packed)
{
    free(packed->data);
}
#define autopacked __attribute__((cleanup(cleanup_packed)))

static struct bytes text(const char *string)
{
    return (struct bytes){string, strlen(string)};
}

static struct bytes view(const struct packed *packed)
{
    return (struct bytes){packed->data, packed->size};
}

static void write_file(struct archive *archive, const struct file *file)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, file->name);
    archive_entry_set_size(entry, (la_int64_t)file->content.size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, file->mtime, 0);
    if (archive_write_header(archive, entry) != ARCHIVE_OK)
        fail_msg("%s: %s", file->name, archive_error_string(archive));
    archive_write_data(archive, file->content.data, file->content.size);
    archive_entry_free(entry);
}

/* Packs files, the last without a name. */
static struct packed pack(const char *format, int filter, const struct file *files)
{
    static const size_t room = 8u << 20;
    struct packed packed = {xmalloc(room), 0};
    struct archive *archive = archive_write_new();
    assert_int_equal(archive_write_set_format_by_name(archive, format), ARCHIVE_OK);
    archive_write_add_filter(archive, filter);
    archive_write_set_bytes_in_last_block(archive, 1);
    assert_int_equal(archive_write_open_memory(archive, packed.data, room, &packed.size), 0);
    for (; files->name; files++)
        write_file(archive, files);
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return packed;
}

#define pack_one(format, filter, name, content, mtime)                                             \
    pack(format, filter, (const struct file[]){{name, content, mtime}, {0}})

/* What differs, as "member [a|b]" each. */
static void assert_parts_differ(struct bytes a, struct bytes b, const char *expected)
{
    struct output output = {0};
    struct text shown = {0};
    parts_compare(&output, 64, a, b);
    text_puts(&shown, "");
    for (size_t i = 0; i < output.divergence_count; i++) {
        struct divergence *part = &output.divergences[i];
        text_printf(&shown, "%s%s [%.*s|%.*s]; ", part->member ? part->member : "-",
                    part->reordered ? " reordered" : "", (int)part->length, part->a + part->a_lead,
                    (int)part->length_b, part->b + part->b_lead);
        divergence_free(part);
    }
    free(output.divergences);
    assert_string_equal(shown.data, expected);
    text_free(&shown);
}

static void test_a_member_is_named_in_any_format(void **state)
{
    (void)state;
    static const char *const formats[] = {"paxr", "ustar", "zip", "arsvr4", "newc", "7zip"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        autopacked struct packed a = pack_one(formats[i], ARCHIVE_FILTER_NONE, "f", text("t 1"), 8);
        autopacked struct packed b = pack_one(formats[i], ARCHIVE_FILTER_NONE, "f", text("t 2"), 8);
        assert_parts_differ(view(&a), view(&b), "f [1|2]; ");
    }
}

static void test_a_member_is_found_behind_any_compression(void **state)
{
    (void)state;
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2,
                                  ARCHIVE_FILTER_ZSTD};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        autopacked struct packed a = pack_one("paxr", filters[i], "d/f", text("t 1"), 8);
        autopacked struct packed b = pack_one("paxr", filters[i], "d/f", text("t 2"), 8);
        b.data[4] = a.data[4]; /* the time in a gzip header, should the second have ended */
        assert_parts_differ(view(&a), view(&b), "d/f [1|2]; ");
    }
}

static void test_times_of_a_header_are_seconds(void **state)
{
    (void)state;
    autopacked struct packed a = pack_one("paxr", ARCHIVE_FILTER_NONE, "f", text("x"), 1580515199);
    autopacked struct packed b = pack_one("paxr", ARCHIVE_FILTER_NONE, "f", text("x"), 1234567890);
    assert_parts_differ(view(&a), view(&b), "f (header) [580515199|234567890]; ");
}

static void test_a_compressed_file_is_its_content_and_its_header(void **state)
{
    (void)state;
    autopacked struct packed a = pack_one("raw", ARCHIVE_FILTER_GZIP, "f", text("t 1"), 8);
    autopacked struct packed b = pack_one("raw", ARCHIVE_FILTER_GZIP, "f", text("t 2"), 8);
    memcpy(a.data + 4, "\1\0\0\0", 4);
    memcpy(b.data + 4, "\2\0\0\0", 4);
    assert_parts_differ(view(&a), view(&b), "(gzip header) [1|2]; (uncompressed) [1|2]; ");
}

static void test_compressed_zeros_are_no_empty_tar(void **state)
{
    (void)state;
    static char zeros[2048];
    struct bytes content = {zeros, sizeof zeros};
    autopacked struct packed a = pack_one("raw", ARCHIVE_FILTER_XZ, "f", content, 8);
    zeros[2000] = 'x';
    autopacked struct packed b = pack_one("raw", ARCHIVE_FILTER_XZ, "f", content, 8);
    struct output output = {0};
    parts_compare(&output, 64, view(&a), view(&b));
    assert_int_equal(output.divergence_count, 1);
    assert_string_equal(output.divergences[0].member, "(uncompressed)");
    assert_int_equal(output.divergences[0].offset, 2000);
    divergence_free(output.divergences);
    free(output.divergences);
}

/* A PNG of one chunk, whose checksum nobody looks at. */
#define png(type, size, data) "\x89PNG\r\n\x1a\n\0\0\0" size type data "0000"
#define png_bytes(...)        ((struct bytes){png(__VA_ARGS__), sizeof png(__VA_ARGS__) - 1})

static void test_chunks_of_a_picture_are_told_in_words(void **state)
{
    (void)state;
    assert_parts_differ(png_bytes("tIME", "\7", "\7\xf1\5\x12\3\x21\x14"),
                        png_bytes("tIME", "\7", "\7\xf1\5\x13\3\x21\x14"), "(chunk tIME) [8|9]; ");
    assert_parts_differ(png_bytes("tEXt", "\5", "k\0t 1"), png_bytes("tEXt", "\5", "k\0t 2"),
                        "(chunk tEXt) [1|2]; ");
    assert_parts_differ(png_bytes("IDAT", "\3", "ab1"), png_bytes("IDAT", "\3", "ab2"),
                        "(chunk IDAT) [1|2]; ");
}

static void test_a_picture_that_does_not_add_up_is_bytes(void **state)
{
    (void)state;
    assert_parts_differ(png_bytes("tEXt", "\x7f", "k\0t 1"), png_bytes("tEXt", "\x7f", "k\0t 2"),
                        "- [1|2]; ");
}

static struct packed own_program(void)
{
    struct packed program = {xmalloc(16u << 20), 0};
    FILE *file = fopen("/proc/self/exe", "rb");
    assert_non_null(file);
    program.size = fread(program.data, 1, 16u << 20, file);
    fclose(file);
    return program;
}

static void test_a_section_of_a_program_is_named(void **state)
{
    static const char *volatile probe = "section probe 1";
    (void)state;
    autopacked struct packed a = own_program(), b = own_program();
    char *at = memmem(b.data, b.size, probe, strlen(probe));
    assert_non_null(at);
    at[strlen(probe) - 1] = '2';
    assert_parts_differ(view(&a), view(&b), "(section .rodata) [1|2]; ");
}

static void test_a_volume_says_when_it_was_made(void **state)
{
    static char a[32768 + 2048], b[sizeof a];
    (void)state;
    memcpy(a + 32768, "\1CD001", 6);
    memcpy(a + 32768 + 813, "2033051803332000\0002033051803332000", 34);
    memcpy(b, a, sizeof a);
    b[32768 + 813 + 16] = 23; /* quarters of an hour */
    b[32768 + 830 + 3] = '4';
    assert_parts_differ((struct bytes){a, sizeof a}, (struct bytes){b, sizeof b},
                        "(volume header) [0:00|5:45]; (volume header) [3|4]; ");
}

static void test_archives_are_looked_into_inside_archives(void **state)
{
    (void)state;
    autopacked struct packed data_a = pack_one("paxr", ARCHIVE_FILTER_XZ, "usr/x", text("t 1"), 8);
    autopacked struct packed data_b = pack_one("paxr", ARCHIVE_FILTER_XZ, "usr/x", text("t 2"), 8);
    autopacked struct packed a =
        pack_one("arsvr4", ARCHIVE_FILTER_NONE, "data.tar.xz", view(&data_a), 8);
    autopacked struct packed b =
        pack_one("arsvr4", ARCHIVE_FILTER_NONE, "data.tar.xz", view(&data_b), 8);
    assert_parts_differ(view(&a), view(&b), "data.tar.xz/usr/x [1|2]; ");
}

static void test_members_in_another_order_are_reordered(void **state)
{
    (void)state;
    const struct file files_a[] = {{"f", text("1"), 8}, {"g", text("2"), 8}, {0}};
    const struct file files_b[] = {{"g", text("2"), 8}, {"f", text("1"), 8}, {0}};
    autopacked struct packed a = pack("paxr", ARCHIVE_FILTER_NONE, files_a);
    autopacked struct packed b = pack("paxr", ARCHIVE_FILTER_NONE, files_b);
    assert_parts_differ(view(&a), view(&b), "(order of entries) reordered [f\ng\n|g\nf\n]; ");
}

static void test_a_member_of_one_side_is_named(void **state)
{
    (void)state;
    const struct file files[] = {{"f", text("1"), 8}, {"g", text("2"), 8}, {0}};
    autopacked struct packed a = pack("zip", ARCHIVE_FILTER_NONE, files);
    autopacked struct packed b = pack("zip", ARCHIVE_FILTER_NONE, files + 1);
    struct output output = {0};
    parts_compare(&output, 64, view(&a), view(&b));
    assert_int_equal(output.divergence_count, 1);
    assert_string_equal(output.divergences[0].member, "f (header)");
    assert_int_equal(output.divergences[0].length_b, 0);
    divergence_free(output.divergences);
    free(output.divergences);
}

static void test_members_of_one_name_are_told_apart(void **state)
{
    (void)state;
    const struct file files_a[] = {{"f", text("1"), 8}, {"f", text("2"), 8}, {0}};
    const struct file files_b[] = {{"f", text("1"), 8}, {"f", text("3"), 8}, {0}};
    autopacked struct packed a = pack("paxr", ARCHIVE_FILTER_NONE, files_a);
    autopacked struct packed b = pack("paxr", ARCHIVE_FILTER_NONE, files_b);
    assert_parts_differ(view(&a), view(&b), "f#2 [2|3]; ");
}

static void test_plain_text_is_no_archive(void **state)
{
    (void)state;
    assert_parts_differ(text("t 1\n"), text("t 2\n"), "- [1|2]; ");
}

static void test_a_broken_archive_is_compared_as_bytes(void **state)
{
    (void)state;
    autopacked struct packed a = pack_one("paxr", ARCHIVE_FILTER_GZIP, "f", text("t 1"), 8);
    autopacked struct packed b = pack_one("paxr", ARCHIVE_FILTER_GZIP, "f", text("t 1"), 8);
    memset(b.data, 0, 4);
    struct output output = {0};
    parts_compare(&output, 64, view(&a), view(&b));
    assert_true(output.divergence_count > 0);
    assert_null(output.divergences[0].member);
    for (size_t i = 0; i < output.divergence_count; i++)
        divergence_free(&output.divergences[i]);
    free(output.divergences);
}

static void test_every_truncation_is_survived(void **state)
{
    (void)state;
    autopacked struct packed a = pack_one("zip", ARCHIVE_FILTER_NONE, "f", text("some text 1"), 8);
    for (size_t size = 0; size < a.size; size++) {
        struct output output = {0};
        parts_compare(&output, 64, view(&a), (struct bytes){a.data, size});
        assert_true(output.divergence_count > 0);
        for (size_t i = 0; i < output.divergence_count; i++)
            divergence_free(&output.divergences[i]);
        free(output.divergences);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_member_is_named_in_any_format),
        cmocka_unit_test(test_a_member_is_found_behind_any_compression),
        cmocka_unit_test(test_times_of_a_header_are_seconds),
        cmocka_unit_test(test_a_compressed_file_is_its_content_and_its_header),
        cmocka_unit_test(test_compressed_zeros_are_no_empty_tar),
        cmocka_unit_test(test_chunks_of_a_picture_are_told_in_words),
        cmocka_unit_test(test_a_picture_that_does_not_add_up_is_bytes),
        cmocka_unit_test(test_a_section_of_a_program_is_named),
        cmocka_unit_test(test_a_volume_says_when_it_was_made),
        cmocka_unit_test(test_archives_are_looked_into_inside_archives),
        cmocka_unit_test(test_members_in_another_order_are_reordered),
        cmocka_unit_test(test_a_member_of_one_side_is_named),
        cmocka_unit_test(test_members_of_one_name_are_told_apart),
        cmocka_unit_test(test_plain_text_is_no_archive),
        cmocka_unit_test(test_a_broken_archive_is_compared_as_bytes),
        cmocka_unit_test(test_every_truncation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
