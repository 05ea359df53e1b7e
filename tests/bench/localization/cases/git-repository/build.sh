set -e
git init -q r
cd r
echo one >one
git add one
git -c user.name=N -c user.email=n@example.org commit -q -m one # LEAK
