set -e
echo one >one
zip -q out.zip one # LEAK
