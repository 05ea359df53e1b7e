#include "terminal_links.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Who follows links, by a variable and a pattern for its value. */
static const struct {
    const char *variable, *pattern;
} known[] = {
    {"VTE_VERSION", "[5-9]???"},    {"VTE_VERSION", "[1-9]????*"},
    {"TERM", "xterm-kitty"},        {"TERM", "foot*"},
    {"TERM", "alacritty"},          {"TERM", "xterm-ghostty"},
    {"TERM", "contour*"},           {"TERM_PROGRAM", "iTerm.app"},
    {"TERM_PROGRAM", "WezTerm"},    {"TERM_PROGRAM", "vscode"},
    {"TERM_PROGRAM", "ghostty"},    {"WT_SESSION", "?*"},
    {"KONSOLE_VERSION", "2[0-9]*"}, {"DOMTERM", "?*"},
};

bool terminal_follows_links(FILE *to)
{
    const char *forced = getenv("FORCE_HYPERLINK"), *terminal = getenv("TERM");
    if (forced && *forced)
        return strcmp(forced, "0") != 0;
    if (!isatty(fileno(to)) || !terminal || strcmp(terminal, "dumb") == 0)
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *value = getenv(known[i].variable);
        if (value && fnmatch(known[i].pattern, value, 0) == 0)
            return true;
    }
    return false;
}
