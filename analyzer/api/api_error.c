#include "api_error.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analyzer.h"

static _Thread_local char last[512];

void api_fail(char *sentence, int error)
{
    snprintf(last, sizeof last, "%s", sentence ? sentence : strerror(error < 0 ? -error : error));
    free(sentence);
}

const char *paribus_error(void)
{
    return last;
}

const char *paribus_version(void)
{
    return PARIBUS_VERSION;
}
