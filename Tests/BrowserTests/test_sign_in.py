# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0

from harness import PASSWORD, Browser, BrowserTest


class SignInTest(BrowserTest):
    def test_1_the_first_page_makes_the_owner(self):
        self.open("/")
        self.assertEqual(self.browser.path, "/setup")
        self.browser.check(self, "setup")
        self.browser.fill(token="11111111-2222-4333-8444-555555555555", name="Eve", email="eve@example.com",
                          password=PASSWORD)
        self.browser.press("Set up and sign in")
        self.browser.wait_for("That is not the owner’s token.")
        self.browser.check(self)
        self.set_up_owner()
        self.assertIn("Ada Lovelace", self.browser.text)

    def test_2_a_wrong_password_is_refused_in_words(self):
        self.open("/account")
        self.browser.press("Your account")
        self.browser.press("Sign out")
        self.browser.wait(lambda: self.browser.path == "/sign-in", "the sign-in page")
        self.browser.check(self, "sign-in")
        self.sign_in(password="wrong")
        self.browser.wait_for("do not belong together")
        self.browser.check(self, "sign-in-refused")
        self.sign_in()
        self.browser.wait(lambda: self.browser.elements("nav.side"), "the console")

    def test_3_the_account_page(self):
        self.open("/account")
        self.browser.check(self, "account")
        self.browser.fill(current=PASSWORD, new=PASSWORD + " 2")
        self.browser.press("Change password")
        self.browser.wait_for("Your password has been changed.")
        self.browser.check(self, "account-changed")
        self.browser.fill(current=PASSWORD + " 2", new=PASSWORD)
        self.browser.press("Change password")
        self.browser.wait_for("Your password has been changed.")

    def test_4_a_session_that_ended_elsewhere_leads_to_the_sign_in_page_and_back(self):
        self.open("/account")
        self.server.run("user", "sign-out", "1")
        self.open("/account")
        self.assertEqual(self.browser.path, "/sign-in?to=/account")
        self.sign_in()
        self.browser.wait(lambda: self.browser.path == "/account", "the page that was asked for")

    def test_5_a_form_of_an_ended_session_says_so(self):
        self.open("/account")
        self.server.run("user", "sign-out", "1")
        self.browser.fill(current=PASSWORD, new=PASSWORD + " 3")
        self.browser.press("Change password")
        self.browser.wait(lambda: self.browser.path.startswith("/sign-in"), "the sign-in page")
        self.sign_in()
        self.browser.wait(lambda: self.browser.elements("nav.side"), "the console")

    def test_6_an_invitation(self):
        link = self.server.run("user", "invite", "grace@example.com", "--name", "Grace Hopper").strip()
        guest = Browser()
        self.addCleanup(guest.quit)
        guest.open(link)
        guest.check(self, "invitation")
        guest.fill(name="Grace Hopper", password=PASSWORD)
        guest.press("Set password and sign in")
        guest.wait(lambda: guest.elements("nav.side"), "the console")
        self.assertIn("Grace Hopper", guest.text)
        guest.open(link)
        guest.wait_for("This link does not work any more")
        guest.check(self, "invitation-used")

    def test_7_an_unknown_page(self):
        self.open("/nowhere")
        self.browser.wait_for("There is nothing here")
        self.browser.check(self, "not-found")

    def test_8_the_cookie_cannot_be_read_by_a_script(self):
        self.open("/account")
        self.assertNotIn("tenon", self.browser.driver.execute_script("return document.cookie"))
        cookie = next(c for c in self.browser.driver.get_cookies() if "session" in c["name"])
        self.assertEqual(cookie["name"], "__Host-tenon-session")
        self.assertTrue(cookie["secure"] and cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Lax")

    def test_9_two_tabs_one_signs_out(self):
        self.open("/account")
        first = self.browser.driver.current_window_handle
        self.browser.driver.switch_to.new_window("tab")
        self.open("/account")
        self.browser.press("Your account")
        self.browser.press("Sign out")
        self.browser.wait(lambda: self.browser.path == "/sign-in", "the sign-in page")
        self.browser.driver.close()
        self.browser.driver.switch_to.window(first)
        self.browser.fill(current=PASSWORD, new=PASSWORD + " 4")
        self.browser.press("Change password")
        self.browser.wait(lambda: self.browser.path.startswith("/sign-in"), "the sign-in page")
        self.assertEqual(self.browser.complaints(), [])


class WithoutScriptsTest(BrowserTest):
    scripts = False

    def test_signing_in_and_out_works_without_scripts(self):
        self.set_up_owner()
        self.open("/account")
        self.browser.fill(current=PASSWORD, new=PASSWORD + " 2")
        self.browser.press("Change password")
        self.browser.wait_for("Your password has been changed.")
        self.browser.press("Sign out everywhere")
        self.browser.wait(lambda: self.browser.path == "/sign-in", "the sign-in page")
        self.sign_in(password=PASSWORD + " 2")
        self.browser.wait(lambda: self.browser.elements("nav.side"), "the console")
        self.assertEqual(self.browser.complaints(), [])
