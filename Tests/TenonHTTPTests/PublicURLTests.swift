// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonHTTP
import Testing

@Suite struct PublicURLTests {
    @Test(arguments: [
        ("https://Tenon.example.com", "https://tenon.example.com"), ("http://localhost:8080/", "http://localhost:8080"),
        ("HTTPS://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ])
    func `a public URL is an origin`(_ text: String, _ origin: String) {
        #expect(PublicURL(text)?.origin == origin)
    }

    @Test(arguments: [
        "", "tenon.example.com", "ftp://a", "https://", "https:///", "https://a/b", "https://a?b", "https://u@a",
        "https://a:", "https://:80", "https://a b", "https://a#b", "javascript://a",
    ])
    func `anything more or less is none`(_ text: String) {
        #expect(PublicURL(text) == nil)
    }
}
