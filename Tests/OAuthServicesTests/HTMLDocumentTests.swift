// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TestServices
import Testing

@Suite struct HTMLDocumentTests {
    private static let page = """
        <!DOCTYPE html><title>Log in &amp; go</title><!-- <form action=/no> -->
        <script>if (1 < 2) document.write("<form action='/no'>")</script>
        <p>Hello,<br>you &#39;there&#x27; &unknown; <a href="/next?a=1&amp;b=2">Go <b>on</b></a>
        <FORM METHOD=post ACTION='/in?x=1&amp;y=2'>
          <input type=hidden name=token value="a&quot;b"><input name="user" VALUE=alice>
          <input type="password" name=secret><input name=off value=1 disabled><input type=file name=photo>
          <input type=checkbox name=scope value=read checked><input type=checkbox name=scope value=write>
          <input type=checkbox name=remember>
          <select name=role><option value=1>One<option value=2 selected>Two</select>
          <textarea name=note>a <b> &lt;</textarea>
          <button name=answer value=yes>  Let
            in </button><input type=submit name=no value="Do not">
        </FORM>
        """

    private func entries(
        _ filling: [String: String] = [:], button: String? = nil, of html: String = page
    ) throws -> [String] {
        let form = try #require(HTMLDocument(html).forms.first)
        return try form.entries(filling: filling, button: button).map { "\($0.name)=\($0.value)" }
    }

    @Test func `title, text, links and forms are read`() throws {
        let document = HTMLDocument(Self.page)
        #expect(document.title == "Log in & go")
        #expect(document.text.hasPrefix("Hello, you 'there' &unknown; Go on"))
        #expect(document.link("Go on")?.target == "/next?a=1&b=2")
        #expect(document.forms.count == 1)
        #expect(document.forms.first?.action == "/in?x=1&y=2")
        #expect(document.forms.first?.isPost == true)
        #expect(document.forms.first?.values("scope") == ["read"])
    }

    @Test func `a form sends what stands in it, with the first button`() throws {
        #expect(
            try entries() == [
                "token=a\"b", "user=alice", "secret=", "scope=read", "role=2", "note=a <b> <", "answer=yes",
            ])
    }

    @Test func `a person fills in, chooses, and presses`() throws {
        let filling = ["secret": "s", "scope": "write", "remember": "on", "role": "1", "note": ""]
        #expect(
            try entries(filling, button: "Do not") == [
                "token=a\"b", "user=alice", "secret=s", "scope=write", "remember=on", "role=1", "note=", "no=Do not",
            ])
        #expect(try entries(["scope": ""], button: "Let in").contains { $0.hasPrefix("scope") } == false)
    }

    @Test(arguments: [["nobody": "1"], ["off": "1"], ["scope": "admin"], ["role": "3"], ["answer": "yes"]])
    func `what is not on the page cannot be filled in`(_ filling: [String: String]) {
        #expect(throws: ServiceFailure.self) { try entries(filling) }
    }

    @Test func `a button that is not there cannot be pressed`() {
        #expect(throws: ServiceFailure.self) { try entries(button: "Delete") }
    }

    @Test(arguments: [
        "<", "<a", "<a href", "<a href=", "<a href=\"", "</", "</a", "<!--", "<!", "<form><input name=a", "&", "&#;",
        "&#x110000;", "<form><form>", "</form>", "<title>", "<textarea>", "<select><option>", "<option>x", "<=\"/'>",
        "<a\u{0}b=\u{0}>", String(repeating: "<form><button><a>", count: 20_000),
        String(repeating: "<", count: 100_000),
        String(repeating: "&", count: 100_000), "<script>" + String(repeating: "</scrip", count: 20_000),
    ])
    func `whatever comes, reading ends`(_ html: String) {
        let document = HTMLDocument(html)
        #expect(document.text.utf8.count <= html.utf8.count)
        #expect(document.forms.count <= 20_000)
    }

    @Test func `what the page leaves open is closed`() throws {
        #expect(try entries(of: "<form><input name=a value=1><select name=b><option>x y") == ["a=1", "b=x y"])
    }

    @Test func `form encoding comes back as it went`() {
        let text = FormEncoding.encode([(name: "a b", value: "ä&=+%/"), (name: "", value: "")])
        #expect(text == "a%20b=%C3%A4%26%3D%2B%25%2F&=")
        #expect(FormEncoding.decode(text).map(\.value) == ["ä&=+%/", ""])
        #expect(FormEncoding.decode("a+b=%zz&c").map { "\($0.name)|\($0.value)" } == ["a b|%zz", "c|"])
    }
}
