"""A second client of Cunji, written from docs/protocol.md alone (§ = its sections), without automerge: it enrols, writes,
uploads, pulls what teammates and the server wrote, proves all of it, and replays the records whose history is linear.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import secrets
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterable, Iterator

import cbor2
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION, SUITE, CODEC, WINDOW_LOG, SALT_BLOCK = 1, 1, 1, 21, 64
FRAME_ENTRIES, FRAME_BYTES = 256, 60_000  # below the limits of §4
VERDICT, PRIVATE_VERDICT, DEVICE = 40, 41, 42
CREATION_KINDS = {2, 5, 6, 7, 9, 10, 12}  # a key in one of these names the rejected creation that it mends
ERASED, PUT, SPLICE, ADD, REMOVE, WITHDRAW = range(6)
PARTS = {ERASED: 2, PUT: 1, SPLICE: 3, ADD: 2, REMOVE: 1, WITHDRAW: 1}  # values of an operation in a frame
EVIDENCE_PARTS = {1: (1, 2), 2: (3,), 3: (4,), 4: (5,), 5: (6,), 6: (7, 8), 7: (9,)}  # field to parts of column [6]
PRIMER = (Path(__file__).parents[2] / "crates/protocol/primer/zh-v1.txt").read_text("utf-8").encode("gb18030")
# Python's table of GB18030 is that of 2000; WHATWG's differs in these 20 characters.
OLD = [*range(0xE78D, 0xE797), 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864, 0xE7C7, 0x1E3F]
WHATWG = dict(zip(OLD, "︐︒︑︓︔︕︖︗︘︙" + "".join(map(chr, (*range(0x9FB4, 0x9FBC), 0x1E3F, 0xE7C7)))))
PREFIX = zstandard.ZstdCompressionDict(PRIMER, dict_type=zstandard.DICT_TYPE_RAWCONTENT)

class Unproven(Exception):
    """Something does not prove: a hash, a signature, a chain, a frame."""

class Refused(Exception):
    """The server refused a call. Arguments: stable code, Chinese, English, whether trying again later can help."""

def prove(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unproven(otherwise)

def canonical(item: Any) -> bytes:
    """Deterministic CBOR (§1)."""
    return cbor2.dumps(item, canonical=True)

def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()

def short_id(*named: Any) -> bytes:
    """The id of a device (`"cunji device", public key, epoch`) or a record (`"cunji record", kind, space, key`)."""
    return sha256(canonical(list(named)))[:16]

def salted(seed: bytes, number: int, purpose: bytes, content: bytes) -> bytes:
    """The edit id (purpose `b"edit"`) or evidence hash (`b"evidence"`) at a number, by the seed of its block."""
    return sha256(hmac.digest(seed, purpose + number.to_bytes(8, "big"), "sha256")[:16] + content)

def entry_hash(space: str, device: bytes, number: int, before: bytes | None, stub: list[Any]) -> bytes:
    """`stub` is edit id, evidence hash or None, written-at."""
    return sha256(canonical(["cunji entry", space, device, number, before, *stub]))

def check_signature(public_key: bytes, signature: bytes, message: list[Any], what: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, canonical(message))
    except InvalidSignature:
        raise Unproven(f"the signature of {what} is wrong") from None

def secret_of_code(code: str, server_key: bytes) -> str:
    """The secret in an enrolment code, if its check character and the server's fingerprint are right (§2)."""
    normal = code.upper().translate(str.maketrans("OIL", "011", "- "))
    values = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ".find(character) for character in normal]
    if len(values) != 20 or min(values) < 0 or sum(values[:19]) % 32 != values[19]:
        raise ValueError("the code is mistyped")
    fingerprint = int.from_bytes(sha256(server_key)[:8], "big") >> 9
    expected = [fingerprint >> 5 * place & 31 for place in reversed(range(11))]
    prove(values[8:19] == expected, "this is another server than the one that the code is for")
    return normal[:8]

