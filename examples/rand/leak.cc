#include <cstdio>
#include <random>

int main()
{
#ifdef CURED
    std::mt19937 generator(42);
#else
    std::random_device generator;
#endif
    std::printf("seed %u\n", static_cast<unsigned>(generator()));
    return 0;
}
