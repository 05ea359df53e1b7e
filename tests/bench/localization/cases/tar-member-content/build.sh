set -e
mkdir data
echo one >data/one
date -u >data/stamp # LEAK
tar --sort=name --mtime=@0 --owner=0 --group=0 -cf - data | gzip -n >out.tar.gz
