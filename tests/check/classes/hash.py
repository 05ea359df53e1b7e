print({word for word in "the quick brown fox jumps over the lazy dog".split()})
