#include <fstream>
#include <memory>
#include <unordered_set>
#include <vector>
int main()
{
    std::ofstream out("out.txt");
    std::unordered_set<const int *> set;
    std::vector<std::unique_ptr<int>> kept;
    for (int i = 0; i < 40; i++) {
        kept.push_back(std::make_unique<int>(i));
        set.insert(kept.back().get());
    }
    for (const int *one : set)
        out << *one << '\n';
    return 0;
}
