#include <algorithm>
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
    std::vector<const int *> order(set.begin(), set.end());
    std::sort(order.begin(), order.end(), [](const int *a, const int *b) {
        return std::hash<const int *>{}(a) % 101 < std::hash<const int *>{}(b) % 101;
    });
    for (const int *one : order)
        out << *one << '\n';
    return 0;
}
