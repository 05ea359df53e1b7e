import py_compile

open("made.py", "w").write("x = 1\n")
py_compile.compile("made.py", cfile="made.pyc")  # LEAK
