import datetime


def stamp():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%d %B %Y, %H:%M:%S")  # LEAK


open("out.txt", "w").write(stamp() + "\n")
