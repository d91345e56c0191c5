# Other people's code: its warnings are not ours to mend, and its headers are system headers to us.
function(micros_third_party name include)
    add_library(${name} STATIC ${ARGN})
    target_include_directories(${name} SYSTEM PUBLIC ${include})
    target_compile_options(${name} PRIVATE -w)
endfunction()
