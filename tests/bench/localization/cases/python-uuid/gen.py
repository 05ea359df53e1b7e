import uuid

open("out.txt", "w").write(str(uuid.uuid4()))  # LEAK
