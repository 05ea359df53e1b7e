import os

open("out.txt", "w").write("\n".join(os.listdir("data")))  # LEAK
