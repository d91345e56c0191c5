# Third-party code: we do not fix its warnings, and we include its headers as system headers.
function(micros_third_party name include)
    add_library(${name} STATIC ${ARGN})
    target_include_directories(${name} SYSTEM PUBLIC ${include})
    target_compile_options(${name} PRIVATE -w)
endfunction()
