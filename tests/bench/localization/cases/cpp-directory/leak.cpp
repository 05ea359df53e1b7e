#include <filesystem>
#include <fstream>
int main()
{
    std::ofstream out("out.txt");
    for (const auto &entry : std::filesystem::directory_iterator("data")) /* LEAK */
        out << entry.path().filename().string() << '\n';
    return 0;
}
