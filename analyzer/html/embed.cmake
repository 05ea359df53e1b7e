# Puts the page together and writes it as two arrays of bytes, what comes before the data and what
# comes after:  cmake -DPARTS="page.html;style.css;x.js;y.js" -DINTO=html_page.c -P embed.cmake
# The page allows exactly this style and this script, by their hashes.
cmake_minimum_required(VERSION 3.18)

# A SHA-256 in hex as the base64 that a Content-Security-Policy wants.
function(hash_source text result)
    set(letters ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
    string(SHA256 hex "${text}")
    set(base64 "")
    foreach(at RANGE 0 60 6)
        string(SUBSTRING "${hex}0000" ${at} 6 three)
        foreach(shift 18 12 6 0)
            math(EXPR index "(0x${three} >> ${shift}) & 63")
            string(SUBSTRING ${letters} ${index} 1 letter)
            string(APPEND base64 ${letter})
        endforeach()
    endforeach()
    string(SUBSTRING ${base64} 0 43 base64) # 32 bytes: 43 letters and one pad
    set(${result} "'sha256-${base64}='" PARENT_SCOPE)
endfunction()

function(bytes_of text result)
    string(HEX "${text}" hex)
    string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
    string(REGEX REPLACE "(....................................................................................................)" "\\1\n" hex "${hex}")
    set(${result} "${hex}" PARENT_SCOPE)
endfunction()

set(script "")
foreach(part IN LISTS PARTS)
    file(READ ${part} text)
    if(part MATCHES "\\.html$")
        set(page "${text}")
    elseif(part MATCHES "\\.css$")
        set(style "${text}")
    else()
        string(APPEND script "${text}")
    endif()
endforeach()
hash_source("${style}" style_hash)
hash_source("${script}" script_hash)
foreach(name style style_hash script script_hash)
    string(TOUPPER "@${name}@" mark)
    string(REPLACE "${mark}" "${${name}}" page "${page}")
endforeach()
string(FIND "${page}" "@DATA@" at)
string(SUBSTRING "${page}" 0 ${at} before)
math(EXPR at "${at} + 6")
string(SUBSTRING "${page}" ${at} -1 after)
bytes_of("${before}" before)
bytes_of("${after}" after)
file(WRITE ${INTO} "/* Made from analyzer/html by embed.cmake. */
#include \"html_page.h\"

const unsigned char html_page_before[] = {\n${before}};
const size_t html_page_before_size = sizeof html_page_before;
const unsigned char html_page_after[] = {\n${after}};
const size_t html_page_after_size = sizeof html_page_after;
")
