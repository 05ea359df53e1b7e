#include <fstream>
#include <random>
int main()
{
    std::ofstream out("out.txt");
    std::random_device device("/dev/urandom"); /* LEAK */
    out << device() << '\n';
    return 0;
}
