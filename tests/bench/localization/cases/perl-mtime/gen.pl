open my $out, ">", "out.txt" or die;
open my $made, ">", "made" or die;
close $made;
print $out "" . (stat "made")[9], "\n"; # LEAK
