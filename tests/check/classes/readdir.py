import os
print(os.listdir("many"))
