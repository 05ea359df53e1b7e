opendir my $many, "many";
print join(" ", readdir $many), "\n";
