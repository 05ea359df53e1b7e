set -e
echo one >one
ar rcU lib.a one # LEAK
