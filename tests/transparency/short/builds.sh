printf 'all: a b c\na b c:\n\t@echo $@ >$@; cat $@\n' >Makefile
make -j2 | sort
make
touch -d '1 hour ago' old
printf 'new: old\n\tcp old new\n' >again.mk
make -f again.mk
make -f again.mk
touch old
make -f again.mk
echo 'int f(int); int main(void) { return f(1); }' >a.c
echo 'int f(int x) { return x + 1; }' >b.c
gcc -c a.c b.c
ar rcs libb.a b.o
gcc a.o -L. -lb -o program
./program
echo $?
gcc -shared -fPIC -o libb.so b.c
gcc a.o -o shared ./libb.so
./shared
echo $?
printf '#include <iostream>\nint main() { std::cout << "c++\\n"; try { throw 3; } catch (int i) { return i; } }\n' >a.cc
g++ -O1 a.cc -o cc
./cc
echo $?
printf 'cmake_minimum_required(VERSION 3.10)\nproject(p C)\nadd_executable(p p.c)\n' >CMakeLists.txt
cp a.c p.c
echo 'int f(int x) { return x; }' >>p.c
cmake -S . -B built >/dev/null
cmake --build built | tail -1
cmake --build built | wc -l
./built/p
echo $?
