# What Debian wants otherwise, in the files about to be packed: manual pages and change logs compressed, zsh's completion where its
# zsh looks.
set(top ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
file(GLOB_RECURSE files ${top}/*.1 ${top}/*.5 ${top}/*/changelog)
if(files)
    execute_process(COMMAND gzip -9 -n -f ${files} COMMAND_ERROR_IS_FATAL ANY)
endif()
file(GLOB_RECURSE completion ${top}/*/zsh/site-functions/_paribus)
if(completion)
    get_filename_component(zsh ${completion}/../.. ABSOLUTE)
    file(RENAME ${zsh}/site-functions ${zsh}/vendor-completions)
endif()
