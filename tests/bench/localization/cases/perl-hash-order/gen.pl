open my $out, ">", "out.txt" or die;
my %h = map { $_ => 1 } qw(ant bee cat dog eel fox gnu hen);
print $out join(" ", keys %h), "\n"; # LEAK
