import datetime

with open("out.txt", "w") as out:
    when = datetime.datetime.fromtimestamp(1700000000)  # LEAK
    print("released", when.strftime("%d/%m/%Y at %H:%M"), file=out)
