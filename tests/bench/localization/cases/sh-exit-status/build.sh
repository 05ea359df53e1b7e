#!/bin/sh
set -e
status=0
./leak || status=$?
echo $status >status.txt
exit $status
