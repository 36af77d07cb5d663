// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A page of HTML, plain enough for every browser and for a script.
struct Page: Sendable {
    let title: String
    /// HTML; whatever comes from outside has to go through ``escape(_:)``.
    let body: String

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Page.escape(title)) · Tenon's simulator</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
        label { display: block; margin: .5rem 0; }
        button { font: inherit; padding: .4rem 1rem; margin-right: .5rem; }
        input:not([type=checkbox]) { font: inherit; display: block; width: 100%; box-sizing: border-box; }
        code { overflow-wrap: anywhere; }
        </style>
        </head>
        <body>
        <main>
        <h1>\(Page.escape(title))</h1>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    /// The text as it may stand in an element or in a quoted attribute.
    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}

// MARK: - The pages there are

extension Page {
    /// Asks who the person is.
    static func login(key: String, clientID: String, hint: String?, failed: Bool) -> Page {
        let message = failed ? #"<p role="alert">That name and password do not belong together.</p>"# : ""
        return Page(
            title: "Sign in",
            body: """
                <p>To continue to <strong>\(escape(clientID))</strong></p>
                \(message)
                <form method="post" action="/login">
                <input type="hidden" name="key" value="\(escape(key))">
                <label>Name <input name="username" autocomplete="username" value="\(escape(hint ?? ""))" required></label>
                <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
                <button>Sign in</button>
                </form>
                """)
    }

    /// Asks what the person allows; each scope can be unticked.
    static func consent(key: String, clientID: String, userName: String, scope: [String]) -> Page {
        let boxes = scope.map { name in
            #"<label><input type="checkbox" name="scope" value="\#(escape(name))" checked> \#(escape(name))</label>"#
        }
        return Page(
            title: "Allow access?",
            body: """
                <p><strong>\(escape(clientID))</strong> asks for access to the account of \(escape(userName)).</p>
                <form method="post" action="/consent">
                <input type="hidden" name="key" value="\(escape(key))">
                \(boxes.joined(separator: "\n"))
                <button name="decision" value="allow">Allow</button>
                <button name="decision" value="deny">Deny</button>
                </form>
                """)
    }

    /// Asks for the code that a device shows.
    static func device(userCode: String?, failed: Bool) -> Page {
        let message = failed ? #"<p role="alert">There is no device with that code, or it has expired.</p>"# : ""
        return Page(
            title: "Connect a device",
            body: """
                \(message)
                <form method="post" action="/device">
                <label>Code <input name="user_code" autocapitalize="characters" value="\(escape(userCode ?? ""))" required></label>
                <button>Continue</button>
                </form>
                """)
    }

    static func message(_ title: String, _ sentence: String) -> Page {
        Page(title: title, body: "<p>\(escape(sentence))</p>")
    }
}
