my %words = map { $_ => 1 } "a" .. "z";
print join(",", keys %words), "\n";
