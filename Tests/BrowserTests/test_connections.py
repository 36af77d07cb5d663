# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0

import json
import time
import urllib.request

from harness import Browser, BrowserTest, Simulator


class ConnectionTest(BrowserTest):
    """From the first account to its end, with the simulator as the provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = Simulator()
        cls.addClassCleanup(cls.simulator.stop)

    def admin(self, path, **body):
        request = urllib.request.Request(
            self.simulator.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).read()

    def sign_in_at_the_provider(self, browser, decision="Allow"):
        browser.wait(lambda: browser.elements("[name=username]") or browser.elements("[name=decision]"), "the provider")
        if browser.elements("[name=username]"):
            browser.fill(username="ada", password="ada-password")
            browser.press("Sign in")
        browser.wait(lambda: browser.elements("[name=decision]"), "the consent page")
        browser.press(decision)

    def in_popup(self, act):
        """Does `act` in the window that has opened, and waits until it has closed itself."""
        browser = self.browser
        browser.wait(lambda: len(browser.driver.window_handles) == 2, "the popup")
        main = browser.driver.current_window_handle
        popup = next(handle for handle in browser.driver.window_handles if handle != main)
        browser.driver.switch_to.window(popup)
        act()
        browser.driver.switch_to.window(main)
        browser.wait(lambda: len(browser.driver.window_handles) == 1, "the popup's end")

    def test_01_nothing_is_connected_yet(self):
        self.set_up_owner()
        self.open("/connections")
        self.browser.wait_for("No account is connected yet")
        self.browser.check(self, "connections-empty")

    def test_02_the_gallery_narrows_while_typing(self):
        self.browser.press("New connection")
        self.browser.wait_for("Connect an account")
        self.browser.check(self, "gallery")
        count = len([card for card in self.browser.elements("#gallery li") if card.is_displayed()])
        self.browser.element("[data-search]").send_keys("oauth auth")
        self.browser.wait(
            lambda: 0 < len([c for c in self.browser.elements("#gallery li") if c.is_displayed()]) < count, "fewer cards")
        self.browser.element("[data-search]").send_keys("zzz")
        self.browser.wait_for("No type has this name.")

    def test_03_connecting_through_the_consent_page_in_a_popup(self):
        self.open("/connections/new/http-oauth2")
        self.browser.check(self, "new-connection")
        url = self.browser.element("[name=value-url]")
        url.send_keys("not a url")
        self.browser.wait_for("This does not have the form that is expected.")
        self.browser.check(self)
        self.browser.fill(**{
            "name": "Ada at the simulator", "value-url": self.simulator.url + "/api/me",
            "value-issuer": self.simulator.url, "value-clientId": "simulator-client",
            "value-clientSecret": "simulator-secret", "scopesText": "read write"})
        self.browser.press("Continue to OAuth 2.0, authorization code")
        self.in_popup(lambda: self.sign_in_at_the_provider(self.browser))
        self.browser.wait(lambda: self.browser.path.startswith("/connections/1?said=authorized"), "the way back")
        self.browser.wait_for("Everything that was asked for has been granted.")
        self.browser.check(self, "connection")

    def test_04_verifying(self):
        self.open("/connections/1")
        self.browser.press("Verify")
        self.browser.wait_for("The credential is good")
        self.browser.wait_for("Healthy")
        self.browser.check(self, "connection-verified")

    def test_05_trying_a_request_in_the_playground(self):
        self.open("/connections/1")
        self.browser.press("Try it")
        self.browser.wait_for("Nothing sent yet")
        self.browser.check(self, "playground-empty")
        self.browser.fill(path="/api/echo?a=1")
        self.browser.press("Send")
        self.browser.wait_for("200")
        self.assertIn('"query": "a=1"', self.browser.element("#answer-body").text)
        for language, word in (("Swift", "URLRequest"), ("Python", "urllib"), ("curl", "--header")):
            self.browser.element(f"label[for=lang-{language.lower()}]").click()
            self.assertIn(word, self.browser.element(f"#code-{language.lower()}").text)
        self.assertNotIn("sim_at_", self.browser.driver.page_source)
        self.browser.check(self, "playground")

    def test_06_the_use_is_on_record(self):
        deadline = time.time() + 10
        while time.time() < deadline:
            self.open("/connections/1")
            if "Used by Ada Lovelace" in self.browser.text:
                break
            time.sleep(0.3)
        self.assertIn("Used by Ada Lovelace", self.browser.text)
        self.assertTrue(self.browser.elements("svg.chart rect.uses"))
        self.open("/connections/1?span=days")
        self.browser.check(self)

    def test_07_revoked_at_the_provider_it_turns_red(self):
        self.admin("/admin/revoke", all=True)
        self.open("/connections/1")
        self.browser.press("Verify")
        self.browser.wait_for("The credential was refused")
        self.browser.wait_for("has ended the grant")
        self.assertTrue(self.browser.elements(".badge.bad"))
        self.browser.check(self, "connection-revoked")
        self.open("/connections")
        self.browser.wait_for("Authorize again")
        self.browser.check(self, "connections-revoked")

    def test_08_saying_no_changes_nothing_and_says_so(self):
        self.open("/connections/1")
        self.browser.press("Authorize again")
        self.in_popup(lambda: self.sign_in_at_the_provider(self.browser, decision="Deny"))
        self.browser.wait_for("Access was not granted")
        self.browser.wait_for("begin again and agree there")
        self.browser.check(self, "connection-denied")

    def test_08b_without_the_page_behind_it_the_popup_says_what_happened(self):
        self.open("/connections/1")
        self.browser.press("Authorize again")
        browser = self.browser
        browser.wait(lambda: len(browser.driver.window_handles) == 2, "the popup")
        main = browser.driver.current_window_handle
        # The page that would listen has gone elsewhere meanwhile.
        self.open("/account")
        browser.driver.switch_to.window(next(h for h in browser.driver.window_handles if h != main))
        self.sign_in_at_the_provider(browser, decision="Deny")
        browser.wait_for("Access was not granted")
        browser.wait_for("Go to the connection")
        browser.check(self, "problem")
        browser.driver.close()
        browser.driver.switch_to.window(main)

    def test_09_authorizing_again_mends_it(self):
        self.open("/connections/1")
        self.browser.press("Authorize again")
        self.in_popup(lambda: self.sign_in_at_the_provider(self.browser))
        self.browser.wait(lambda: self.browser.path.startswith("/connections/1?said=authorized"), "the way back")
        self.assertTrue(self.browser.elements(".badge.good"))

    def test_10_editing_keeps_secrets_unless_they_are_replaced(self):
        self.open("/connections/1/edit")
        self.browser.check(self, "edit")
        field = self.browser.element("#field-clientSecret")
        self.assertFalse(field.is_displayed())
        self.browser.element("[name=change-clientSecret][value=replace]").click()
        self.browser.wait(lambda: self.browser.element("#field-clientSecret").is_displayed(), "the field")
        self.browser.check(self)
        self.assertNotIn("simulator-secret", self.browser.driver.page_source)

    def test_11_a_link_for_somebody_else(self):
        self.open("/links")
        self.browser.check(self, "links-empty")
        self.open("/links/new/http-bearer")
        self.browser.fill(name="Grace's account", brandName="Acme Cloud")
        self.browser.element("[name=hasColor]").click()
        self.browser.driver.execute_script("document.querySelector('[name=brandColor]').value = '#0b6e4f'")
        self.browser.check(self, "new-link")
        self.browser.press("Make the link")
        self.browser.wait_for("Send this link")
        self.browser.check(self, "link-made")
        address = self.browser.element("#url").get_attribute("value")
        guest = Browser()
        self.addCleanup(guest.quit)
        guest.resize(390)
        guest.open(address)
        guest.wait_for("Acme Cloud")
        colour = guest.element("button.brand-button").value_of_css_property("background-color")
        self.assertIn("11, 110, 79", colour)
        guest.check(self, "guest")
        guest.fill(url=self.simulator.url + "/api/me", token="wrong")
        guest.press("Connect")
        guest.wait_for("nothing was stored")
        guest.check(self, "guest-refused")
        token = self.simulator.token()
        guest.fill(token=token)
        guest.press("Connect")
        guest.wait_for("is connected")
        guest.check(self, "guest-done")
        self.open("/links")
        self.browser.wait_for("Connected")
        self.browser.check(self, "links")

    def test_11b_the_list_is_sorted_by_its_heads(self):
        def names():
            return [cover.text for cover in self.browser.elements("a.cover")]

        def sorted_by():
            return [(head.text, head.get_attribute("aria-sort")) for head in self.browser.elements("th[aria-sort]")]

        self.open("/connections")
        up = names()
        self.assertGreater(len(up), 1)
        self.assertEqual(sorted_by(), [("Connection", "ascending")])
        self.browser.press("Connection")
        self.browser.wait(lambda: sorted_by() == [("Connection", "descending")], "the other way round")
        self.assertEqual(names(), up[::-1])
        for head, order in [("Type", "ascending"), ("State", "ascending"), ("Verified", "descending"),
                            ("Used", "descending"), ("Ends", "ascending")]:
            self.browser.press(head)
            self.browser.wait(lambda: sorted_by() == [(head, order)], head)
            self.assertEqual(sorted(names()), sorted(up))
        self.browser.check(self, "connections-sorted")
        self.browser.fill(q="grace")
        self.browser.press("Find")
        self.browser.wait(lambda: len(names()) < len(up), "fewer")
        self.assertEqual(sorted_by(), [("Ends", "ascending")], "looking for something keeps the order")

    def test_12_two_tabs_do_not_disturb_each_other(self):
        self.open("/connections/1")
        first = self.browser.driver.current_window_handle
        self.browser.driver.switch_to.new_window("tab")
        self.open("/connections/1")
        self.browser.fill(name="Renamed elsewhere")
        self.browser.press("Rename")
        self.browser.wait_for("Renamed elsewhere")
        self.browser.driver.close()
        self.browser.driver.switch_to.window(first)
        self.browser.press("Verify")
        self.browser.wait_for("The credential is good")
        self.assertIn("Renamed elsewhere", self.browser.text)

    def test_13_the_theme_is_chosen_and_stays(self):
        self.open("/connections")
        button = self.browser.element("[data-theme-switch]")
        for theme in ("light", "dark"):
            button.click()
            self.assertEqual(self.browser.element("html").get_attribute("data-theme"), theme)
        self.open("/playground")
        self.assertEqual(self.browser.element("html").get_attribute("data-theme"), "dark")
        self.browser.check(self)
        self.browser.element("[data-theme-switch]").click()

    def test_14_the_keyboard_reaches_everything(self):
        self.open("/connections")
        body = self.browser.element("body")
        body.send_keys("/")
        self.assertEqual(self.browser.driver.switch_to.active_element.get_attribute("name"), "q")
        self.open("/connections")
        seen = []
        for _ in range(60):
            self.browser.driver.switch_to.active_element.send_keys("\ue004")
            active = self.browser.driver.switch_to.active_element
            outline = active.value_of_css_property("outline-style")
            seen.append((active.tag_name, active.accessible_name, outline))
            if active.get_attribute("class") == "cover":
                break
        self.assertEqual(seen[0][1], "Skip to the content")
        self.assertIn("cover", self.browser.driver.switch_to.active_element.get_attribute("class"))
        hidden = [one for one in seen if one[2] == "none" and one[0] != "a" and one[0] != "body"]
        self.assertEqual(hidden, [], "the focus can be seen")

    def test_15_deleting_says_what_came_of_the_tokens(self):
        self.open("/connections/1")
        self.browser.press("Delete")
        self.browser.wait_for("What will break")
        self.browser.check(self, "delete")
        self.browser.press("Delete all the same")
        self.browser.wait_for("The connection has been deleted")
        self.assertIn("took its tokens back", self.browser.text)
        self.browser.check(self)
        self.open("/connections/1")
        self.browser.wait_for("There is nothing here")

    def test_16_a_session_that_ended_leads_back_to_the_connection(self):
        self.open("/connections/2")
        self.server.run("user", "sign-out", "1")
        self.open("/connections/2")
        self.assertEqual(self.browser.path, "/sign-in?to=/connections/2")
        self.sign_in()
        self.browser.wait(lambda: self.browser.path == "/connections/2", "the page that was asked for")


class ConnectionWithoutScriptsTest(BrowserTest):
    scripts = False

    def test_connecting_and_trying_work_without_scripts(self):
        simulator = Simulator()
        self.addCleanup(simulator.stop)
        self.set_up_owner()
        self.open("/connections/new/http-oauth2")
        self.browser.fill(**{
            "value-url": simulator.url + "/api/me", "value-issuer": simulator.url,
            "value-clientId": "simulator-client", "value-clientSecret": "simulator-secret", "scopesText": "read"})
        self.browser.press("Continue to OAuth 2.0, authorization code")
        ConnectionTest.sign_in_at_the_provider(self, self.browser)
        self.browser.wait_for("Everything that was asked for has been granted.")
        self.browser.press("Verify")
        self.browser.wait_for("The credential is good")
        self.open("/playground?connection=1")
        self.browser.fill(path="/api/me")
        self.browser.press("Send")
        self.browser.wait_for("ada@simulator.example")
        self.open("/connections?q=oauth&state=healthy")
        self.assertEqual(len(self.browser.elements("a.cover")), 1)
        self.browser.press("Used")
        self.browser.wait(lambda: "sort=used" in self.browser.path, "another order")
        self.assertEqual(len(self.browser.elements("a.cover")), 1)
        self.open("/connections/1")
        self.browser.press("Revoke")
        self.browser.wait_for("Take the grant back?")
        self.browser.press("Revoke")
        self.browser.wait_for("The provider took its tokens back.")
        self.browser.press("Delete")
        self.browser.wait_for("What will break")
        self.browser.press("Delete all the same")
        self.browser.wait_for("No account is connected yet")
        self.assertEqual(self.browser.complaints(), [])
