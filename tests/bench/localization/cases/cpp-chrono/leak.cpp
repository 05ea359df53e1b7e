#include <chrono>
#include <fstream>
int main()
{
    std::ofstream out("out.txt");
    auto now = std::chrono::system_clock::now(); /* LEAK */
    out << now.time_since_epoch().count() << '\n';
    return 0;
}
