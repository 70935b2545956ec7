"""What a run leaves behind on a server that is not ours alone: nothing."""

from __future__ import annotations

import asyncio
import shutil

from mcspec.commands import load_cases
from mcspec.launch import Launch
from mcspec.session import Plan, open_session
from mcspec.verdict import Verdict
from mcspec.wire import Address, Wire

# Ten times what the whole suite takes on a busy machine; only a hang reaches it.
LONG = 600.0
# A server that could be stopped, by a case that should not.
COMMAND = "memcached -u nobody -A -l 127.0.0.1 -p {port}"


async def stats(address: Address, of: str = "") -> dict[str, str]:
    """What `stats` says, or `stats settings`."""
    wire = await Wire.open(address, timeout=LONG)
    try:
        await wire.send([f"stats {of}".strip().encode() + b"\r\n"], timeout=LONG)
        found: dict[str, str] = {}
        while (line := (await wire.read_line(4096, timeout=LONG)).data.decode()) != "END\r\n":
            _, name, value = line.split(maxsplit=2)
            found[name] = value.strip()
        return found
    finally:
        wire.close()


def test_the_suite_neither_flushes_nor_reconfigures_and_deletes_its_keys() -> None:
    assert shutil.which("memcached"), "apt-get install memcached"

    async def run() -> None:
        async with asyncio.timeout(LONG), Launch(COMMAND) as launch:
            address = await launch.start()
            before, settings = await stats(address), await stats(address, "settings")
            async with open_session(Plan(target=str(address))) as session:
                results = await session.perform(load_cases([]), ("whole", "batch"))
            after = await stats(address)
            assert await stats(address, "settings") == settings
            assert after["pid"] == before["pid"]
            assert after["cmd_flush"] == "0"
            assert after["curr_items"] == "0"
            # Otherwise the counters would have been reset, or nothing would have run.
            assert int(after["cmd_set"]) > 1000
            assert int(after["total_connections"]) > 1000
        skipped = [result for result in results if result.verdict is Verdict.SKIP]
        assert all(result.case.exclusive for result in skipped if "disturb" in result.reason)
        assert {result.case.exclusive for result in results if result.verdict is Verdict.PASS} == {
            False
        }

    asyncio.run(run())
