words = {"ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"}
open("out.txt", "w").write(" ".join(words) + "\n")  # LEAK
