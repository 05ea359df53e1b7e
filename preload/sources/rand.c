/*
 * rand: random numbers of the processor itself (RDRAND, RDSEED), which no call can hold.  OpenSSL
 * is told by the runner not to use them (OPENSSL_ia32cap); libstdc++'s std::random_device opens its
 * own generator by a name: here that name is one of the kernel's, whose bytes are pinned.
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"

/* std::string, as libstdc++ lays it out since GCC 5. */
struct string {
    char *data;
    size_t size;
    char small[16];
};

/* std::random_device::_M_init(std::string const&) */
#define REAL_INIT(function) REAL_AS(void (*)(void *, const struct string *), function)

static bool uses_processor(const struct string *token)
{
    static const char *const names[] = {"default", "rdseed", "rdrand", "rdrnd", "hw", "hardware"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equal(token->data, names[i]))
            return true;
    }
    return false;
}

WRAP_UNCHECKED(void,
               _ZNSt13random_device7_M_initERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE,
               void *device, const struct string *token)
{
    struct call call = VIEW_BEGIN(random_device, rand);
    struct string kernel = {.size = 12, .small = "/dev/urandom"};
    bool held = call.mode == MODE_PIN && uses_processor(token);
    kernel.data = kernel.small;
    call_end_text(&call, token->data, 0);
    thread_self.holds_random = held;
    REAL_INIT(_ZNSt13random_device7_M_initERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE)
    (device, held ? &kernel : token);
    thread_self.holds_random = false;
}
