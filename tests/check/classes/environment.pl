print "$ENV{HOME}\n";
