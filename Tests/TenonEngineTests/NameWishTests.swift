// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonEngine

@Suite struct NameWishTests {
    @Test(arguments: [
        ("Acme Orders!", "acme-orders"), ("--a__b--", "a-b"), ("", "app"), ("Ünïcode", "n-code"), ("a/../b", "a-b"),
        (String(repeating: "x", count: 90), String(repeating: "x", count: 40)), ("🙂", "app"), ("A\u{0}B", "a-b"),
        (String(repeating: "x", count: 39) + " y", String(repeating: "x", count: 39)),
    ])
    func `a wish becomes letters, digits and hyphens`(_ wish: String, _ slug: String) {
        #expect(NameWish(wish).slug == slug)
    }

    @Test func `others are like it, and what is taken is left out`() {
        let names = NameWish("acme").names(except: ["acme"], SystemRandomness())
        #expect(names.count > 3 && Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix("acme-") && $0.utf8.count == 11 })
        #expect(NameWish.connections(of: "acme", except: ["acme", "acme-3"]).prefix(2) == ["acme-2", "acme-4"])
    }
}
