/* In a partial run: a program that need not run gives way to the runner's stand-in for it. */
#include "identity.h"
#include "stand_in.h"
#include "banned.h"

static bool is_spared(uint64_t image)
{
    const uint64_t *spared = lib.config->unit + lib.config->units;
    for (uint32_t low = 0, high = lib.config->spared; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (spared[middle] == image)
            return true;
        if (spared[middle] < image)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Where it cannot be executed the program itself goes on, which is slower and as right. */
void stand_in_if_spared(char *const *envp)
{
    char path[PATH_ROOM], image[24];
    char *const argv[] = {path, image, NULL};
    if (!lib.config->spared || !is_spared(identity.image))
        return;
    path_below(path, RUN_STAND_IN);
    number_text(image, identity.image, 16);
    sys3(SYS_execve, path, argv, envp);
}
