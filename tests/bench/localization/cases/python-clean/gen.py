import os
import random
import time

time.time()
random.seed(1)
open("out.txt", "w").write("%s %s" % (sorted(os.listdir(".")), random.random()))
