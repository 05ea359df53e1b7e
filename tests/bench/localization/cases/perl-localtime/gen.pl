open(my $out, '>', 'out.txt') or die;
my @utc = gmtime(1700000000);
my @when = localtime(1700000000); # LEAK
print $out "the ", $utc[2] % 1, "th hour: ", $when[2] * 60 + $when[1], "\n";
close $out;
