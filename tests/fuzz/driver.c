/*
 * Runs a target on its corpus and on damage to it, the same every time.  With libFuzzer its own
 * driver takes this one's place.
 *
 *     fuzz_TARGET CORPUS-DIRECTORY [DAMAGED-INPUTS-PER-FILE]
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUNDS 400
#define GROWTH 64

static uint64_t state = 1;

static size_t chance(size_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return below ? (size_t)(state >> 11) % below : 0;
}

/* Bytes that mean something in the formats at hand, more often than others. */
static uint8_t some_byte(void)
{
    static const char telling[] = "{}[]\":,0129-+@%xi. \n\\/\0\x7f\x80\xff";
    return chance(2) ? (uint8_t)telling[chance(sizeof telling)] : (uint8_t)chance(256);
}

/* One of: another byte, a flipped bit, a cut, a stretch doubled, a stretch taken out. */
static size_t damage(uint8_t *data, size_t size)
{
    size_t at = chance(size), length = chance(size - at < GROWTH ? size - at : GROWTH);
    switch (chance(6)) {
    case 0:
        return at;
    case 1:
        memmove(data + at + length, data + at, size - at);
        return size + length;
    case 2:
        memmove(data + at, data + at + length, size - at - length);
        return size - length;
    case 3:
        data[at] ^= (uint8_t)(1u << chance(8));
        return size;
    default:
        data[at] = some_byte();
        return size;
    }
}

/* Each input lies in memory of its own size, so that reading past its end is seen. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static void run_damaged(const char *sound, size_t size, int rounds)
{
    uint8_t *room = malloc(size + 16 * GROWTH + 1);
    for (int round = 0; round < rounds; round++) {
        size_t now = size;
        memcpy(room, sound, size);
        for (size_t times = 1 + chance(8); times > 0 && now > 0; times--)
            now = damage(room, now);
        run(room, now);
    }
    free(room);
}

static bool run_file(const char *directory, const char *name, int rounds)
{
    autofree char *path = xasprintf("%s/%s", directory, name);
    autofree char *data = NULL;
    size_t size;
    if (name[0] == '.' || read_whole_file(path, &data, &size) != 0)
        return false;
    run((const uint8_t *)data, size);
    run_damaged(data, size, rounds);
    return true;
}

int main(int argc, char **argv)
{
    int files = 0, rounds = argc > 2 ? atoi(argv[2]) : ROUNDS;
    DIR *directory = argc > 1 ? opendir(argv[1]) : NULL;
    if (!directory) {
        fprintf(stderr, "usage: %s CORPUS-DIRECTORY [DAMAGED-INPUTS-PER-FILE]\n", argv[0]);
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(directory));)
        files += run_file(argv[1], entry->d_name, rounds);
    closedir(directory);
    printf("%d files of the corpus, %d damaged inputs\n", files, files * rounds);
    return files == 0;
}
