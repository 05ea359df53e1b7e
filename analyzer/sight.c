#include "sight.h"

#include <ctype.h>
#include <string.h>

#define MOST_SHOWN 60 /* bytes of a word */

static bool in_word(char byte)
{
    return byte && (isalnum((unsigned char)byte) || strchr("_./@:+-", byte));
}

static void set_word(struct side *side)
{
    size_t from = side->from, to = side->to;
    while (from > 0 && in_word(side->bytes.data[from - 1]))
        from--;
    while (to < side->bytes.size && in_word(side->bytes.data[to]))
        to++;
    side->word = bytes_part(side->bytes, from, to - from);
}

static void set_side(struct side *side, const char *data, size_t size, size_t lead, uint64_t length)
{
    side->bytes = (struct bytes){data ? data : "", data ? size : 0};
    size = side->bytes.size;
    side->from = lead < size ? lead : size;
    side->to = length < size - side->from ? side->from + (size_t)length : size;
    set_word(side);
}

/* From the beginning of the line, or of the context. */
static void set_field(struct sight *sight)
{
    const struct side *side = &sight->a;
    size_t start = side->from, length;
    while (start > 0 && side->bytes.data[start - 1] != '\n')
        start--;
    length = side->from - start;
    if (length >= sizeof sight->field)
        start += length - (sizeof sight->field - 1), length = sizeof sight->field - 1;
    for (size_t i = 0; i < length; i++)
        sight->field[i] = (char)tolower((unsigned char)side->bytes.data[start + i]);
    sight->field[length] = '\0';
}

/* Without a length both sides are described in words. */
void sight_set(struct sight *sight, const struct output *output, const struct divergence *region)
{
    bool words = region->length == 0 && region->length_b == 0;
    *sight = (struct sight){.output = output, .region = region};
    set_side(&sight->a, region->a, region->a_length, words ? 0 : region->a_lead,
             words ? region->a_length : region->length);
    set_side(&sight->b, region->b, region->b_length, words ? 0 : region->b_lead,
             words ? region->b_length : region->length_b);
    set_field(sight);
}

static void quote(struct text *evidence, struct bytes word)
{
    size_t shown = word.size < MOST_SHOWN ? word.size : MOST_SHOWN;
    text_puts(evidence, "'");
    text_escape(evidence, word.data, shown);
    text_puts(evidence, shown < word.size ? "...'" : "'");
}

void sight_quote(const struct sight *sight, struct text *evidence)
{
    quote(evidence, sight->a.word);
    text_puts(evidence, " and ");
    quote(evidence, sight->b.word);
}
