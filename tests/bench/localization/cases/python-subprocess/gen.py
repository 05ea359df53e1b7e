import subprocess

open("out.txt", "wb").write(subprocess.run(["date", "+%s"], capture_output=True).stdout)  # LEAK
