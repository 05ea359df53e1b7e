#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char *all[] = {"ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"};
static unsigned hash(const char *at)
{
    unsigned long mixed = (unsigned long)at * 0x9e3779b97f4a7c15ul;
    return (unsigned)(((mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9ul) >> 32);
}
static int order(const void *a, const void *b)
{
    unsigned left = hash(*(char *const *)a), right = hash(*(char *const *)b);
    return (left > right) - (left < right);
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    for (int i = 0; i < 8; i++) all[i] = strdup(all[i]);
    qsort(all, 8, sizeof *all, order);
    for (int i = 0; i < 8; i++) fprintf(out, "%s\n", all[i]);
    fclose(out);
    return 0;
}
