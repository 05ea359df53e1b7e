#include "json_parts.h"

#include <string.h>
#include "util.h"

static char *escaped(const char *data, size_t length)
{
    struct text text = {0};
    if (length)
        text_escape(&text, data, length);
    return text.data ? text.data : xstrdup("");
}

json_t *json_shown(const char *text)
{
    json_t *value = text ? json_string(text) : json_null();
    if (value)
        return value;
    autofree char *safe = escaped(text, strlen(text));
    return json_string(safe);
}

json_t *json_bytes(const char *data, size_t length)
{
    autofree char *safe = escaped(data, data ? length : 0);
    return json_string(safe);
}

json_t *json_list(char *const *list)
{
    json_t *array = json_array();
    for (size_t i = 0; list && list[i]; i++)
        json_array_append_new(array, json_shown(list[i]));
    return array;
}

json_t *json_count(uint64_t value)
{
    return json_integer((json_int_t)value);
}
