use POSIX;
use I18N::Langinfo qw(langinfo CODESET);
setlocale(LC_ALL, "");
print langinfo(CODESET), "\n";
