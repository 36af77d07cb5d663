# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""How long the list of connections takes in a browser: `python Tests/BrowserTests/measure_connections.py [COUNT]`."""

import concurrent.futures
import http.client
import json
import pathlib
import sqlite3
import statistics
import sys

from harness import Browser, BrowserTest, Server

CLIENTS = 8
ROUNDS = 9
# Every state there is, and scopes that are not those that were asked for.
SPREAD = """
    UPDATE connections SET verified_at = created_at, refreshed_at = created_at,
        health = CASE id % 20 WHEN 0 THEN 'failing' WHEN 1 THEN 'unknown' WHEN 2 THEN 'needs_reauthorization' ELSE 'ok' END,
        metadata_value = 'user' || id || '@example.com', metadata_kind = 'email', requested_scopes = '["read","write"]',
        granted_scopes = CASE id % 25 WHEN 0 THEN '["read"]' WHEN 1 THEN '["write","read","admin"]'
            ELSE '["read","write"]' END
"""
TIMES = """
    const page = performance.getEntriesByType("navigation")[0];
    return [page.responseStart, page.responseEnd, page.domContentLoadedEventEnd, page.loadEventEnd];
"""


def make_connections(server, count):
    def work(first):
        client = http.client.HTTPConnection(server.url.split("//")[1], timeout=60)
        for number in range(first, count, CLIENTS):
            body = {"accountName": f"Customer {number:06d}", "accountType": "http-bearer",
                    "url": "https://api.example.com/me", "token": f"token-{number}"}
            client.request("POST", "/api/v2/connections?teamId=1", json.dumps(body), {
                "Authorization": "Token " + server.token, "Content-Type": "application/json"})
            answer = client.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise RuntimeError(text)

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, range(CLIENTS)))
    database = sqlite3.connect(next(pathlib.Path(server.data, "data").glob("*.sqlite")), timeout=10)
    database.execute(SPREAD)
    database.commit()
    database.close()


class Measurement(BrowserTest):
    settings = {"TENON_LIMITS_REQUESTS_PER_MINUTE": "0", "TENON_VERIFICATION_INTERVAL_SECONDS": "0"}

    def runTest(self):
        pass


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    person = Measurement()
    Measurement.server = Server(**Measurement.settings)
    try:
        make_connections(Measurement.server, count)
        Measurement.browser = Browser()
        try:
            person.set_up_owner()
            print(f"{count} connections, median of {ROUNDS}, milliseconds")
            print(f"{'page':44}{'first byte':>12}{'last byte':>12}{'usable':>12}{'loaded':>12}")
            last = count // 50
            for path in ["/connections", f"/connections?page={last}", "/connections?q=customer+0099",
                         "/connections?state=failing", "/connections?state=under_scoped", "/connections?sort=used",
                         f"/connections?sort=state&page={last}", "/connections/50"]:
                rounds = []
                for _ in range(ROUNDS):
                    person.open(path)
                    rounds.append(person.browser.driver.execute_script(TIMES))
                print(f"{path:44}" + "".join(f"{statistics.median(column):12.0f}" for column in zip(*rounds)))
        finally:
            Measurement.browser.quit()
    finally:
        Measurement.server.stop()


if __name__ == "__main__":
    main()
