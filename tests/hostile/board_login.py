"""The login of a board by SCRAM: board_login.py BOARD

Who proves the password is in, by micros and by a client that is written here from RFC 5802, and the board proves that it knows the
password. It computes a few hashes for that, so others are served meanwhile. In clear the board takes nothing, if it is told so."""
import base64
import hashlib
import hmac
import os
import re
import subprocess
import sys
import tempfile
import time

import board_rig
from shell_session import Session

PASSWORD, COMMAND = "open sesame 7", "light rgb 11 22 33"
REFUSED = 5  # exit code of micros
ANSWER_MS = 250  # for each of the two messages, in an emulator beside other work


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def mac(key, text):
    return hmac.digest(key, text.encode(), "sha256")


def b64(data):
    return base64.b64encode(data).decode()


def timed(session, line):
    begun = time.monotonic()
    said = session.say(line)
    return said, (time.monotonic() - begun) * 1000


def log_in(address):
    """RFC 5802, section 3, as a client. Returns the milliseconds of the slower answer."""
    with Session(address) as session:
        nonce = b64(os.urandom(18))
        offer, first_ms = timed(session, f"auth scram n,,n=,r={nonce}")
        offer = offer.strip()
        both, salt, rounds = re.fullmatch(r"r=([^,]+),s=([^,]+),i=(\d+)", offer).groups()
        expect(both.startswith(nonce) and len(both) > len(nonce), offer)
        salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), base64.b64decode(salt), int(rounds))
        client, server = mac(salted, "Client Key"), mac(salted, "Server Key")
        signed = f"n=,r={nonce},{offer},c=biws,r={both}"
        proof = bytes(a ^ b for a, b in zip(client, mac(hashlib.sha256(client).digest(), signed)))
        said, last_ms = timed(session, f"auth scram c=biws,r={both},p={b64(proof)}")
        expect(said == f"AuthOk\nv={b64(mac(server, signed))}\n", said)
        expect("R11G22B33" in session.say(COMMAND), "the session is open")
        return max(first_ms, last_ms)


def in_clear(address, password):
    with Session(address) as session:
        session.send(password)
        heard = b""
        while data := session.socket.recv(65536):
            heard += data
    return heard.decode()


def micros(board, password, code=0):
    folder = os.path.dirname(board.flash)
    env = {**os.environ, "MICROS_PASSWORD": password, "MICROS_CACHE": os.path.join(folder, "cache.json"), "HOME": folder}
    done = subprocess.run([os.environ["MICROS_BIN"], "run", "--dev", "{}:{}".format(*board.address), COMMAND], env=env, check=False,
                          capture_output=True, text=True, timeout=60)
    expect(done.returncode == code, f"micros ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def main():
    board_rig.skip_unless(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="micros-board-login-") as folder, \
            board_rig.start(sys.argv[1], os.path.join(folder, "flash")) as board:
        board.wait_ready()
        board.say("conf", f"appwd {PASSWORD}", "plainpwd false")
        slowest_ms = min(log_in(board.address) for _ in range(3))
        expect(slowest_ms < ANSWER_MS, f"an answer took {slowest_ms:.0f} ms")
        expect("R11G22B33" in micros(board, PASSWORD), "micros is in")
        expect("takes no password in clear" in in_clear(board.address, PASSWORD), "in clear")
        micros(board, "wrong one", code=REFUSED)
    print(f"{sys.argv[1]}: the slower of the two answers of a login took {slowest_ms:.0f} ms")


if __name__ == "__main__":
    main()
