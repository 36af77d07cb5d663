# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0
"""A server of its own and a real browser, for tests of the console.

`python -m unittest discover -s Tests/BrowserTests` runs them all; TENON_TEST_BINARY names the program. With
TENON_SCREENSHOTS=FOLDER each page that is checked is also drawn, light and dark, wide and narrow.
"""

import base64
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request
import uuid

os.environ.setdefault("SE_OFFLINE", "true")

import axe_playwright_python  # noqa: E402
from selenium import webdriver  # noqa: E402
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PASSWORD = "correct horse battery staple"
WAIT_SECONDS = 20
# What Chromium says of an answer that a test asked for.
EXPECTED_STATUS = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def binary():
    named = os.environ.get("TENON_TEST_BINARY")
    return pathlib.Path(named) if named else ROOT / ".build/debug/tenon"


class Program:
    """The program, started with arguments; its first line says where it listens."""

    def __init__(self, *arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TENON_")}
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [str(binary()), *arguments], env={**clean, **environment}, stdout=subprocess.PIPE, stderr=self.log,
            text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if not found:
            self.stop()
            raise RuntimeError(f"the program did not start: {line!r} {self.logged()[-2000:]}")
        self.url = found.group(0)

    def logged(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


class Server(Program):
    """A new server over data of its own."""

    def __init__(self, **settings):
        self.data = tempfile.mkdtemp(prefix="tenon-browser-")
        self.token = str(uuid.uuid4())
        self.settings = {
            "TENON_BOOTSTRAP_TOKEN": self.token, "TENON_EGRESS_ALLOW": "127.0.0.0/8", **settings}
        super().__init__("serve", "--data", f"{self.data}/data", "--port", "0", **self.settings)

    def run(self, *arguments, said=""):
        """What the command line says, as JSON when it is that; `said` is what it reads."""
        done = subprocess.run(
            [str(binary()), *arguments], capture_output=True, text=True, timeout=60, input=said,
            env={**os.environ, "TENON_URL": self.url, "TENON_TOKEN": self.token})
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stderr}")
        try:
            return json.loads(done.stdout)
        except ValueError:
            return done.stdout

    def stop(self):
        super().stop()
        shutil.rmtree(self.data, ignore_errors=True)


class Simulator(Program):
    def __init__(self):
        super().__init__("simulate", "--port", "0")

    def token(self):
        """An access token for the client itself (RFC 6749 §4.4)."""
        form = {"grant_type": "client_credentials", "client_id": "simulator-client",
                "client_secret": "simulator-secret"}
        with urllib.request.urlopen(self.url + "/token", urllib.parse.urlencode(form).encode(), 10) as answer:
            return json.load(answer)["access_token"]


class Browser:
    """Chromium without a window, with what a person does in it."""

    def __init__(self, scripts=True):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
        for argument in [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,900",
            "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en",
        ]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not scripts:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.scripts = scripts
        self.driver = webdriver.Chrome(
            options=options, service=Service(shutil.which("chromedriver") or "/usr/bin/chromedriver"))

    def quit(self):
        self.driver.quit()

    # What a person does.

    def open(self, url):
        self.driver.get(url)

    def element(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def elements(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def fill(self, **fields):
        for name, value in fields.items():
            field = self.element(f'[name="{name}"]:not([type=hidden])')
            field.clear()
            field.send_keys(value)

    def press(self, text):
        """Presses the button or follows the link of that name."""
        for element in self.elements("button, a, summary"):
            if element.is_displayed() and (element.text.strip() == text or element.accessible_name == text):
                self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element) \
                    if self.scripts else None
                element.click()
                return
        raise AssertionError(f"there is nothing to press called {text!r} at {self.path}:\n{self.text[:2000]}")

    @property
    def text(self):
        # Between two pages there is no body for a moment.
        bodies = self.elements("body")
        try:
            return bodies[0].text if bodies else ""
        except StaleElementReferenceException:
            return ""

    @property
    def path(self):
        return "/" + self.driver.current_url.split("/", 3)[-1]

    def wait(self, condition, what):
        waiting = WebDriverWait(self.driver, WAIT_SECONDS, ignored_exceptions=[Exception])
        try:
            waiting.until(lambda _: condition())
        except TimeoutException:
            raise AssertionError(f"waited in vain for {what}; {self.path} says:\n{self.text[:1500]}") from None

    def wait_for(self, text):
        self.wait(lambda: text in self.text, repr(text))

    # What must not be.

    def complaints(self):
        """What the console says: errors, and violations of the policy."""
        return [
            entry["message"] for entry in self.driver.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING") and not EXPECTED_STATUS.search(entry["message"])
        ]

    def check(self, test, name=None):
        """Fails on complaints, on serious findings of axe, and when something is wider than the window."""
        path = self.path
        test.assertEqual(self.complaints(), [], f"console of {path}")
        if self.scripts:
            # Through the debugger, because the page's policy forbids scripts that are not ours, and should.
            self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE})
            result = self.driver.execute_cdp_cmd("Runtime.evaluate", {
                "expression": "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))",
                "awaitPromise": True, "returnByValue": True})
            found = json.loads(result["result"]["value"])
            serious = [
                f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
                for one in found if one["impact"] in ("serious", "critical")
            ]
            test.assertEqual(serious, [], f"axe on {path}")
            self.check_widths(test)
            test.assertEqual(self.complaints(), [], f"console of {path}")
        if name and os.environ.get("TENON_SCREENSHOTS"):
            self.shoot(name)

    def check_widths(self, test):
        for width in (320, 390, 1280):
            self.resize(width)
            wide = self.driver.execute_script("return document.documentElement.scrollWidth")
            test.assertLessEqual(wide, width, f"{self.path} is wider than {width} pixels")
        self.resize(None)

    def resize(self, width):
        if width is None:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
            return
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})

    def shoot(self, name):
        folder = pathlib.Path(os.environ["TENON_SCREENSHOTS"])
        folder.mkdir(parents=True, exist_ok=True)
        for scheme in ("light", "dark"):
            # Nothing is drawn half way between two colours.
            self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": "reduce"}]})
            for width in (1280, 390):
                self.resize(width)
                height = self.driver.execute_script("return document.documentElement.scrollHeight")
                drawn = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
                    "captureBeyondViewport": True,
                    "clip": {"x": 0, "y": 0, "width": width, "height": min(height, 4000), "scale": 1}})
                (folder / f"{name}-{scheme}-{width}.png").write_bytes(base64.b64decode(drawn["data"]))
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        self.resize(None)


