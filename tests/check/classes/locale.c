#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    setlocale(LC_ALL, "");
    printf("%d\n", mblen("\xc3\xa9", 2));
}
