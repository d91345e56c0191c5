"""The original's and the successor's `InterConnect`: sends commands to other nodes."""
import guard

PORT = 9008


def send_cmd(host, *port_and_cmd, cmd=None, port=PORT):
    """Sends a command to another node. Returns its answer as a list of lines. Modules of the first generation pass (host, port,
    cmd)."""
    for given in port_and_cmd:
        if isinstance(given, int):
            port = given
        else:
            cmd = given
    where = host if port == PORT else f"{host}:{port}"
    ok, answer = guard.command(f"{cmd} >>{where}", False)
    if not ok:
        raise OSError(f"{where}: {answer}")
    return answer.split("\n")


def host_cache():
    """Returns {}, because the node looks up other nodes at each call."""
    return {}
