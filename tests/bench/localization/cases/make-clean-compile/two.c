int two(int value) { return value * 2; }
