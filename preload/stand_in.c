/* In a partial run: a program that need not run gives way to the runner's stand-in for it. */
#include "identity.h"
#include "stand_in.h"
#include "banned.h"

static bool is_spared(uint64_t image)
{
    return run_chosen(lib.shared->unit + lib.config->units, lib.config->spared, image);
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
