# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of the README anew: `python Tests/BrowserTests/draw_pictures.py [FOLDER]`.

A server of its own gets a team as there are many; what only time brings is written into its database.
"""

import base64
import http.client
import json
import math
import pathlib
import sqlite3
import sys
import time

from harness import Browser, BrowserTest, ROOT, Server

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
GOOGLE = ["openid", "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/drive"]
# Name, type, account, health, minutes since it was verified, minutes since it was used.
ACCOUNTS = [
    ("Ada’s calendar", "google", "ada@example.com", "ok", 3, 2),
    ("Billing export", "make", "acme-eu1", "ok", 10, 13),
    ("CRM sync", "google", "sales@example.com", "needs_reauthorization", 17, 46),
    ("Data lake ingest", "aws", "arn:aws:iam::123456789012:user/ingest", "ok", 24, 60),
    ("Incident channel", "slack", "acme.slack.com", "ok", 31, 120),
    ("Newsletter sender", "smtp", "news@example.com", "failing", 38, 240),
    ("Partner API", "http-oauth2", "partner-42", "ok", 45, 360),
    ("Release notes bot", "slack", "acme.slack.com", "ok", 52, 540),
    ("Support inbox", "imap", "help@example.com", "ok", 59, 660),
    ("Warehouse API", "http-api-key", "warehouse", "ok", 66, 840),
    ("Wiki search", "http-bearer", "wiki", "ok", 73, None),
]


class Demonstration(BrowserTest):
    settings = {"TENON_VERIFICATION_INTERVAL_SECONDS": "0"}

    def runTest(self):
        pass


def call(server, method, path, body):
    client = http.client.HTTPConnection(server.url.split("//")[1], timeout=20)
    client.request(method, "/api/v2/" + path, json.dumps(body), {
        "Authorization": "Token " + server.token, "Content-Type": "application/json"})
    answer = client.getresponse()
    text = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(text)
    return json.loads(text)


def fill(server):
    for name, *_ in ACCOUNTS:
        call(server, "POST", "connections?teamId=1", {
            "accountName": name, "accountType": "http-bearer", "url": "https://api.example.com/me", "token": "t"})
    blueprint = {"name": "Weekly digest", "flow": [{"id": 1, "parameters": {"__IMTCONN__": 1}}]}
    call(server, "POST", "scenarios", {
        "teamId": 1, "blueprint": json.dumps(blueprint), "scheduling": json.dumps({"type": "indefinitely"})})
    now = int(time.time() * 1000)
    with sqlite3.connect(next(pathlib.Path(server.data, "data").glob("*.sqlite")), timeout=10) as database:
        for number, (_, kind, account, health, verified, used) in enumerate(ACCOUNTS, 1):
            database.execute(
                "UPDATE connections SET type = ?, metadata_value = ?, metadata_kind = ?, health = ?, verified_at = ?, "
                "created_at = ? WHERE id = ?",
                (kind, account, "email" if "@" in account else "string", health, now - verified * MINUTE,
                 now - 40 * DAY, number))
            if used is not None:
                database.execute("INSERT INTO connection_usage VALUES (1, ?, ?)", (number, now - used * MINUTE))
        database.execute(
            "UPDATE connections SET uid = '109237465019283746501', requested_scopes = ?, granted_scopes = ?, "
            "refreshed_at = ?, token_expires_at = ?, refresh_due_at = ? WHERE id = 1",
            (json.dumps(GOOGLE), json.dumps(GOOGLE[:2]), now - 41 * MINUTE, now + 19 * MINUTE, now + 13 * MINUTE))
        hour = now - now % HOUR
        for back in range(48):
            at = hour - back * HOUR
            clock = at // HOUR % 24
            uses = max(2, round(48 + 32 * math.sin((clock - 8) / 24 * 2 * math.pi) + (back * 37 % 11 - 5)))
            failures = {20: 3, 21: 9, 22: 6}.get(back, 0)
            database.execute("INSERT INTO connection_uses VALUES (1, 1, 'hour', ?, ?, ?)", (at, uses, failures))
        token = database.execute("SELECT id FROM api_tokens ORDER BY id LIMIT 1").fetchone()[0]
        database.execute(
            "INSERT INTO connection_callers VALUES (1, 1, ?, ?, 1, 1904, 11, ?)",
            (now - now % DAY, token, now - 2 * MINUTE))


def draw(browser, file, scheme, width, height, scale):
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]})
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
    drawn = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {
        "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}})
    file.write_bytes(base64.b64decode(drawn["data"]))
    print(f"{file}: {file.stat().st_size // 1024} KiB")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/images"
    person = Demonstration()
    Demonstration.server = Server(**Demonstration.settings)
    try:
        Demonstration.browser = browser = Browser()
        try:
            person.set_up_owner()
            fill(Demonstration.server)
            person.open("/connections")
            draw(browser, folder / "connections.png", "light", 1180, 800, 0.85)
            person.open("/connections/1")
            draw(browser, folder / "connection.png", "dark", 1180, 860, 0.85)
            link = call(Demonstration.server, "POST", "connection-links", {
                "teamId": 1, "accountType": "google", "name": "Grace’s calendar", "brandName": "Acme Cloud",
                "brandColor": "#0b6e4f"})
            browser.open(link["connectionLink"]["url"])
            draw(browser, folder / "link.png", "light", 420, 660, 1)
        finally:
            Demonstration.browser.quit()
    finally:
        Demonstration.server.stop()


if __name__ == "__main__":
    main()
