"""Running a case without paribus, on a fresh copy of its tree at the same path, and what it left."""
import hashlib
import os
import shutil
import subprocess


class Native:
    """`root` is the prepared tree; each run starts from it again."""

    def __init__(self, case, root):
        self.case, self.root = case, root
        self.pristine = root + ".pristine"
        self.runs = 0
        shutil.copytree(root, self.pristine, symlinks=True)

    def run(self, wrapper=(), env=None, where=None):
        """{path: digest} of the outputs of one run of WRAPPER... COMMAND."""
        self.runs += 1
        where = where or self.root
        shutil.rmtree(where, ignore_errors=True)
        shutil.copytree(self.pristine, where, symlinks=True)
        done = subprocess.run([*wrapper, *self.case.command], cwd=where, env=env,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)
        left = self.collect(where)
        for name, content in (("<stdout>", done.stdout), ("<stderr>", done.stderr),
                              ("<exit status>", str(done.returncode).encode())):
            left[name] = hashlib.sha256(content).hexdigest()
        return {path: digest for path, digest in left.items() if self.case.considered(path)}

    def collect(self, where):
        left = {}
        for folder, _, files in os.walk(where):
            for name in files:
                full = os.path.join(folder, name)
                path = os.path.relpath(full, where)
                if os.path.islink(full):
                    left[path] = "-> " + os.readlink(full)
                elif os.path.isfile(full):
                    with open(full, "rb") as file:
                        digest = hashlib.sha256(file.read()).hexdigest()
                    left[path] = digest
        return left


def differing(a, b):
    return [path for path in sorted(set(a) | set(b)) if a.get(path) != b.get(path)]