class BrowserTest(unittest.TestCase):
    """One server and one browser for the tests of a class, in the order of their names."""

    settings = {}
    scripts = True

    @classmethod
    def setUpClass(cls):
        cls.server = Server(**cls.settings)
        cls.addClassCleanup(cls.server.stop)
        cls.browser = Browser(scripts=cls.scripts)
        cls.addClassCleanup(cls.browser.quit)

    def open(self, path):
        self.browser.open(self.server.url + path)

    def set_up_owner(self):
        """First run: the owner's password."""
        self.open("/")
        self.browser.fill(
            token=self.server.token, name="Ada Lovelace", email="ada@example.com", password=PASSWORD)
        self.browser.press("Set up and sign in")
        self.browser.wait(lambda: self.browser.elements("nav.side"), "the console")

    def guest(self, link, name="Grace Hopper"):
        """Another person, in a browser of their own, who has followed the link of their invitation."""
        guest = Browser()
        self.addCleanup(guest.quit)
        guest.open(link)
        guest.fill(name=name, password=PASSWORD)
        guest.press("Set password and sign in")
        guest.wait(lambda: guest.elements("nav.side"), "the console")
        return guest

    def sign_in(self, email="ada@example.com", password=PASSWORD, browser=None):
        browser = browser or self.browser
        browser.fill(email=email, password=password)
        browser.press("Sign in")
