#include <ctime>
#include <fstream>
#include <random>
int main()
{
    std::ofstream out("out.txt");
    std::mt19937 twister(static_cast<unsigned>(std::time(nullptr))); /* LEAK */
    out << twister() << ' ' << twister() << '\n';
    return 0;
}
