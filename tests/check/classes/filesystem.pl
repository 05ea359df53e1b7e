mkdir "made";
print join(" ", (stat "made")[1, 7]), "\n";
