"""The original's and the successor's `InterConnect`: commands for other nodes."""
import guard

PORT = 9008


def send_cmd(host, *port_and_cmd, cmd=None, port=PORT):
    """Returns the other node's answer, line by line. The first generation passes (host, port, cmd)."""
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
    """Returns {}: the node resolves other nodes at each call."""
    return {}
