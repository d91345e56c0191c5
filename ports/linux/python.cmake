# Load modules in Python: the engine, and the worker that the program brings along.
file(GLOB PARTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engines/python/*.py)
list(REMOVE_ITEM PARTS ${PROJECT_SOURCE_DIR}/engines/python/boot.py)
set(BUNDLE ${CMAKE_CURRENT_BINARY_DIR}/python_bundle.c)
add_custom_command(
    OUTPUT ${BUNDLE}
    COMMAND ${CMAKE_COMMAND} -DOUT=${BUNDLE} -DBOOT=${PROJECT_SOURCE_DIR}/engines/python/boot.py "-DPARTS=${PARTS}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${PARTS} ${PROJECT_SOURCE_DIR}/engines/python/boot.py ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "The worker for load modules in Python"
    VERBATIM)
target_sources(micros-node PRIVATE python_worker.c python_talk.c python_serve.c python_pins.c python_module.c python_process.c
                                   python_filter.c python_wire.c ${BUNDLE})
