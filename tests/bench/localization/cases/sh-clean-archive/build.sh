#!/bin/sh
set -e
mkdir -p data
echo one >data/one
date >data/ignored
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --exclude=ignored -cf out.tar data
rm data/ignored
gzip -n out.tar
