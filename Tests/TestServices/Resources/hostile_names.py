# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""Names that lie, against the built program: run in a network and a mount namespace of its own.

The only argument is JSON: the program and a folder. A name server of ours answers everything; a web server stands on a
global address, and listeners on addresses that nobody outside may reach count what comes. Prints JSON: how many bytes came
to each forbidden address, how often each name was asked for, and what the program answered.
"""

import concurrent.futures
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import uuid

option = json.loads(sys.argv[1])
os.chdir(option["folder"])
GLOBAL, METADATA, PRIVATE, PORT = "93.184.215.14", "169.254.169.254", "10.1.2.3", 8000


def run(*command):
    subprocess.run(command, check=True)


run("ip", "link", "set", "lo", "up")
for address in (GLOBAL, METADATA, PRIVATE):
    run("ip", "addr", "add", f"{address}/32", "dev", "lo")
with open("resolv.conf", "w") as file:
    file.write("nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")
run("mount", "--bind", "resolv.conf", os.path.realpath("/etc/resolv.conf"))

# --- The name server (RFC 1035): no recursion, one question, answers that are good for no time at all.

asked = {}
lock = threading.Lock()


def addresses(name):
    """IPv4 and IPv6 addresses of the name, which may differ each time."""
    with lock:
        count = asked[name] = asked.get(name, 0) + 1
    kind = name.split(".")[0]
    return {
        "steady": ([GLOBAL], []),
        "rebind": ([GLOBAL] if count <= 1 else ["127.0.0.1"], []),
        "flip": ([GLOBAL] if count % 2 else ["127.0.0.1"], []),
        "flop": ([GLOBAL] if count % 2 else [METADATA], []),
        "mixed": ([GLOBAL, "127.0.0.1"], []),
        "mixed6": ([GLOBAL], ["::1"]),
        "loop": (["127.0.0.1"], []),
        "loop6": ([], ["::1"]),
        "mapped": ([], ["::ffff:127.0.0.1"]),
        "nat64": ([], ["64:ff9b::7f00:1"]),
        "meta": ([METADATA], []),
        "private": ([PRIVATE], []),
        "zero": (["0.0.0.0"], []),
        "cname": (["127.0.0.1"], []),
    }.get(kind, ([], []))


def answer(query):
    labels, position = [], 12
    while query[position]:
        labels.append(query[position + 1 : position + 1 + query[position]].decode().lower())
        position += query[position] + 1
    kind = struct.unpack(">H", query[position + 1 : position + 3])[0]
    question = query[12 : position + 5]
    name = ".".join(labels)
    # Only the question for IPv4 counts: both come for each look-up.
    records = []
    if kind == 1:
        records = [(1, socket.inet_aton(a)) for a in addresses(name)[0]]
    elif kind == 28:
        with lock:
            count = asked.get(name, 0)
        six = addresses(name)[1]
        with lock:
            asked[name] = count
        records = [(28, socket.inet_pton(socket.AF_INET6, a)) for a in six]
    body = b""
    if name.startswith("cname.") and records:
        target = b"\x04loop\x04test\x00"
        body = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 0, len(target)) + target
        owner, number = target, 1
    else:
        owner, number = b"\xc0\x0c", 0
    for record, data in records:
        body += owner + struct.pack(">HHIH", record, 1, 0, len(data)) + data
    header = query[:2] + struct.pack(">HHHHH", 0x8580, 1, len(records) + number, 0, 0)
    return header + question + body


def name_server():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    while True:
        query, peer = server.recvfrom(4096)
        server.sendto(answer(query), peer)


# --- Who may be reached, and who may not.

reached = {}
served = []


def listen(address, serve):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = socket.create_server((address, PORT), family=family, backlog=256)
    while True:
        client, _ = server.accept()
        threading.Thread(target=serve, args=(address, client), daemon=True).start()


def forbid(address, client):
    # A connection may be made and closed again when the address is seen; not a byte may come over it.
    client.settimeout(30)
    try:
        data = client.recv(4096)
    except OSError:
        data = b""
    with client, lock:
        if data:
            reached[address] = reached.get(address, 0) + len(data)


def welcome(address, client):
    with client:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        with lock:
            served.append(head.decode("latin-1"))
        path = head.split(b" ")[1].decode()
        where = {"/to-loop": f"http://127.0.0.1:{PORT}/", "/to-meta": f"http://{METADATA}:{PORT}/latest",
                 "/to-name": f"http://loop.test:{PORT}/", "/to-mapped": f"http://[::ffff:127.0.0.1]:{PORT}/"}.get(path)
        fields = f"Location: {where}\r\n" if where else "Content-Type: application/json\r\n"
        body = '{"access_token": "t", "expires_in": 3600}'
        status = "302 Found" if where else "200 OK"
        client.sendall(
            f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())


threading.Thread(target=name_server, daemon=True).start()
for address in ("127.0.0.1", "::1", METADATA, PRIVATE):
    threading.Thread(target=listen, args=(address, forbid), daemon=True).start()
threading.Thread(target=listen, args=(GLOBAL, welcome), daemon=True).start()

# --- The program.

token = str(uuid.uuid4())
environment = {k: v for k, v in os.environ.items() if not k.startswith("TENON_")} | {"TENON_BOOTSTRAP_TOKEN": token}
with open("log", "w") as log:
    tenon = subprocess.Popen(
        [option["program"], "serve", "--data", "data", "--port", "0"], env=environment, stdout=subprocess.PIPE,
        stderr=log, text=True)
base = tenon.stdout.readline().strip().removeprefix("Tenon is listening on ")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, method=method)
    request.add_header("Authorization", f"Bearer {token}")
    if data is not None:
        request.add_header("Content-Type", "application/json")
    try:
        with opener.open(request, timeout=60) as response:
            return response.status, response.read().decode(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def create(values):
    status, text, _ = call("POST", "/api/v2/connections?teamId=1", values)
    return json.loads(text)["connection"]["id"] if status == 200 else None


def tries(name, path="/me"):
    """Everything that leaves for that name: verification, token, proxy; each more often than a name changes."""
    made = {
        "bearer": create({"accountType": "http-bearer", "url": f"http://{name}:{PORT}{path}", "token": "canary"}),
        "token": create({
            "accountType": "http-oauth2-client-credentials", "url": f"http://{name}:{PORT}{path}",
            "tokenUrl": f"http://{name}:{PORT}/token", "clientId": "c", "clientSecret": "canary"}),
    }
    seen = {}
    for kind, number in made.items():
        if number is None:
            seen[kind] = "refused"
            continue
        calls = [("POST", f"/api/v2/connections/{number}/test")] * 4 + [("GET", f"/proxy/{number}{path}")] * 6
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(lambda c: call(*c), calls))
        seen[kind] = [[status, headers.get("Tenon-Error")] for status, _, headers in answers]
    return seen


try:
    names = ["steady", "rebind", "flip", "flop", "mixed", "mixed6", "loop", "loop6", "mapped", "nat64", "meta",
             "private", "zero", "cname"]
    answers = {name: tries(f"{name}.test") for name in names}
    for path in ("/to-loop", "/to-meta", "/to-name", "/to-mapped"):
        answers[path] = tries("steady.test", path)
finally:
    tenon.terminate()
    tenon.wait(20)
with open("log") as log:
    text = log.read()
json.dump({"reached": reached, "asked": asked, "served": len(served), "answers": answers,
           "logHasSecret": "canary" in text}, sys.stdout)
