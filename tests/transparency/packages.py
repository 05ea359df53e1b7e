"""The suites: whose they are, how they are built once, and how they are run.  What is built is built natively."""
from dataclasses import dataclass

# The test programs are built with the rest; a suite of autotest is only listed.
TESTS_TOO = "make && { make -k check TESTS= TESTSUITEFLAGS=--list; true; }"
CHECK = "make -k check VERBOSE=1"
PROVE = "prove -b t"
ROOT = "FORCE_UNSAFE_CONFIGURE=1"


@dataclass(frozen=True)
class Package:
    name: str
    check: str                       # run in the built tree, natively and in every mode
    prepare: str = ":"               # of the source, before it is configured
    configure: str = "./configure"   # "": there is nothing to configure
    build: str = TESTS_TOO
    header: str = "config.h"         # what configure wrote; "": not compared
    source: str = ""                 # the Debian source package, if it is named otherwise; "-": none
    needs: str = ""                  # Debian packages beside those of install-deps.sh

    @property
    def file(self):
        return self.name.replace(", ", "-").replace("::", "-")

    @property
    def debian(self):
        return self.source or self.name


def loop(suite, tests, command):
    """Runs `command` on each file of `tests`: its status and what it prints must be the same."""
    return (f"cd {suite} && for t in {tests}; do {command} >out 2>&1 </dev/null; echo \"ran: $t $?\"; "
            "echo \"said: $t $(cksum <out)\"; done")


PACKAGES = [
    Package("apr", "make -C test -s check", build="make && make -C test", header="include/arch/unix/apr_private.h",
            needs="libtool python3"),
    Package("bash", "cd tests && sh ../bash-each.sh", build="make && make recho zecho printenv xcase", needs="bison"),
    Package("bc", loop("Test", "*.b", "../bc/bc -l $t"), build="make", needs="bison flex ed texinfo"),
    Package("coreutils", CHECK + " SUBDIRS=. TESTS=\"$(ls -d tests/cp/*.sh tests/du/*.sh tests/install/*.sh "
            "tests/mv/*.sh tests/tail-2/*.sh tests/touch/*.sh tests/misc/timeout*.sh tests/misc/stat*.sh "
            "tests/misc/mktemp.pl tests/misc/date-*.sh | tr '\\n' ' ')\"",
            configure=ROOT + " ./configure", build="make", header="lib/config.h", needs="texinfo gperf"),
    Package("cpio", CHECK, needs="texinfo gettext"),
    Package("diffutils", CHECK, header="lib/config.h", needs="texinfo"),
    Package("ed", CHECK, build="make", header=""),
    Package("findutils", CHECK, needs="texinfo bison dejagnu"),
    Package("gdbm", CHECK, header="autoconf.h", needs="texinfo bison flex dejagnu"),
    Package("grep", CHECK, needs="texinfo"),
    Package("gzip", CHECK, header="lib/config.h", needs="texinfo"),
    Package("jq", CHECK + " TESTS='tests/optionaltest tests/mantest tests/jqtest tests/onigtest tests/shtest "
            "tests/utf8test tests/base64test'", prepare="autoreconf -fi", source="jq=1.6-2.1+deb12u2",
            configure="./configure --disable-docs --disable-maintainer-mode --disable-valgrind", build="make",
            header="Makefile", needs="bison flex libonig-dev libtool automake autoconf"),
    Package("m4", loop("checks", "[0-9][0-9][0-9].*", "./check-them -I . ./$t") + "; cd ../tests && " + CHECK,
            header="lib/config.h", needs="texinfo"),
    Package("make", "cd tests && perl run_make_tests.pl", prepare="autoreconf -fi", build="make", header="src/config.h",
            source="make-dfsg", needs="autoconf automake autopoint gettext pkg-config"),
    Package("mawk", "make check", build="make"),
    Package("patch", CHECK, needs="ed"),
    Package("sed", CHECK, needs="texinfo"),
    Package("sharutils", CHECK, needs="texinfo"),
    Package("sqlite3", "for t in select1 func date tempdb lock vacuum wal thread001 fts3rnd rowid main pager1 busy "
            "misc1 trans; do [ -f test/$t.test ] && ./testfixture test/$t.test; done", build="make testfixture", header="sqlite_cfg.h",
            needs="tcl8.6-dev"),
    Package("tar", CHECK, configure=ROOT + " ./configure", needs="texinfo gettext bison"),
    Package("tcl8.6", "cd unix && make test-tcl TESTFLAGS='-verbose pe -file \"fCmd.test exec.test io.test event.test "
            "socket.test interp.test cmdAH.test pid.test thread.test expr.test fileName.test\"'",
            configure="cd unix && ./configure", build="cd unix && make && make tcltest", header=""),
    Package("zlib", "make check", build="make", header="zconf.h"),
    Package("perl, File::Slurp", PROVE, configure="perl Makefile.PL", build="make", header="",
            source="libfile-slurp-perl", needs="perl"),
    Package("perl, IO::Pty", PROVE, configure="perl Makefile.PL", build="make", header="", source="libio-pty-perl",
            needs="perl libc6-dev"),
    Package("perl, DateTime", PROVE, configure="perl Makefile.PL", build="make", header="", source="libdatetime-perl",
            needs="libdatetime-perl libcpan-meta-check-perl libtest-fatal-perl libtest-warnings-perl"),
    # test_monotonic_settime sets the clock of the machine.
    Package("python3", "/usr/bin/python3 -m test -v -i test_monotonic_settime test_os test_time test_random test_subprocess test_threading "
            "test_tempfile test_uuid test_posix test_select test_signal test_queue test_sched test_shutil test_glob "
            "test_pathlib test_pwd test_resource test_stat test_secrets test_timeout test_fork1 test_wait4 test_epoll "
            "test_selectors", source="-", configure="", build=":", header="", needs="libpython3.11-testsuite"),
]
