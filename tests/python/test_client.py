"""The second client against the real server: `python test_client.py --server-binary target/debug/cunji-server`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any

import cbor2

import cunji_client
from cunji_client import Client, Record, Refused, Unproven, call, decode_down_frame, read_body, short_id, write_body

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = {"divisions": "ankang-divisions.csv", "roster": "roster.xlsx", "households": "households.csv"}
DIARY, VISIT, LEAVE_REQUEST, LEAVE_REASON, HOUSEHOLD = 1, 2, 10, 11, 3
DIARY_SCHEMA = 2
FIRST_CADRE, SECOND_CADRE = "c0017", "c0018"  # both of 马鞍桥
VILLAGE = "610926101205"
LATITUDE, LONGITUDE, SINCE_BOOT = 32_781_234, 108_765_432, 86_400_123  # numbers to be found again in bytes


class Server:
    """A real server on a free port, with divisions, roster and households imported, or as a backup has it."""

    def __init__(self, binary: Path, data: Path, backup: Path | None = None):
        self.binary, self.data = binary, data
        if backup is not None:
            self.run("restore", str(backup), "--no-erasures")
        for what, file in FILES.items():
            self.run("import", what, str(FIXTURES / file))
        serve = [str(binary), "serve", "--data", str(data), "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        said: list[str] = []
        while not (address := self.address(said)):
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError(f"the server ended before it served: {''.join(said)}")
            said.append(line)
        self.url = f"http://{address}"
        # A pipe that nobody reads fills up and stops its writer.
        self.reader = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.reader.start()

    @staticmethod
    def address(said: list[str]) -> str | None:
        """The address in the last line of the log, if it tells one."""
        try:
            return json.loads(said[-1])["fields"].get("address")
        except (IndexError, KeyError, ValueError):
            return None

    def run(self, *arguments: str) -> str:
        command = [str(self.binary), *arguments, "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def invite(self, cadre: str) -> str:
        return json.loads(self.run("invite", "--cadre", cadre, "--json"))["code"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
        self.reader.join(timeout=60)
        assert self.process.stderr is not None
        self.process.stderr.close()


class SecondClient(unittest.TestCase):
    """Each test enrols its own phones and writes on its own days."""

    binary: Path
    next_day = 0

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory(prefix="cunji-python-")
        cls.server = Server(cls.binary, Path(cls.folder.name) / "data")

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.stop()
        cls.folder.cleanup()

    def setUp(self) -> None:
        self.now = int(time.time())
        self.today = (self.now + 8 * 3600) // 86_400
        SecondClient.next_day += 1
        self.day = self.today - SecondClient.next_day

    def enrol(self, cadre: str = FIRST_CADRE) -> Client:
        path = Path(self.folder.name) / f"{cadre}-{time.monotonic_ns()}.json"
        return Client.enrol(path, self.server.url, self.server.invite(cadre), "Python")

    def diary(self, client: Client, operations: list[Any], parents: list[bytes] | None = None) -> bytes:
        key = [client.state["person"], self.day]
        return client.write(VILLAGE, DIARY, DIARY_SCHEMA, operations, key=key, parents=parents, now=self.now)

    def visit(self, client: Client, operations: list[Any], **more: Any) -> bytes:
        return client.write(VILLAGE, VISIT, 1, operations, now=self.now, **more)

    def diary_of(self, client: Client) -> Record | None:
        """The first cadre's diary of this test's day."""
        return client.records(VILLAGE).get(short_id("cunji record", DIARY, VILLAGE, [FIRST_CADRE, self.day]))

    def verdicts(self, client: Client) -> dict[bytes, dict[int, Any]]:
        """The verdicts that a client holds, by the edit that each names."""
        kinds = (cunji_client.VERDICT, cunji_client.PRIVATE_VERDICT)
        return {r.key[-1]: r.fields for r in client.records(VILLAGE).values() if r.kind in kinds and r.key}

    def stubs(self, client: Client) -> bytes:
        return call(self.server.url + "/v1/stubs", cunji_client.canonical({1: VILLAGE}), client.state["token"])

    def chains_of_phones(self, client: Client) -> list[Any]:
        """The server writes in its own chain meanwhile, such as a day's grade."""
        return [chain for chain in cbor2.loads(self.stubs(client))[1] if chain[1] != ".server"]

    def answer_from_zero(self, client: Client) -> list[list[Any]]:
        """All that the server gives to a client that holds nothing."""
        body = write_body([[1, {1: [], 2: [], 3: 65_536, 4: 0, 5: "test"}], [9, {}]])
        token, kind = client.state["token"], "application/octet-stream"
        answer = list(map(cbor2.loads, read_body(call(self.server.url + "/v1/sync", body, token, kind))))
        self.assertEqual([place for place, (kind, _) in enumerate(answer) if kind == 9], [len(answer) - 1])
        return answer

    def test_a_code_is_checked_before_anything_is_sent(self) -> None:
        code = self.server.invite(FIRST_CADRE)
        key = cbor2.loads(call(self.server.url + "/v1/about", None))[4]
        self.assertEqual(cunji_client.secret_of_code(code.lower().replace("0", "o"), key), code.replace("-", "")[:8])
        with self.assertRaises(ValueError):
            cunji_client.secret_of_code(code[:-1] + ("0" if code[-1] != "0" else "2"), key)
        with self.assertRaises(Unproven):
            cunji_client.secret_of_code(code, bytes(32))
        Client.enrol(Path(self.folder.name) / "once.json", self.server.url, code, "one phone")
        with self.assertRaises(Refused) as refused:
            Client.enrol(Path(self.folder.name) / "twice.json", self.server.url, code, "another phone")
        self.assertEqual(refused.exception.args[0], "enrol.code_used")

    def test_an_answer_counts_for_the_request_that_it_is_sealed_to(self) -> None:
        client = self.enrol()
        hello = [1, {1: [], 2: [], 3: 65_536, 4: 0, 5: "test", 6: bytes(16)}]
        body, kind = write_body([hello, [9, {}]]), "application/octet-stream"
        answer = list(read_body(call(self.server.url + "/v1/sync", body, client.state["token"], kind)))
        said = client.proven(cunji_client.canonical(hello), answer)
        self.assertIn(3, [number for number, _ in said])
        with self.assertRaises(Unproven):
            client.proven(cunji_client.canonical([1, hello[1] | {6: bytes(15) + b"\1"}]), answer)
        frames = [message for message in answer if cbor2.loads(message)[0] != 3]
        with self.assertRaises(Unproven):
            client.proven(cunji_client.canonical(hello), frames)
        with self.assertRaises(Unproven):
            client.proven(cunji_client.canonical(hello), answer[:2] + answer[-1:])

    def test_what_one_writes_the_teammate_reads(self) -> None:
        writer, reader = self.enrol(), self.enrol(SECOND_CADRE)
        first = self.diary(writer, [[1, 1, "village"], [2, 3, 0, 0, "下雨,走访了三户。"], [3, 5, "老张", None]])
        self.diary(writer, [[2, 3, 3, 0, "上午"], [1, 1, "town"], [4, 5, "老张"], [3, 5, "老李", None]], [first])
        kept = self.visit(writer, [[1, 1, self.day], [1, 2, "h001"], [2, 6, 0, 0, "老人咳嗽,要去卫生院。"]], evidence={})
        hidden = self.visit(writer, [[1, 1, self.day], [1, 2, "h002"]])
        self.visit(writer, [[5, "写错了户"]], parents=[hidden])
        self.assertEqual(writer.sync(), [])
        self.assertEqual(writer.state["sent"], {VILLAGE: 5})

        self.assertEqual(reader.sync(), [])
        diary, records = self.diary_of(reader), reader.records(VILLAGE)
        assert diary is not None
        self.assertEqual(diary.fields, {1: "town", 3: "下雨,上午走访了三户。", 5: {"老李": None}})
        self.assertEqual(records[kept[:16]].fields, {1: self.day, 2: "h001", 6: "老人咳嗽,要去卫生院。"})
        self.assertEqual(records[hidden[:16]].withdrawn, "写错了户")
        household = records[short_id("cunji record", HOUSEHOLD, VILLAGE, ["h001"])]
        self.assertIn(1, household.fields)
        self.assertFalse(diary.concurrent)
        writer.sync()
        # A day's grade (kind 54) goes to the person it is of alone, too; the server may have made it by now.
        of_others = {LEAVE_REASON, cunji_client.PRIVATE_VERDICT, 54}
        self.assertEqual({i: r for i, r in writer.records(VILLAGE).items() if r.kind not in of_others}, records)
        self.assertGreaterEqual(reader.verify(VILLAGE), 2)
        self.assertEqual(writer.verify(VILLAGE), reader.verify(VILLAGE))

    def test_what_is_kept_goes_on_after_a_restart(self) -> None:
        client = self.enrol()
        first = self.diary(client, [[1, 1, "village"]])
        client.sync()
        again = Client(client.path)
        second = self.diary(again, [[1, 1, "home"]], [first])
        again.sync()
        again = Client(client.path)
        self.assertEqual(again.state["sent"], {VILLAGE: 2})
        self.assertEqual(self.diary_of(again), Record(DIARY, [FIRST_CADRE, self.day], [second], {1: "home"}))

    def test_a_repeated_upload_changes_nothing(self) -> None:
        writer, reader = self.enrol(), self.enrol(SECOND_CADRE)
        self.diary(writer, [[1, 1, "village"]])
        self.visit(writer, [[1, 1, self.day], [1, 2, "h003"]])
        frames = list(writer.waiting())
        self.assertEqual(writer.sync(), [])
        reader.sync()
        chains, held = self.chains_of_phones(writer), len(reader.state["edits"])
        self.assertEqual(writer.sync(frames), [])
        self.assertEqual(writer.sync(frames + frames), [])
        reader.sync()
        self.assertEqual(self.chains_of_phones(writer), chains)
        self.assertEqual(len(reader.state["edits"]), held)

    def test_hundreds_of_entries_travel_in_several_frames(self) -> None:
        writer, reader = self.enrol(), self.enrol(SECOND_CADRE)
        texts = [f"第{n}次去。" + "看" * n for n in range(300)]
        ids = [self.visit(writer, [[1, 1, self.day], [1, 2, "h004"], [2, 6, 0, 0, text]]) for text in texts]
        self.assertGreater(len(list(writer.waiting())), 1)
        self.assertEqual(writer.sync(), [])
        reader.sync()
        records = reader.records(VILLAGE)
        self.assertEqual([records[edit[:16]].fields[6] for edit in ids], texts)
        reader.verify(VILLAGE)

    def test_a_broken_signature_and_a_fork_are_refused(self) -> None:
        writer = self.enrol()
        self.diary(writer, [[1, 1, "village"]])
        writer.sync()
        self.visit(writer, [[1, 1, self.day], [1, 2, "h005"]])
        (frame,) = writer.waiting()
        broken = bytes([frame[5][0] ^ 1]) + frame[5][1:]
        ((kind, refused),) = writer.sync([frame | {5: broken}])
        self.assertEqual((kind, refused[1], refused[2], refused[3]), (2, VILLAGE, writer.device, 2))
        self.assertEqual(refused[4], "frame.bad_signature")
        self.assertTrue(refused[5] and refused[6])
        ((_, refused),) = writer.sync([frame | {10: b"fork"}])
        self.assertEqual(refused[4], "frame.fork")
        ((_, refused),) = writer.sync([frame | {1: "610926100201"}])
        self.assertEqual(refused[4], "rights.no_space")
        self.assertEqual(writer.state["sent"], {VILLAGE: 1})
        self.assertEqual(writer.sync(), [])
        self.assertEqual(writer.state["sent"], {VILLAGE: 2})

    def test_a_future_day_is_rejected_and_mended(self) -> None:
        writer, reader = self.enrol(), self.enrol(SECOND_CADRE)
        future = self.visit(writer, [[1, 1, self.today + 3], [1, 2, "h006"]])
        upon_it = self.visit(writer, [[2, 6, 0, 0, "都好"]], parents=[future])
        good = self.visit(writer, [[1, 1, self.day], [1, 2, "h007"]])
        self.assertEqual(writer.sync(), [])
        self.assertEqual(writer.state["sent"], {VILLAGE: 3})
        for client in (writer, reader):
            client.sync()
            verdicts = self.verdicts(client)
            self.assertEqual(verdicts[future][1], "record.future_day")
            self.assertEqual([verdicts[future][field] for field in (6, 7, 8)], [future[:16], writer.device, 1])
            self.assertEqual(verdicts[upon_it][1], "edit.follows_rejected")
            self.assertNotIn(future[:16], client.records(VILLAGE))
            self.assertIn(good[:16], client.records(VILLAGE))
            client.verify(VILLAGE)
        self.assertNotIn(future.hex(), reader.state["edits"])
        self.visit(writer, [[1, 1, self.day], [1, 2, "h006"], [2, 6, 0, 0, "都好"]], key=[future[:16]])
        writer.sync()
        reader.sync()
        self.assertEqual(reader.records(VILLAGE)[future[:16]].fields, {1: self.day, 2: "h006", 6: "都好"})

    def test_evidence_never_comes_down(self) -> None:
        writer, own, reader = self.enrol(), self.enrol(), self.enrol(SECOND_CADRE)
        clock = {5: SINCE_BOOT, 6: [self.now - 60, SINCE_BOOT - 60_000]}
        told = {1: [LATITUDE, LONGITUDE], 2: 12, 3: 1, 4: 0, **clock, 7: 41}
        edit = self.visit(writer, [[1, 1, self.day], [1, 2, "h008"]], evidence=told)
        self.assertIsNotNone(writer.state["chains"][VILLAGE][0]["stub"][1])
        self.assertEqual(writer.sync(), [])
        for client in (reader, own):
            answer = self.answer_from_zero(client)
            frames = [content for kind, content in answer if kind == 3]
            self.assertIn(edit, {entry[3] for frame in frames for entry in decode_down_frame(frame)})
            addresses = {tuple(column[0]) for frame in frames for column in frame[8][3]}
            self.assertEqual([address for address in addresses if address[0] == 6], [])
            whole = b"".join(map(cunji_client.canonical, answer)) + self.stubs(client)
            for number in (LATITUDE, LONGITUDE, SINCE_BOOT):
                self.assertNotIn(number.to_bytes(4, "big"), whole)
                self.assertNotIn(number.to_bytes(4, "little"), whole)
        # Its hash does come down, in the stubs: so the chain proves without it.
        self.assertIn(writer.state["chains"][VILLAGE][0]["stub"][1], self.stubs(reader))
        reader.sync()
        reader.verify(VILLAGE)

    def test_a_reason_for_a_leave_reaches_its_author_alone(self) -> None:
        writer, own, reader = self.enrol(), self.enrol(), self.enrol(SECOND_CADRE)
        days = [[1, 1, self.day], [1, 2, self.day], [1, 3, "sick"]]
        request = writer.write(VILLAGE, LEAVE_REQUEST, 1, days, now=self.now)
        why = [[2, 1, 0, 0, "腰疼"], [1, 2, True]]
        reason = writer.write(VILLAGE, LEAVE_REASON, 1, why, key=[request[:16]], now=self.now)
        self.assertEqual(writer.sync(), [])
        for client in (own, reader):
            client.sync()
            self.assertIn(request.hex(), client.state["edits"])
            client.verify(VILLAGE)
        self.assertIn(reason.hex(), own.state["edits"])
        self.assertNotIn(reason.hex(), reader.state["edits"])

    def test_odd_characters_travel_unchanged(self) -> None:
        writer, reader = self.enrol(), self.enrol(SECOND_CADRE)
        moved = "".join(map(chr, (*cunji_client.WHATWG, *range(0xFE10, 0xFE1A), *range(0x9FB4, 0x9FBC))))
        texts = [moved, "𠀀𪛖👨‍👩‍👧é", "\ufeff开头", "€\x80\ue5e5", "龘靐齉爩", "a\0b\u2028c", "︐︒"]
        for text in texts:
            self.visit(writer, [[1, 1, self.day], [1, 2, "h009"], [2, 6, 0, 0, text + "看" * 40], [2, 14, 0, 0, text]])
        self.assertEqual(writer.sync(), [])
        reader.sync()
        records = [kept["stub"][0][:16] for kept in writer.state["chains"][VILLAGE]]
        self.assertEqual([reader.records(VILLAGE)[record].fields[14] for record in records], texts)

    def test_concurrent_edits_are_seen(self) -> None:
        phone, second = self.enrol(), self.enrol()
        first = self.diary(phone, [[1, 1, "village"], [2, 3, 0, 0, "早上"]])
        phone.sync()
        second.sync()
        self.diary(phone, [[2, 3, 2, 0, "晴"]], [first])
        self.diary(second, [[2, 3, 2, 0, "雨"]], [first])
        phone.sync()
        second.sync()
        phone.sync()
        for client in (phone, second):
            diary = self.diary_of(client)
            assert diary is not None
            self.assertTrue(diary.concurrent)
            self.assertEqual(len(diary.heads), 2)

    def test_a_changed_frame_does_not_prove(self) -> None:
        reader = self.enrol(SECOND_CADRE)
        frames = [content for kind, content in self.answer_from_zero(reader) if kind == 3]
        frame = max(frames, key=lambda frame: len(frame[9]))
        changed = bytearray(frame[9])
        changed[0:2] = "赵".encode("gb18030") if changed[0] > 127 else b"zz"
        for bad in (frame | {9: bytes(changed)}, frame | {6: bytes(64)}, frame | {4: bytes(16)}, frame | {9: frame[9] + b"!"}):
            with self.assertRaises(Unproven):
                reader.take_frame(bad)
        reader.take_frame(frame)
        reader.verify(VILLAGE)

    def test_a_restored_server_gets_back_what_it_lost(self) -> None:
        writer, reader = self.enrol(), self.enrol(SECOND_CADRE)
        first = self.diary(writer, [[1, 1, "village"]])
        writer.sync()
        backup = Path(self.folder.name) / "backup"
        self.server.run("backup", str(backup))
        self.diary(writer, [[1, 1, "town"]], [first])
        writer.sync()
        reader.sync()
        restored = Server(self.binary, Path(self.folder.name) / "restored", backup)
        self.addCleanup(restored.stop)
        writer.state["url"] = reader.state["url"] = restored.url
        writer.sync()
        self.assertEqual(writer.state["sent"], {VILLAGE: 1})
        (epoch,) = {cursor[2] for cursor in writer.state["cursors"].values()}
        self.assertGreater(epoch, 1)
        writer.sync()
        self.assertEqual(writer.state["sent"], {VILLAGE: 2})
        reader.sync()
        diary = self.diary_of(reader)
        assert diary is not None
        self.assertEqual(diary.fields, {1: "town"})
        reader.verify(VILLAGE)
        writer.verify(VILLAGE)

    def test_a_stranger_gets_nothing(self) -> None:
        client = self.enrol()
        client.state["token"] = bytes(16)
        for refused_call in (client.sync, lambda: client.verify(VILLAGE)):
            with self.assertRaises(Refused) as refused:
                refused_call()
            self.assertEqual(refused.exception.args[0], "token.unknown")
        with self.assertRaises(Refused) as refused:
            self.enrol(SECOND_CADRE).verify("610926100201")
        self.assertEqual(refused.exception.args[0], "rights.no_space")

    def test_zz_the_server_proves_what_it_holds(self) -> None:
        """Last, after all others wrote."""
        self.server.run("verify")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--server-binary", type=Path, required=True)
    chosen, others = options.parse_known_args()
    SecondClient.binary = chosen.server_binary.resolve()
    unittest.main(argv=[sys.argv[0], *others])
