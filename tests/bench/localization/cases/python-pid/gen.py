import os

open("out.txt", "w").write("/run/tool.%d\n" % os.getpid())  # LEAK
