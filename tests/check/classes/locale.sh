locale charmap
