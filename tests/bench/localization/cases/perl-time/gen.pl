open my $out, ">", "out.txt" or die;
print $out scalar(gmtime(time)), "\n"; # LEAK
