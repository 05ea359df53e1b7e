printf 'b\na\nb\n' | sort | uniq -c
mkdir -p d/e
touch d/1 d/e/2
find . | sort
du -a d | wc -l
rmdir d/e || echo "not empty"
echo 0 >a
cp -p a b
[ a -nt b ] || [ a -ot b ] || echo "of one time"
cmp a b
ln a c
ln -s a l
stat -c '%h %F %s' a c l
[ a -ef c ] && [ l -ef a ] && echo "the same file"
mkdir s
echo 1 >s/f
touch -d '2001-01-01 UTC' s/f
install -p s/f i
touch -r s/f j
cp -p s/f k
mv k m
stat -c '%n %Y' s/f i j m
touch -d '1 hour ago' old
[ old -ot a ] && echo older
truncate -s 10M holes
du -k holes
cp holes copy
du -k copy
if command -v rsync >/dev/null; then
    rsync -a s/ t/
    rsync -ain s/ t/
    stat -c %Y t/f
fi
