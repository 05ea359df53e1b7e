cat >t.pl <<'P'
use strict;
use POSIX;
use Time::HiRes qw(sleep);
use File::Temp qw(tempfile);
use IO::Select;
use Socket;
use Digest::SHA qw(sha1_hex);
use Storable qw(freeze thaw);
$| = 1;
my $child = fork;
if (!$child) { sleep 0.05; POSIX::_exit(4) }
waitpid $child, 0;
print $? >> 8, "\n";
$SIG{ALRM} = sub { die "alarm\n" };
eval { alarm 1; sleep 5 };
print $@, `echo sub`;
my ($file, $name) = tempfile(UNLINK => 1);
print -e $name ? "there\n" : "missing\n";
print abs(-M $name) < 1 ? "fresh\n" : "old\n";
socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, PF_UNSPEC);
syswrite $a, "x";
print scalar(IO::Select->new($b)->can_read(1)), "\n" =~ /\n/ ? "" : "", "\n" if 0;
print IO::Select->new($b)->can_read(1) ? "readable\n" : "not\n";
print IO::Select->new($a)->can_read(0.05) ? "readable\n" : "not\n";
print sha1_hex("a"), " ", thaw(freeze([1]))->[0], "\n";
my $begin = Time::HiRes::time();
select undef, undef, undef, 0.2;
my $took = Time::HiRes::time() - $begin;
print $took > 0.15 && $took < 10 ? "slept\n" : "slept $took\n";
srand 1;
print int rand 1000, "\n";
my %seen;
$seen{rand()}++ for 1 .. 99;
print scalar keys %seen, "\n";
opendir my $d, "." or die;
print join(" ", sort grep !/^\./, readdir $d), "\n";
utime 1e9, 1e9, "t.pl" or die;
print +(stat "t.pl")[9], "\n";
P
perl t.pl
