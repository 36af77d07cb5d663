# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0

from harness import BrowserTest, Simulator


class ProviderTest(BrowserTest):
    @classmethod
    def setUpClass(cls):
        cls.simulator = Simulator()
        cls.addClassCleanup(cls.simulator.stop)
        cls.settings = {
            "TENON_OIDC_ISSUER": cls.simulator.url, "TENON_OIDC_CLIENT_ID": "simulator-client",
            "TENON_OIDC_CLIENT_SECRET": "simulator-secret", "TENON_OIDC_NAME": "Simulator",
        }
        super().setUpClass()

    def come_from_provider(self):
        self.open("/account")
        self.browser.press("Sign in with Simulator")
        self.browser.wait(lambda: self.browser.driver.current_url.startswith(self.simulator.url), "the provider")
        # The simulator knows the person from then on, but asks again whether they agree.
        if self.browser.elements("[name=username]"):
            self.browser.fill(username="ada", password="ada-password")
            self.browser.press("Sign in")
        self.browser.wait(lambda: self.browser.elements("[value=allow]") or self.server.url in
                          self.browser.driver.current_url, "the provider's question")
        if self.browser.elements("[value=allow]"):
            self.browser.press("Allow")

    def test_1_nobody_comes_in_uninvited(self):
        self.open("/sign-in")
        self.browser.check(self, "sign-in-provider")
        self.come_from_provider()
        self.browser.wait_for("Nobody has invited ada@simulator.example.")
        self.browser.check(self, "provider-refused")

    def test_2_who_was_added_comes_in_by_the_verified_address(self):
        self.server.run("user", "create", "ada@simulator.example", "--name", "Ada")
        self.come_from_provider()
        self.browser.wait(lambda: self.browser.path == "/account", "the page that was asked for")
        self.browser.wait_for("ada@simulator.example")
        self.browser.wait_for("You sign in through your organization’s provider")
        self.browser.check(self, "account-provider")

    def test_3_an_answer_for_another_browser_is_refused(self):
        self.open("/sign-in/provider/callback?code=x&state=" + "0" * 64)
        self.browser.wait_for("You came back with another browser, or too late.")
        self.browser.check(self)
