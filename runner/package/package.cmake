# The Debian packages: `cpack -G DEB` in the build directory writes three.
#   paribus                    the program, its library, manual, completion
#   libparibus-analyzer0       for programs that read runs and reports
#   libparibus-analyzer-dev    to build such programs
set(PARIBUS_CONTACT "paribus maintainers <maintainers@paribus.invalid>" CACHE STRING "Who is responsible for the packages")
set(library_package libparibus-analyzer${PROJECT_VERSION_MAJOR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME paribus)
set(CPACK_PACKAGE_CONTACT "${PARIBUS_CONTACT}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library development)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/analyzer/api)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME paribus)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "find out why a command does not give the same output twice
Runs a command several times with everything pinned that differs between
two runs (time, random bytes, process ids, directory order, environment and
more), then varied, and follows every differing byte back to the call, the
process and the source line it came from. Each claim is proven by running
again.
.
Needs neither root, ptrace nor hardware counters; programs are unmodified.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
file(WRITE ${CMAKE_BINARY_DIR}/package/shlibs
     "libparibus-analyzer ${PROJECT_VERSION_MAJOR} ${library_package} (>= ${PROJECT_VERSION})\n")
file(WRITE ${CMAKE_BINARY_DIR}/package/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA
    ${CMAKE_BINARY_DIR}/package/shlibs ${CMAKE_BINARY_DIR}/package/triggers)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "read runs and reports kept by paribus
The part of paribus that programs of your own can use: processes and calls of
kept runs, comparison of two runs, and JSON reports.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libparibus-analyzer-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "build programs that read runs and reports of paribus
Header, pkg-config file and an example for libparibus-analyzer.")

# What Debian wants beside the files themselves.
foreach(part program library development)
    string(TOUPPER ${part} PART)
    set(doc share/doc/${CPACK_DEBIAN_${PART}_PACKAGE_NAME})
    install(FILES ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${doc} COMPONENT ${part})
    install(FILES ${CMAKE_CURRENT_LIST_DIR}/changelog DESTINATION ${doc} COMPONENT ${part} RENAME changelog)
endforeach()
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
include(CPack)
