# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""Fills a stopped server's database with copies of its first connection, each sealed for its own row.

    seed.py KEYRING COUNT sqlite FILE
    seed.py KEYRING COUNT postgres PSQL-ARGUMENT...

Afterwards the first team has COUNT connections. Needs Python's 'cryptography'; for PostgreSQL, psql.
"""
import base64, hashlib, json, os, random, sqlite3, struct, subprocess, sys, time
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def binding(*fields):
    """What a ciphertext is bound to: each field behind its length."""
    return b"".join(struct.pack(">I", len(field.encode())) + field.encode() for field in fields)


class SQLite:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def rows(self, sql):
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    def fill(self, tables):
        for name, columns, rows in tables:
            places = ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", rows)
        self.connection.commit()
        self.connection.execute("ANALYZE")
        self.connection.commit()
        self.connection.close()


class Postgres:
    def __init__(self, arguments):
        self.command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments]

    def rows(self, sql):
        text = subprocess.run(
            [*self.command, "-A", "-t", "-c", f"SELECT row_to_json(t) FROM ({sql}) AS t"],
            check=True, capture_output=True, text=True).stdout
        return [{k: bytes.fromhex(v[2:]) if isinstance(v, str) and v.startswith("\\x") else v
                 for k, v in json.loads(line).items()} for line in text.splitlines()]

    @staticmethod
    def text(value):
        if value is None:
            return "\\N"
        if isinstance(value, bytes):
            return "\\\\x" + value.hex()
        return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")

    def fill(self, tables):
        for name, columns, rows in tables:
            copy = subprocess.Popen(
                [*self.command, "-c", f"COPY {name} ({', '.join(columns)}) FROM STDIN"], stdin=subprocess.PIPE, text=True)
            for row in rows:
                copy.stdin.write("\t".join(map(self.text, row)) + "\n")
            copy.stdin.close()
            if copy.wait():
                raise SystemExit(f"{name} could not be filled")
        subprocess.run(
            [*self.command, "-c",
             "SELECT setval(pg_get_serial_sequence('connections', 'id'), (SELECT MAX(id) FROM connections))",
             "-c", "VACUUM ANALYZE"], check=True, stdout=subprocess.DEVNULL)


def main():
    ring_path, count, kind, *place = sys.argv[1:]
    database = SQLite(place[0]) if kind == "sqlite" else Postgres(place)
    first = database.rows("SELECT * FROM connections ORDER BY id LIMIT 1")[0]
    secret = database.rows(f"SELECT * FROM connection_secrets WHERE connection_id = {first['id']}")[0]
    wrapped = database.rows(f"SELECT * FROM data_keys WHERE id = '{secret['key_id']}'")[0]
    have = database.rows("SELECT COUNT(*) AS n, MAX(id) AS last FROM connections")[0]

    with open(ring_path) as file:
        ring = json.load(file)
    for entry in ring["keys"]:
        root = base64.b64decode(entry["key"])
        if hashlib.sha256(b"tenon root key id" + root).digest()[:8].hex() == wrapped["root_key_id"]:
            break
    else:
        raise SystemExit("the ring does not have the root key " + wrapped["root_key_id"])
    team = str(first["team_id"])
    key = AESGCM(AESGCM(root).decrypt(
        wrapped["box"][:12], wrapped["box"][12:],
        binding("tenon data key", wrapped["id"], team, wrapped["root_key_id"])))

    def place_of(row, version):
        return binding("connection_secrets", str(row), team, "box", wrapped["id"], str(version))

    now = int(time.time() * 1000)
    clear = key.decrypt(secret["box"][:12], secret["box"][12:], place_of(first["id"], secret["version"]))
    ids = range(have["last"] + 1, have["last"] + 1 + int(count) - have["n"])

    def connections():
        for number in ids:
            yield list({
                **first, "id": number, "name": f"connection {number:07d}", "secret_version": 1, "health": "ok",
                "verified_at": now}.values())

    def secrets():
        for number in ids:
            nonce = os.urandom(12)
            box = nonce + key.encrypt(nonce, clear, place_of(number, 1))
            yield list({**secret, "connection_id": number, "version": 1, "box": box}.values())

    # As in a server that has run for long: all are well, and each is verified once a day, at a time of its own.
    watch = ["team_id", "connection_id", "check_at", "told_scopes", "type"]

    def watches():
        for number in ids:
            yield [first["team_id"], number, now + 60_000 + random.randrange(86_400_000), "[]", first["type"]]

    database.fill([
        ("connections", list(first), connections()), ("connection_secrets", list(secret), secrets()),
        ("connection_watches", watch, watches())])


main()
