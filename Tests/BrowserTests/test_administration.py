# Copyright 2026 The Tenon Authors
# SPDX-License-Identifier: Apache-2.0

from harness import BrowserTest


class AdministrationTest(BrowserTest):
    def test_1_teams(self):
        self.set_up_owner()
        self.browser.press("Teams")
        self.browser.check(self, "teams")
        self.browser.fill(name="Billing")
        self.browser.press("Make the team")
        self.browser.wait_for("The team has been made.")
        self.browser.check(self, "team")

    def test_2_people(self):
        self.open("/people")
        self.browser.check(self, "people")
        self.browser.press("Invite somebody")
        self.browser.fill(name="Grace Hopper", email="grace@example.com")
        self.browser.check(self, "people-inviting")
        self.browser.press("Make the invitation")
        self.browser.wait_for("A link for Grace Hopper")
        self.browser.check(self, "invited")
        link = self.browser.element("#once").get_attribute("value")
        guest = self.guest(link)
        guest.open(self.server.url + "/people")
        guest.wait_for("You may not do this")
        guest.check(self, "forbidden")
        guest.open(self.server.url + "/teams")
        guest.wait_for("You are in no team yet")
        guest.check(self, "teams-none")
        self.open("/people")
        self.browser.check(self, "people-two")

    def test_3_tokens(self):
        self.server.run(
            "connection", "create", "http-bearer", "--team", "1", "--name", "Weather", "--set",
            "url=https://api.example.com/me", "--secret-stdin", "token", said="tok-1\n")
        self.open("/tokens")
        self.browser.check(self, "tokens")
        self.open("/tokens/new")
        self.browser.check(self, "new-token")
        self.browser.fill(label="Weather agent")
        self.browser.element('[value="narrow"]').click()
        self.browser.press("Connections and requests of a narrow token")
        self.browser.element('[name="connection"]').click()
        self.browser.check(self, "new-token-narrow")
        self.browser.press("Make the token")
        self.browser.wait_for("Token “Weather agent”")
        self.browser.check(self, "token-made")
        self.browser.press("Done")
        self.browser.wait_for("GET /**")
        self.browser.wait_for("Connections: Weather (1)")
        self.browser.check(self, "tokens-narrow")
        self.browser.press("Revoke: Weather agent")
        self.browser.wait_for("The token is revoked.")

    def test_4_apps(self):
        self.open("/installations")
        self.browser.check(self, "installations")
        self.browser.press("Slack")
        self.browser.wait(lambda: self.browser.path == "/installations/slack", "the app's page")
        self.browser.check(self, "installation")
        self.browser.fill(clientId="123.456", clientSecret="canary-77")
        self.browser.press("Save")
        self.browser.wait_for("The client is stored.")
        self.browser.press("Slack")
        self.browser.wait_for("Forget this client")
        self.assertNotIn("canary-77", self.browser.driver.page_source)
        self.browser.check(self, "installation-stored")
        self.browser.press("Forget it")
        self.browser.wait_for("The client is forgotten.")

    def test_5_server(self):
        self.open("/server")
        self.browser.check(self, "server")
        self.browser.press("Rotate the root key")
        self.browser.wait_for("There is a new root key")
        self.browser.check(self, "server-rotated")
        self.browser.press("Rotate the data keys")
        self.browser.wait_for("There are new data keys.")
        self.browser.check(self, "server-data-rotated")
        # The page asks anew by itself while secrets are sealed again.
        self.browser.wait_for("Rotate the data keys")

    def test_6_audit(self):
        self.open("/audit")
        self.browser.check(self, "audit")
        self.browser.press("Verify the log")
        self.browser.wait_for("The log is whole")
        self.browser.check(self, "audit-verified")
        self.open("/audit?subject=nothing:1")
        self.browser.check(self, "audit-nothing")

    def test_7_webhooks(self):
        self.open("/webhooks")
        self.browser.check(self, "webhooks")
        self.browser.press("New webhook")
        self.browser.fill(url="http://127.0.0.1:1/hook", name="Nobody there")
        self.browser.check(self, "webhooks-new")
        self.browser.press("Make the webhook")
        self.browser.wait_for("Signing secret")
        self.browser.check(self, "webhook-made")
        self.browser.press("Done")
        self.browser.press("Send a test")
        self.browser.wait_for("The test did not arrive")
        self.browser.check(self, "webhook")
        self.browser.press("Make a new secret")
        self.browser.wait_for("New secret of “Nobody there”")
        self.assertTrue(self.browser.element("#once").get_attribute("value").startswith("whsec_"))
        self.browser.check(self, "webhook-rotated")
        self.browser.press("Done")
        self.browser.press("Delete it")
        self.browser.wait_for("The webhook is deleted.")
