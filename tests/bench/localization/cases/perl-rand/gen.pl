open my $out, ">", "out.txt" or die;
print $out int(rand(1e6)), "\n"; # LEAK
