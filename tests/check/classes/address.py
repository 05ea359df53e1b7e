print(object(), id(object()))
