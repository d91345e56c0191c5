# A build folder remembers what it found when it was configured first. One that was configured before the compiler
# was there, or with another toolchain file, would build without its flags, and nobody would be told: it is refused.
string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
set(wanted_MINSIZEREL "-Os")
set(wanted_RELEASE "-O[23]")
if(wanted_${type} AND NOT CMAKE_C_FLAGS_${type} MATCHES "(^| )${wanted_${type}}( |$)")
    message(FATAL_ERROR "${CMAKE_BUILD_TYPE} without ${wanted_${type}} (CMAKE_C_FLAGS_${type} is '${CMAKE_C_FLAGS_${type}}'). "
                        "Remove the folder ${CMAKE_BINARY_DIR} and configure again.")
endif()
string(STRIP "${CMAKE_C_FLAGS_INIT}" asked_for) # a blank where there is no toolchain file
string(FIND " ${CMAKE_C_FLAGS} " " ${asked_for} " at)
if(asked_for AND at EQUAL -1)
    message(FATAL_ERROR "CMAKE_C_FLAGS lacks what the toolchain file asks for: '${CMAKE_C_FLAGS_INIT}'. "
                        "Remove the folder ${CMAKE_BINARY_DIR} and configure again.")
endif()
