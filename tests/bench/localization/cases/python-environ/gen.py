import os

open("out.txt", "w").write("by " + os.environ.get("USER", "nobody"))  # LEAK
