import zipfile

with zipfile.ZipFile("out.zip", "w") as archive:
    archive.writestr("member", "content")  # LEAK
