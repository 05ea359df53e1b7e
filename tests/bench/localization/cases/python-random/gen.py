import random

open("out.txt", "w").write(str(random.randrange(10**6)))  # LEAK