def encode_column(values: list[Any], text: bytearray) -> list[Any]:
    """`[coding, …]` (§3); bytes of texts go to the end of `text`: common characters in GB18030, others in UTF-8."""
    if all(isinstance(value, str) for value in values):
        narrow = [all(c < "\x80" or c in ",。、;:?!“”()" or "一" <= c <= "龥" for c in value) for value in values]
        encoded = [value.encode("gb18030" if common else "utf-8") for value, common in zip(values, narrow)]
        text += b"".join(encoded)
        return [6, encode_column(list(map(int, narrow)), text), encode_column(list(map(len, encoded)), text)]
    return [0, values[0]] if len(set(map(canonical, values))) == 1 else [5, values]

def unpack(data: bytes, bits: int, count: int) -> list[int]:
    prove(bits <= 64 and len(data) == (bits * count + 7) // 8, "a packed column has the wrong length")
    whole = int.from_bytes(data, "little")
    return [whole >> bits * place & (1 << bits) - 1 for place in range(count)]

def decode_column(coded: list[Any], count: int, text: io.BytesIO) -> list[Any]:
    match coded:
        case [0, value]:
            return [value] * count
        case [1, least, bits, packed]:
            return [(least + number + 2**63) % 2**64 - 2**63 for number in unpack(packed, bits, count)]
        case [2, first, least, bits, packed]:
            values = [first]
            for step in unpack(packed, bits, count - 1):
                values.append((values[-1] + least + step + 2**63) % 2**64 - 2**63)
            return values
        case [3, dictionary, bits, packed]:
            return [dictionary[index] for index in unpack(packed, bits, count)]
        case [4, length, data] if len(data) == length * count:
            return [data[length * place : length * (place + 1)] for place in range(count)]
        case [5, list(values)] if len(values) == count:
            return values
        case [6 | 7, encodings, *lengths]:
            narrow, whole = decode_column(encodings, count, text), text.getvalue()
            raw = [text.read(length) for length in decode_column(lengths[0], count, text)] if lengths else [
                text.read(whole.index(b"\0", text.tell()) + 1 - text.tell())[:-1] for _ in range(count)]
            return [x.decode("gb18030").translate(WHATWG) if gb else x.decode("utf-8") for gb, x in zip(narrow, raw)]
    raise Unproven("a column of an unknown coding or a wrong length")

def slots(shape: Any) -> Iterator[tuple[int, ...]]:
    """The addresses of the values of an entry of this shape, in order (§3)."""
    kind, _, key, parents, operations = shape
    yield (2,)
    yield from [(1,)] if operations[0][0] != ERASED else []
    yield from ((3, kind, part) for part in range(key or 0))
    yield from ((4,) for _ in range(parents))
    yield from ((5, kind, operation, number, part) for operation, number in operations for part in range(PARTS[operation]))

def encode_batch(chain: list[dict[str, Any]], first: int) -> tuple[dict[int, Any], bytes]:
    """Batch and text of the entries of a chain from number `first`; parents in the chain go by their number."""
    places = {kept["stub"][0]: number for number, kept in enumerate(chain, 1)}
    shapes: list[Any] = []
    columns: dict[tuple[int, ...], list[Any]] = defaultdict(list)
    for kept in chain[first - 1 :]:
        edit = cbor2.loads(kept["edit"])
        operations = [op if op[0] != WITHDRAW else [WITHDRAW, 0, *op[1:]] for op in edit[7]]
        parents = [places.get(parent, parent) for parent in edit.get(6, [])]
        shape = [edit[1], edit[5], len(edit[4]) if 4 in edit else None, len(parents), [op[:2] for op in operations]]
        shapes += [] if shape in shapes else [shape]
        columns[0,].append(shapes.index(shape))
        values = [kept["stub"][2], edit[3], *edit.get(4, []), *parents, *(value for op in operations for value in op[2:])]
        for address, value in zip(slots(shape), values, strict=True):
            columns[address].append(value)
        evidence = cbor2.loads(kept["evidence"]) if kept["evidence"] else {}
        columns[6, 0].append(sum(1 << part - 1 for part in evidence) or (256 if kept["evidence"] else 0))
        for part, value in evidence.items():
            value = value - 1000 * kept["stub"][2] if part == 5 else value
            for place, one in zip(EVIDENCE_PARTS[part], value if part in (1, 6) else [value]):
                columns[6, place].append(one)
    text, present = bytearray(), sorted(address for address in columns if address != (6, 0) or any(columns[address]))
    coded = [[list(address), *encode_column(columns[address], text)] for address in present]
    return {1: len(chain) - first + 1, 2: shapes, 3: coded}, bytes(text)

def decode_down_frame(frame: dict[int, Any]) -> list[tuple[int, bytes, int, bytes, int, dict[int, Any] | None]]:
    """Rebuilds a frame: `(log number, device, chain number, edit id, written-at, edit or None if erased)` an entry."""
    count, shapes, listed, text = *(frame[8][number] for number in (1, 2, 3)), io.BytesIO(frame[9])
    coded = {tuple(address): column for address, *column in listed}
    used = [shapes[index] for index in decode_column(coded.get((0,), []), count, text)]
    salts = [(10,) for shape in used if shape[4][0][0] != ERASED]
    counts = Counter([*salts, *[(0,), (7,), (8,), (9,)] * count, *(address for shape in used for address in slots(shape))])
    prove(list(coded) == sorted(counts), "a frame has other columns than its shapes ask for")
    columns = {address: iter(decode_column(column, counts[address], text)) for address, column in coded.items()}
    prove(not text.read(1), "a frame has text that no column takes")
    entries: list[tuple[int, bytes, int, bytes, int, dict[int, Any] | None]] = []
    for kind, schema, key, parents, operations in used:
        values = iter([next(columns[address]) for address in slots((kind, schema, key, parents, operations))])
        log, device, number, written_at = next(columns[7,]), frame[7][next(columns[8,])], next(columns[9,]), next(values)
        if operations[0][0] == ERASED:
            entries.append((log, device, number, list(values)[parents], written_at, None))
            continue
        edit = {1: kind, 2: frame[1], 3: next(values), 5: schema}
        edit |= {} if key is None else {4: [next(values) for _ in range(key)]}
        earlier = {entry[2]: entry[3] for entry in entries if entry[1] == device}
        named = [next(values) for _ in range(parents)]
        edit |= {6: sorted(earlier[at] if isinstance(at, int) else at for at in named)} if named else {}
        heads = [[op] if op == WITHDRAW else [op, number] for op, number in operations]
        edit[7] = [[*head, *(next(values) for _ in range(PARTS[head[0]]))] for head in heads]
        entries.append((log, device, number, sha256(next(columns[10,]) + canonical(edit)), written_at, edit))
    return entries

def frozen(value: Any) -> Any:
    """A member of a set as a dictionary takes it."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value

@dataclass
class Record:
    """A record as its edits leave it; a field is a text, a value, or (a set) a dictionary from member to value."""

    kind: int
    key: list[Any] | None
    heads: list[bytes] = field(default_factory=list)
    fields: dict[int, Any] = field(default_factory=dict)
    withdrawn: str | None = None
    concurrent: bool = False  # two edits knew nothing of each other: it takes a merge, which is not here

    def apply(self, edit_id: bytes, edit: dict[int, Any]) -> None:
        """Applies an edit; one that does not fit changes nothing, but takes its place (only splices are checked here)."""
        self.concurrent |= edit.get(6, []) != self.heads
        self.heads = sorted({edit_id, *self.heads} - set(edit.get(6, [])))
        fields, withdrawn = {n: dict(v) if isinstance(v, dict) else v for n, v in self.fields.items()}, None
        for operation in edit[7]:
            match operation:
                case [1, number, value]:
                    fields[number] = value
                case [2, number, at, delete, insert] if at + delete <= len(fields.get(number, "")):
                    old = fields.get(number, "")
                    fields[number] = old[:at] + insert + old[at + delete :]
                case [3, number, member, value]:
                    fields.setdefault(number, {})[frozen(member)] = value
                case [4, number, member]:
                    fields.get(number, {}).pop(frozen(member), None)
                case [5, reason] if len(edit[7]) == 1:
                    withdrawn = reason
                case _:
                    return
        self.fields, self.withdrawn = fields, withdrawn

def call(url: str, body: bytes | None, token: bytes = b"", kind: str = "application/cbor") -> bytes:
    """One call (§2), a `GET` if it has no body; a refusal is raised."""
    headers = {"content-type": kind, "authorization": "Bearer " + base64.urlsafe_b64encode(token).decode().rstrip("=")}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        told = cbor2.loads(error.read())
        raise Refused(told[1], told[2], told[3], told[4]) from None

def write_body(messages: list[list[Any]]) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(19, window_log=WINDOW_LOG)
    stream = zstandard.ZstdCompressor(dict_data=PREFIX, compression_params=parameters).compressobj()
    body = canonical([VERSION, CODEC, None])
    for data in map(canonical, messages):
        length = [len(data)]
        while length[-1] > 127:
            length[-1:] = [length[-1] & 127 | 128, length[-1] >> 7]
        body += stream.compress(bytes(length) + data) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return body + stream.flush()

def read_body(body: bytes) -> Iterator[bytes]:
    prove(body[:4] == canonical([VERSION, CODEC, None]), "the answer is in another codec")
    stream = zstandard.ZstdDecompressor(dict_data=PREFIX, max_window_size=1 << WINDOW_LOG).decompressobj()
    data = io.BytesIO(stream.decompress(body[4:]))
    while first := data.read(1):
        length, shift = first[0] & 127, 7
        while first[0] & 128:
            first = data.read(1)
            length, shift = length | (first[0] & 127) << shift, shift + 7
        yield data.read(length)

class Client:
    """One installation of one person; what it keeps is `state`, in a JSON file."""

    def __init__(self, path: Path):
        self.path = path
        self.state = json.loads(path.read_text(), object_hook=lambda o: bytes.fromhex(o["hex"]) if "hex" in o else o)
        self.key = Ed25519PrivateKey.from_private_bytes(self.state["key"])
        self.device = short_id("cunji device", self.key.public_key().public_bytes_raw(), 0)

    @staticmethod
    def save(path: Path, state: dict[str, Any]) -> None:
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(state, default=lambda data: {"hex": data.hex()}))
        beside.replace(path)

    @classmethod
    def enrol(cls, path: Path, url: str, code: str, name: str) -> Client:
        """Enrols a new key by a code, after the server's fingerprint was found to be the code's."""
        about = cbor2.loads(call(url + "/v1/about", None))
        secret, key = secret_of_code(code, about[4]), Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        message = ["cunji token", about[3], SUITE, short_id("cunji device", public, 0), secret.encode()]
        request = {1: VERSION, 2: secret, 3: public, 4: SUITE, 5: name, 6: key.sign(canonical(message))}
        answer = cbor2.loads(call(url + "/v1/enroll", canonical(request)))
        prove([answer[1], answer[2]] == [about[3], about[4]], "another server answers than the one that was asked")
        certified = ["cunji device certificate", answer[1], SUITE, public, answer[4], answer[7]]
        check_signature(answer[2], answer[8], certified, "the device's certificate")
        state = {"url": url, "key": key.private_bytes_raw(), "deployment": answer[1], "server_key": answer[2]}
        state |= {"person": answer[4], "token": answer[6], "enrolled_at": answer[7], "certificate": answer[8]}
        cls.save(path, state | {"spaces": answer[10], "chains": {}, "seeds": {}, "sent": {}, "cursors": {}, "edits": {}})
        return cls(path)

    def write(self, space: str, kind: int, schema: int, operations: list[Any], *, now: int, key: list[Any] | None = None,
              parents: list[bytes] | None = None, evidence: dict[int, Any] | None = None) -> bytes:
        """Writes an edit at the end of this device's chain of the space, to be sent later; answers its id."""
        edit = {1: kind, 2: space, 3: self.state["person"], 4: key, 5: schema, 6: sorted(parents or []), 7: operations}
        content = canonical({number: value for number, value in edit.items() if value not in (None, [])})
        proof = None if evidence is None else canonical(evidence)
        chain, seeds = self.state["chains"].setdefault(space, []), self.state["seeds"].setdefault(space, [])
        if len(chain) // SALT_BLOCK == len(seeds):
            seeds.append(secrets.token_bytes(16))
        number, before = len(chain) + 1, chain[-1]["hash"] if chain else None
        evidence_hash = None if proof is None else salted(seeds[-1], number, b"evidence", proof)
        stub = [salted(seeds[-1], number, b"edit", content), evidence_hash, now]
        hashed = entry_hash(space, self.device, number, before, stub)
        chain.append({"stub": stub, "hash": hashed, "edit": content, "evidence": proof})
        self.state["edits"][stub[0].hex()] = {"space": space, "device": self.device, "number": number, "edit": content}
        self.save(self.path, self.state)
        return stub[0]

    def up_frame(self, space: str, first: int, last: int) -> dict[int, Any]:
        """The signed frame of the entries of a chain from one number to another (§3)."""
        chain, seeds = self.state["chains"][space][:last], self.state["seeds"][space]
        head = ["cunji head", self.state["deployment"], SUITE, space, self.device, last, chain[-1]["hash"]]
        blocks = [[block, seeds[block]] for block in range((first - 1) // SALT_BLOCK, (last - 1) // SALT_BLOCK + 1)]
        frame = {1: space, 2: self.device, 3: first, 4: SUITE, 5: self.key.sign(canonical(head)), 6: blocks, 7: []}
        frame[8], frame[9] = encode_batch(chain, first)
        return frame if first == 1 else frame | {10: chain[first - 2]["hash"][:4]}

    def waiting(self) -> Iterator[dict[int, Any]]:
        """Frames of what lies beyond the heads that the server stated."""
        for space, chain in self.state["chains"].items():
            first, size = self.state["sent"].get(space, 0) + 1, 0
            for number in range(first, len(chain) + 1):
                more = len(chain[number - 1]["edit"]) + len(chain[number - 1]["evidence"] or b"")
                if number > first and (size + more > FRAME_BYTES or number - first == FRAME_ENTRIES):
                    yield self.up_frame(space, first, number - 1)
                    first, size = number, 0
                size += more
            if first <= len(chain):
                yield self.up_frame(space, first, len(chain))

    def sync(self, frames: Iterable[dict[int, Any]] | None = None) -> list[list[Any]]:
        """Delivers and receives until the server has no more; answers what else it said (refused, notice, …)."""
        frames = self.waiting() if frames is None else frames
        cursors, own = list(self.state["cursors"].values()), list(map(list, self.state["sent"].items()))
        hello = [1, {1: cursors, 2: own, 3: 262_144, 4: 0, 5: "cunji_client.py", 6: secrets.token_bytes(16)}]
        up = [hello, *([2, frame] for frame in frames), [9, {}]]
        answer = call(self.state["url"] + "/v1/sync", write_body(up), self.state["token"], "application/octet-stream")
        said = self.proven(canonical(hello), list(read_body(answer)))
        for number, content in said:
            if number == 1:
                self.take_heads(content[3])
            elif number == 3:
                self.take_frame(content)
            elif number == 4:
                self.state["cursors"] |= {f"{cursor[0]} {cursor[1]}": cursor for cursor in content[1]}
        self.save(self.path, self.state)
        said = [message for message in said if message[0] in (2, 5, 6)]
        return said + self.sync() if [6, {1: True}] in said else said

    def proven(self, hello: bytes, messages: list[bytes]) -> list[list[Any]]:
        """The messages of an answer, if the server sealed all of them to this request (§2)."""
        said = list(map(cbor2.loads, messages))
        prove(said[-1][0] == 9, "the answer was cut")
        prove([number for number, _ in said[-2:]] == [8, 9] and said[-2][1][3] == 1, "the answer is not sealed to its end")
        for place, (number, seal) in enumerate(said):
            if number == 8:
                digests = sha256(hello), sha256(b"".join(messages[:place]))
                message = ["cunji answer", self.state["deployment"], seal[1], self.device, *digests, seal[3]]
                check_signature(self.state["server_key"], seal[2], message, "an answer")
        return said

    def take_heads(self, heads: list[list[Any]]) -> None:
        """What the server holds of this installation's chains is sent; it must be what stands here."""
        self.state["sent"] = {space: number for space, device, number, _ in heads if device == self.device}
        for space, _, number, stated in (head for head in heads if head[1] == self.device):
            hashes = [kept["hash"] for kept in self.state["chains"].get(space, [])]
            prove(hashes[number - 1 : number] == [stated], "the chain of this installation was written on elsewhere")

    def take_frame(self, frame: dict[int, Any]) -> None:
        """Keeps the entries of a down frame, if its signature and so every edit id in it proves."""
        entries, server = decode_down_frame(frame), self.state["server_key"]
        prove(frame[4] == short_id("cunji device", server, frame[3]), "a frame of another server")
        digest = sha256(b"".join(canonical(list(entry[:5])) for entry in entries))
        message = ["cunji down frame", self.state["deployment"], frame[5], frame[4], frame[1], frame[3], digest]
        check_signature(server, frame[6], message, "a down frame")
        for _, device, number, edit_id, _, edit in entries:
            place = {"space": frame[1], "device": device, "number": number, "of_server": device == frame[4]}
            self.state["edits"][edit_id.hex()] = place | {"edit": edit and canonical(edit)}

    def verify(self, space: str) -> int:
        """Proves every chain of a space from its stubs, and that the edits held here stand in them; counts the chains."""
        devices = {record.key[0]: record.fields for record in self.records(space).values() if record.kind == DEVICE}
        server, token, placed = self.state["server_key"], self.state["token"], {}
        chains = cbor2.loads(call(self.state["url"] + "/v1/stubs", canonical({1: space}), token))[1]
        for device, person, public, suite, first, stubs, heads in chains:
            if public != server:
                prove(device in devices and device == short_id("cunji device", public, 0), f"no such device of {person}")
                enrolled_at, certificate = devices[device][4], devices[device][7]
                certified = ["cunji device certificate", self.state["deployment"], suite, public, person, enrolled_at]
                check_signature(server, certificate, certified, f"the certificate of {person}")
            before, hashes = None, {}
            for number, stub in enumerate(stubs, first):
                before = hashes[number] = entry_hash(space, device, number, before, stub)
                placed[device, number] = stub[0]
            for number, stated, signature in heads:
                prove(hashes.get(number) == stated, f"the chain of {person} does not lead to its head at {number}")
                message = ["cunji head", self.state["deployment"], suite, space, device, number, stated]
                check_signature(public, signature, message, f"the head of {person} at {number}")
            prove(max(head[0] for head in heads) == max(hashes), f"nothing signs the end of the chain of {person}")
        # What a restored server lost of its own writing, whoever holds it may bring back; this client does not.
        epoch = max((cursor[2] for cursor in self.state["cursors"].values()), default=0)
        present = short_id("cunji device", server, epoch)
        for edit_id, kept in self.state["edits"].items():
            if kept.get("of_server") and kept["device"] != present and (kept["device"], kept["number"]) not in placed:
                continue
            unsent = kept["device"] == self.device and kept["number"] > self.state["sent"].get(space, 0)
            stands = placed.get((kept["device"], kept["number"])) == bytes.fromhex(edit_id)
            prove(kept["space"] != space or unsent or stands, "an edit that is held here does not stand in its chain")
        return len(chains)

    def records(self, space: str) -> dict[bytes, Record]:
        """Replays the space; what was rejected, and what rests on it, is left out."""
        held = {bytes.fromhex(edit_id): kept for edit_id, kept in self.state["edits"].items() if kept["space"] == space}
        edits = {edit_id: cbor2.loads(kept["edit"]) for edit_id, kept in held.items() if kept["edit"] is not None}
        rejected = {edit[4][-1] for edit in edits.values() if edit[1] in (VERDICT, PRIVATE_VERDICT)}
        waiting, placed, records = {i: edit for i, edit in edits.items() if i not in rejected}, {}, {}
        while ready := [i for i, edit in waiting.items() if all(parent in placed for parent in edit.get(6, []))]:
            for edit_id in ready:
                edit = waiting.pop(edit_id)
                kind, key = edit[1], edit.get(4)
                new = key[0] if key and kind in CREATION_KINDS else key and short_id("cunji record", kind, space, key)
                placed[edit_id] = placed[edit[6][0]] if 6 in edit else new or edit_id[:16]
                records.setdefault(placed[edit_id], Record(kind, key)).apply(edit_id, edit)
        return records
