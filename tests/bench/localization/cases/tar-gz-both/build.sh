set -e
mkdir data
for i in one two three four five six; do echo $i >data/$i; done
tar --owner=0 --group=0 -czf out.tar.gz data # LEAK
