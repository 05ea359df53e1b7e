#include <fstream>
#include <thread>
int main()
{
    std::ofstream out("out.txt");
    out << std::this_thread::get_id() << '\n';
    return 0;
}
