#include <iostream>
int main()
{
    std::cout << "hello, built at " << __TIME__ << "\n"; // LEAK
}
