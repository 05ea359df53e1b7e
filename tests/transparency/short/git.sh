export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=e GIT_CONFIG_NOSYSTEM=1 HOME=$PWD
export GIT_AUTHOR_DATE='2020-01-01T00:00:00Z' GIT_COMMITTER_DATE='2020-01-01T00:00:00Z'
git init -q -b main r
cd r
for i in 1 2 3; do
    echo $i >f
    git add f
    git commit -qm "$i"
done
git rev-parse HEAD
echo dirty >f
git diff --stat
git stash -q
git status --short
git stash pop -q
git status --short
git checkout -q -b side HEAD~1 2>/dev/null || git checkout -qf -b side HEAD~1
git merge -q main
git fsck 2>&1
git gc -q
git log --format=%s
git clone -q . ../s
git -C ../s bisect start -q HEAD HEAD~2 2>&1 | head -1
git archive HEAD | tar -t
