set -e
mkdir data
echo one >data/one
tar --sort=name --owner=0 --group=0 -cf out.tar data # LEAK
