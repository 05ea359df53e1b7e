open my $info, "<", "/proc/cpuinfo";
print grep /^(model name|flags)/, <$info>;
