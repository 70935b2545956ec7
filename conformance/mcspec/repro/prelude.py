"""What a reproduction in Python begins with; those of these that it uses are copied into it."""

from __future__ import annotations

import base64
import re
import secrets
import socket
import struct
import sys
import time

TARGET = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:11211"
OCTETWISE = False
STEM = b"mcspec:" + secrets.token_hex(6).encode()

captured: dict[str, bytes] = {}
links: dict[str, Link] = {}


class Link:
    """A connection, and what has come on it that nobody has looked at yet."""

    def __init__(self) -> None:
        if TARGET.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(TARGET[len("unix:") :])
        else:
            host, _, port = TARGET.rpartition(":")
            self.socket = socket.create_connection((host.strip("[]"), int(port)), 5)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def more(self, seconds: float = 2) -> str:
        """Waits for octets: "more" once there are some, "closed", or "" when the time is over."""
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(65536)
        except TimeoutError:
            return ""
        except ConnectionError:
            return "closed"
        self.buffer += data
        return "more" if data else "closed"

    def octets(self, size: int) -> bytes:
        """So many octets, or fewer if no more come."""
        while len(self.buffer) < size and self.more() == "more":
            pass
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def line(self) -> bytes:
        """A line with its end, or what there is of one."""
        while b"\n" not in self.buffer and self.more() == "more":
            pass
        return self.octets(self.buffer.find(b"\n") + 1 or len(self.buffer))

    def packet(self) -> bytes:
        """A binary packet, or what there is of one."""
        header = self.octets(24)
        return header + self.octets(int.from_bytes(header[8:12], "big"))


def link(name: str) -> Link:
    """A connection by its letter, opened when it is first used."""
    if name not in links:
        links[name] = Link()
    return links[name]


def fresh(data: bytes) -> bytes:
    """The octets with keys that no other run has."""
    return data.replace(b"mcspec:reproduction", STEM)


def shown(data: bytes) -> str:
    """Octets for people, the middle of many left out."""
    text = repr(data)[1:]
    return text if len(text) < 200 else f"{text[:90]} ... {text[-90:]} ({len(data)} octets)"


def differs(what: str) -> None:
    """Says that the failure is there, and ends."""
    print(f"DIFFERS: {what}")
    sys.exit(1)


def send(name: str, data: bytes) -> None:
    """Sends octets."""
    data = fresh(data)
    print(f"{name}> {shown(data)}")
    size = 1 if OCTETWISE else len(data)
    try:
        for at in range(0, len(data), size):
            link(name).socket.sendall(data[at : at + size])
    except ConnectionError as error:
        print(f"{name}  {error}")


def check(name: str, data: bytes, *expressions: bytes) -> None:
    """Goes on if octets match one of the expressions, and remembers what that captures."""
    print(f"{name}< {shown(data)}")
    for expression in expressions:
        found = re.fullmatch(fresh(expression), data, re.DOTALL)
        if found is not None:
            for key, value in found.groupdict().items():
                is_number = key.startswith("number_")
                captured[key.removeprefix("number_")] = (
                    b"%d" % int.from_bytes(value, "big") if is_number else value
                )
            return
    differs("wanted " + ", or ".join(shown(fresh(each)) for each in expressions))


def line(name: str, *expressions: bytes) -> None:
    """Reads a line that matches one of the expressions."""
    check(name, link(name).line(), *(expression + b"\r\n" for expression in expressions))


def octets(name: str, data: bytes) -> None:
    """Reads exactly these octets."""
    check(name, link(name).octets(len(data)), re.escape(data))


def packet(name: str, *expressions: bytes) -> None:
    """Reads a packet that matches one of the expressions."""
    check(name, link(name).packet(), *expressions)


def statistics(name: str) -> None:
    """Reads STAT responses up to the empty one."""
    while (data := link(name).packet())[2:4] != b"\0\0":
        print(f"{name}< {shown(data)}")
        if len(data) < 24:
            differs("wanted STAT responses")


def skip_until(name: str, last: bytes) -> None:
    """Reads lines up to this one."""
    while (data := link(name).line()) != fresh(last):
        print(f"{name}< {shown(data)}")
        if not data:
            differs(f"wanted {shown(fresh(last))} at the end")


def silent(name: str, seconds: float) -> None:
    """Sees that nothing comes, and that the connection stays."""
    state = "more" if link(name).buffer else link(name).more(seconds)
    if state == "closed":
        differs(f"wanted {name} to stay open")
    if state:
        differs(f"wanted nothing on {name}, and there is {shown(link(name).buffer)}")


def expect_close(name: str) -> None:
    """Sees that the server closes the connection and says nothing before."""
    state = "more" if link(name).buffer else link(name).more()
    if state == "more":
        differs(f"wanted {name} closed, and there is {shown(link(name).buffer)}")
    if not state:
        differs(f"wanted {name} closed")
    close(name)


def close(name: str) -> None:
    """Closes a connection."""
    links.pop(name).socket.close()


def half_close(name: str) -> None:
    """Says that nothing more will be sent."""
    link(name).socket.shutdown(socket.SHUT_WR)


def reset(name: str) -> None:
    """Closes a connection with a reset."""
    option = struct.pack("ii", 1, 0)
    link(name).socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
    close(name)


def wait(seconds: float) -> None:
    """Lets time pass."""
    time.sleep(seconds)


def number(text: bytes, size: int) -> bytes:
    """A decimal number as octets, big endian."""
    return int(text).to_bytes(size, "big")


def base64_of(data: bytes) -> bytes:
    """Octets in base64."""
    return base64.b64encode(fresh(data))


def ensure(left: bytes, relation: str, right: bytes) -> None:
    """Goes on if two values compare like that: decimal numbers by value, the rest by octets."""
    numbers = left.isdigit() and right.isdigit()
    a, b = (int(left), int(right)) if numbers else (0 if left == right else 1, 0)
    if not {"==": a == b, "!=": a != b, "<": a < b, ">": a > b}[relation]:
        differs(f"wanted {shown(left)} {relation} {shown(right)}")
