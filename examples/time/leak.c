#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static time_t build_date(void)
{
#ifdef CURED
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    if (epoch)
        return atol(epoch);
#endif
    return time(NULL);
}

int main(void)
{
    time_t now = build_date();
    printf("generated %s", asctime(gmtime(&now)));
    return 0;
}
