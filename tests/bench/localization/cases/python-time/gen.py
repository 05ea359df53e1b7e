import time
import sys

with open("out.txt", "w") as out:
    print(sys.version_info[0], file=out)
    print("built at", time.time(), file=out)  # LEAK
