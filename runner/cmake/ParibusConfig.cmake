# find_package(Paribus): paribus_add_test and paribus_add_build_test, see ParibusCheck.cmake.
include("${CMAKE_CURRENT_LIST_DIR}/ParibusCheck.cmake")
set(Paribus_FOUND TRUE)
if(NOT PARIBUS_PROGRAM)
    set(Paribus_FOUND FALSE)
    set(Paribus_NOT_FOUND_MESSAGE "the program paribus is not where this file is installed")
endif()
