open my $out, ">", "out.txt" or die;
opendir my $dir, "data" or die;
print $out join("\n", readdir $dir), "\n"; # LEAK
