int two(int);
int main(int argc, char **argv) { return two(argc) + !argv; }
