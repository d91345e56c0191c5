"""MicroPython's `micropython`. Its optimisations for chips have no effect here."""


def const(value):
    return value


def native(function):
    return function


viper = native


def alloc_emergency_exception_buf(size):
    pass


def mem_info(verbose=0):
    pass


def schedule(function, argument):
    function(argument)


def opt_level(*_):
    return 0
