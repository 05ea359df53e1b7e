open("out.txt", "w").write(repr(object()))  # LEAK
