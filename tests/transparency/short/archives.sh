mkdir in out
for i in 1 2 3; do echo $i >in/f$i; done
ln in/f1 in/hard
ln -s f1 in/soft
tar -cf t.tar in
tar -df t.tar && echo "as it was"
tar -xf t.tar -C out
diff -r in out/in && echo "as packed"
[ out/in/f1 -ef out/in/hard ] && echo linked
tar --listed-incremental=state -cf 0.tar in
sleep 0.05
echo new >in/new
tar --listed-incremental=state -cf 1.tar in
tar -tf 1.tar
gzip -k in/f1
gunzip -c in/f1.gz
(cd in && find . -name 'f?' | sort | cpio -o 2>/dev/null) | cpio -t 2>/dev/null
if command -v zip >/dev/null; then
    zip -q z.zip in/f2
    unzip -p z.zip
    sleep 1
    zip -qu z.zip in/f2 || echo "nothing to update"
fi
