set -e
echo one >one
gzip one # LEAK
