/* run.json of a run that somebody else made. */
#include <stdint.h>
#include <stdlib.h>
#include "runfile.h"
#include "scratch_file.h"
#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct runfile runfile;
    autofree char *what = NULL;
    scratch_write("run.json", data, size);
    if (runfile_read(scratch_directory(), &runfile, &what) != 0 && !what)
        abort();
    runfile_free(&runfile);
    return 0;
}
