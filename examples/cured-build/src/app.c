#include <stdio.h>
#include "ident.h"
#include "stamp.h"

int main(void)
{
    printf("app %08x, built at %ld\n", BUILD_ID, BUILD_TIME);
    return 0;
}
