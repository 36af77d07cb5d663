# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0

import pathlib
import tempfile
import urllib.request
import zipfile

from harness import BrowserTest


class DefinitionTest(BrowserTest):
    """A custom app from its template to a second version, with a connection that keeps the first."""

    def write(self, text):
        """Puts the text into the editor, and says that somebody typed."""
        self.browser.driver.execute_script(
            "const text = document.querySelector('#text'); text.value = arguments[0];"
            "text.dispatchEvent(new Event('input', {bubbles: true}))", text)

    def text_of_editor(self):
        return self.browser.element("#text").get_property("value")

    def test_1_nothing_is_there_yet(self):
        self.set_up_owner()
        self.browser.press("Custom apps")
        self.browser.wait_for("No custom app yet")
        self.browser.check(self, "definitions-empty")

    def test_2_an_app_begins_with_a_template(self):
        self.browser.press("New app")
        self.browser.wait_for("Begin with what is closest")
        self.browser.check(self, "new-definition")
        self.browser.fill(label="Acme Cloud", name="acme")
        self.browser.element("[value=apikey]").click()
        self.browser.press("Make the app")
        self.browser.wait_for("The app has been made.")
        self.browser.wait_for("nothing found")
        self.assertTrue(self.browser.path.endswith("/sections/api"))
        self.browser.check(self, "editor")

    def test_3_faults_are_found_while_typing_and_lead_to_their_place(self):
        good = self.text_of_editor()
        self.write(good + "\n{")
        self.browser.wait(lambda: self.browser.elements(".findings .bad"), "a finding")
        self.assertIn("error", self.browser.element(".findings").text)
        self.browser.check(self, "editor-error")
        self.browser.element(".findings a").click()
        place = self.browser.driver.execute_script(
            "const text = document.activeElement; return [text.id, text.value.slice(0, text.selectionStart).split('\\n').length]")
        self.assertEqual(place[0], "text")
        self.assertGreater(place[1], 1)
        numbers = self.browser.element("[data-numbers]").text.split()
        self.assertEqual(len(numbers), len((good + "\n{").split("\n")))
        self.browser.press("Check and save")
        self.browser.wait_for("Not saved")
        self.assertEqual(self.text_of_editor().rstrip(), (good + "\n{").rstrip(), "what was written is still there")
        self.browser.check(self, "editor-refused")
        self.write(good)
        self.browser.wait_for("nothing found")
        self.browser.press("Check and save")
        self.browser.wait_for("It is used once the app is published.")

    def test_4_publishing_says_what_it_means(self):
        self.browser.press("To the app")
        self.browser.wait_for("Publish version 1")
        self.browser.wait_for("No connection uses the app yet.")
        self.browser.check(self, "definition-draft")
        self.browser.press("Publish version 1")
        self.browser.wait_for("The version is published.")
        self.browser.wait_for("The draft is what is published.")
        self.browser.check(self, "definition")
        self.open("/definitions")
        self.browser.wait_for("published")
        self.browser.check(self, "definitions")
        self.open("/connections/new")
        self.browser.wait_for("Acme Cloud")

    def test_5_the_draft_shows_where_it_differs(self):
        self.open("/definitions")
        self.browser.press("Acme Cloud")
        self.browser.press("parameters")
        before = self.text_of_editor()
        self.write("// What a person enters.\n" + before)
        self.browser.press("Check and save")
        self.browser.wait_for("Differs from what is published")
        self.browser.wait_for("Version 1 has something else in line")
        self.browser.press("As it was published")
        self.browser.check(self, "editor-differs")
        self.browser.press("To the app")
        self.browser.wait_for("draft differs")
        self.browser.wait_for("Publish version 2")
        self.browser.check(self, "definition-differs")

    def test_6_the_definition_is_a_file(self):
        link = self.browser.element("a[download]").get_attribute("href")
        cookie = next(c for c in self.browser.driver.get_cookies() if "session" in c["name"])
        request = urllib.request.Request(link, headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.assertIn("attachment", answer.headers["Content-Disposition"])
            self.assertIn("connections:", answer.read().decode())

    def test_7_the_keyboard_leaves_the_editor(self):
        self.browser.press("parameters")
        self.browser.wait(lambda: self.browser.elements("#text"), "the editor")
        text = self.browser.element("#text")
        text.click()
        before = self.text_of_editor()
        text.send_keys("\ue004")
        self.assertNotEqual(self.browser.driver.switch_to.active_element.get_attribute("id"), "text")
        self.assertEqual(self.text_of_editor(), before)

    def test_8_who_owns_nothing_reads_only(self):
        link = self.server.run("user", "invite", "grace@example.com", "--name", "Grace Hopper").strip()
        guest = self.guest(link)
        guest.open(self.server.url + "/definitions")
        guest.press("Acme Cloud")
        guest.wait_for("Versions")
        self.assertNotIn("Delete it", guest.text)
        guest.press("api")
        guest.wait(lambda: guest.elements("#text[readonly]"), "a text to read")
        guest.check(self, "editor-reading")

    def test_9_deleting(self):
        self.open("/definitions")
        self.browser.press("Acme Cloud")
        self.browser.press("Delete it")
        self.browser.wait_for("The app is deleted.")

    def test_91_an_app_of_makes_comes_as_an_archive(self):
        api = """{
            "url": "https://api.example.com/me",
            "headers": {"x-key": "{{parameters.key}}"}, // what Make calls it
            "log": {"sanitize": ["request.headers.x-key"]},
            "response": {"uid": "{{body.id}}"}
        }"""
        files = {
            "base.jsonc": '{"baseUrl": "https://api.example.com", "headers": {"x-key": "{{connection.key}}"}}',
            "connections/acme/api.jsonc": api,
            "connections/acme/parameters.jsonc": '[{"name": "key", "label": "Key", "type": "password"}]',
            "connections/acme/common.jsonc": '{"region": "eu"}',
        }
        self.open("/definitions/new")
        self.send_archive({**files, "connections/acme/api.jsonc": api.replace("response", "respond")})
        self.browser.wait_for("Nothing was stored")
        self.browser.wait_for("unknown member “respond” of api")
        self.browser.wait_for("acme.zip/connections/acme/api.jsonc, line 5, column 13")
        self.browser.check(self, "import-refused")
        self.send_archive(files)
        self.browser.wait_for("The app has been made of the archive")
        self.browser.wait_for("Publish version 1")
        self.browser.check(self, "import-done")
        self.browser.press("Publish version 1")
        self.browser.wait_for("The version is published.")

    def send_archive(self, files):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "acme.zip")
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in files.items():
                    archive.writestr(name, text)
            self.browser.element("#archive").send_keys(str(path))
            self.browser.press("Read the archive")
            self.browser.wait_for("archive")


class DefinitionWithoutScriptsTest(BrowserTest):
    scripts = False

    def test_writing_and_publishing_work_without_scripts(self):
        self.set_up_owner()
        self.open("/definitions/new")
        self.browser.fill(label="Plain")
        self.browser.element("[value=apikey]").click()
        self.browser.press("Make the app")
        self.browser.wait_for("nothing found")
        text = self.browser.element("#text")
        text.send_keys("{")
        self.browser.press("Check and save")
        self.browser.wait_for("Not saved")
        self.browser.wait(lambda: self.browser.elements(".findings .bad"), "a finding")
        self.browser.press("To the app")
        self.browser.press("Publish version 1")
        self.browser.wait_for("The version is published.")
        self.assertEqual(self.browser.complaints(), [])
