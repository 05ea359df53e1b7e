/*
 * The tables of `seen`: which functions there are, and how each is called.  A shape sets up what it
 * needs and calls the function between seen_begin and seen_end; the argument is the row's.
 */
#ifndef SEEN_H
#define SEEN_H

#include <sys/types.h>
#include <unistd.h>

/* The first allocation draws the allocator's canary: made before, unless that is what is looked at.
 */
enum seen_start { WARM, COLD };

typedef void seen_shape(void *function, long argument);

struct seen_row {
    seen_shape *shape;
    long argument;
    const char *names;
    enum seen_start start;
};

extern const struct seen_row seen_time[], seen_random[], seen_process[], seen_files[],
    seen_machine[], seen_net[];

/* Room for whatever is returned through pointers. */
enum { PART = 16384 };
extern char out[PART], out2[PART], out3[PART], out4[PART];

/* for what is passed: nothing, a number, a place for the result, its size */
seen_shape nothing, number, result, result_size, result_size_limit, number_result, result_number;
seen_shape three_results, path_result, variable_of_libc, thread_result, record_named;

void seen_begin(void);
void seen_end(void);
/* A system call that the library cannot see. */
long seen_raw(long number, long first, long second, long third);

#define SHAPE(name)        static void name(void *function, long argument)
#define SHARED_SHAPE(name) void name(void *function, long argument)
/* the function, as one of that type */
#define AS(type, ...) ((type(*)(__VA_ARGS__))function)
#define SEE(call)                                                                                  \
    do {                                                                                           \
        (void)argument;                                                                            \
        seen_begin();                                                                              \
        (void)call;                                                                                \
        seen_end();                                                                                \
        _exit(0);                                                                                  \
    } while (0)

#endif
