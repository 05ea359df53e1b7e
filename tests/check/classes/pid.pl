print "$$\n";
