my %table = (name => 1);
print \%table, "\n";
