"""The original's `InterpreterCore`: runs commands of the node's shell."""
import wire


def execute_LM_function_Core(argument_list, msgobj=None):
    """Runs a command, given as a list of words or as one string. The answer goes to `msgobj` if given, otherwise to the log."""
    command = argument_list if isinstance(argument_list, str) else " ".join(str(word) for word in argument_list)
    ok, answer = wire.need(wire.RUN, 0, data=command.encode())
    (msgobj or print)(answer.decode("utf-8", "replace").rstrip("\n"))
    return bool(ok)
