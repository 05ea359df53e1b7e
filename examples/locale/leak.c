#include <langinfo.h>
#include <locale.h>
#include <stdio.h>

int main(void)
{
#ifdef CURED
    setlocale(LC_ALL, "C");
#else
    setlocale(LC_ALL, "");
#endif
    printf("written in %s\n", nl_langinfo(CODESET));
    return 0;
}
