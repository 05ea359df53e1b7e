/* Shapes for functions of many sources. */
#define _GNU_SOURCE
#include "seen.h"

#include <pthread.h>

SHARED_SHAPE(nothing)
{
    SEE(AS(long, void)());
}

SHARED_SHAPE(number)
{
    SEE(AS(long, long)(argument));
}

SHARED_SHAPE(result)
{
    SEE(AS(long, void *)(out));
}

SHARED_SHAPE(result_size)
{
    SEE(AS(long, void *, size_t)(out, PART));
}

SHARED_SHAPE(result_size_limit)
{
    SEE(AS(long, void *, size_t, size_t)(out, PART, PART));
}

SHARED_SHAPE(number_result)
{
    SEE(AS(long, long, void *)(argument, out));
}

SHARED_SHAPE(result_number)
{
    SEE(AS(long, void *, long)(out, argument));
}

SHARED_SHAPE(three_results)
{
    SEE(AS(long, void *, void *, void *)(out, out2, out3));
}

SHARED_SHAPE(path_result)
{
    SEE(AS(long, const char *, void *, size_t)("many", out, PART));
}

SHARED_SHAPE(variable_of_libc)
{
    SEE(*(void *const volatile *)function);
}

SHARED_SHAPE(thread_result)
{
    SEE(AS(long, pthread_t, void *, void *)(pthread_self(), out, out2));
}

SHARED_SHAPE(record_named)
{
    SEE(AS(long, const char *, void *, void *, size_t, void *)("tcp", out, out2, PART, out3));
}
