"""Binary packets for people: each field by its name, in the words of `>b` and `<b`."""

from __future__ import annotations

from mcspec.octets import as_hex, elided
from mcspec.packet import HEADER_SIZE, REQUEST_MAGIC, RESPONSE_MAGIC, opcode_name, read_header

_CONTENT_MAX = 72


def is_packet(data: bytes) -> bool:
    """Whether octets begin with a whole header."""
    return len(data) >= HEADER_SIZE and data[0] in (REQUEST_MAGIC, RESPONSE_MAGIC)


def header_fields(data: bytes) -> dict[str, str]:
    """All fields of a header, in the order of the wire."""
    header = read_header(data)
    is_request = header.magic == REQUEST_MAGIC
    return {
        "magic": f"0x{header.magic:02x}",
        "opcode": opcode_name(header.opcode),
        "keylen": str(header.key_size),
        "extlen": str(header.extras_size),
        "dtype": str(header.data_type),
        **({"vbucket": str(header.status)} if is_request else {"status": f"0x{header.status:04x}"}),
        "bodylen": str(header.body_size),
        "opaque": f"0x{header.opaque:x}",
        "cas": str(header.cas),
    }


def packet_line(data: bytes) -> str:
    """A packet in a line: opcode, lengths, what is not zero, and the content by its parts."""
    fields = header_fields(data)
    kind = "request" if data[0] == REQUEST_MAGIC else "response"
    always = ("keylen", "extlen", "status", "bodylen", "opaque")
    told = [
        f"{name}={text}"
        for name, text in fields.items()
        if name in always or (name not in ("magic", "opcode") and text != "0")
    ]
    return " ".join([fields["opcode"], kind, *told, *_content(data)])


def _content(data: bytes) -> list[str]:
    header = read_header(data)
    body = data[HEADER_SIZE:]
    key_at = header.extras_size
    value_at = key_at + header.key_size
    if value_at > header.body_size:
        return [f'body="{elided(body, _CONTENT_MAX)}"'] if body else []
    parts = []
    if extras := body[:key_at]:
        parts.append(f"extras=[{as_hex(extras)}]")
    if key := body[key_at:value_at]:
        parts.append(f'key="{elided(key, _CONTENT_MAX)}"')
    if value := body[value_at:]:
        parts.append(f'value="{elided(value, _CONTENT_MAX)}"')
    return parts
