open my $out, ">", "out.txt" or die;
print $out "$$\n"; # LEAK
