set -e
export GIT_AUTHOR_DATE='1600000000 +0000' GIT_COMMITTER_DATE='1600000000 +0000'
git init -q repository
cd repository
git config user.name N
git config user.email n@example.org
echo one >one
git add one
git commit -q -m one
git archive -o ../out.tar HEAD
