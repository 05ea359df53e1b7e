import os, shutil
open("made", "w").close()
print(os.stat("made").st_ino, shutil.disk_usage(".").free)
