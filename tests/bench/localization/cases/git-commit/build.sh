set -e
git init -q repository
cd repository
git config user.name N
git config user.email n@example.org
echo one >one
git add one
git commit -q -m one # LEAK
git rev-parse HEAD >../head.txt
