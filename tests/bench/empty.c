/* A preload that does nothing: what the loader alone costs. */
__attribute__((constructor)) static void load(void)
{
}
