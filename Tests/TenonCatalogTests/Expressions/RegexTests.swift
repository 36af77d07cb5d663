// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import Testing

@Suite struct RegexTests {
    @Test(arguments: [
        ("abc", "xabcx", true), ("^abc$", "abc", true), ("^abc$", "abcd", false), ("a|b", "b", true),
        ("^(a|b)+$", "abba", true),
        ("^[a-z0-9-]{1,63}$", "my-team-1", true), ("^[a-z0-9-]{1,63}$", "My", false), ("^[^/]+$", "a/b", false),
        ("^\\d{3}-\\D$", "123-x", true), ("\\bcat\\b", "a cat", true), ("\\bcat\\b", "concat", false),
        ("a.c", "a\nc", false),
        ("^(?:ab){2,}$", "ababab", true), ("^(?:ab){2,3}$", "abababab", false), ("^a{2}$", "aaa", false),
        ("(a)(b)?\\1", "aa", true), ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "ab1c", true), ("^(?!admin)", "admin", false),
        ("^a*?b", "aaab", true), ("^\\u0041\\x42$", "AB", true), ("^[\\w.]+$", "a_b.c", true),
        ("^[\\s\\S]$", "\n", true),
        ("[\\d-x]", "-", true), ("^[]$", "", false), ("^(a*)*$", "aaa", true), ("^(a?)*b$", "aab", true),
        ("", "x", true),
        ("^\\u{1F600}$", "😀", true), ("x{", "x{", true), ("x{a}", "x{a}", true), ("^\\.\\/$", "./", true),
        ("^(|a)+$", "aa", true), ("^ä$", "ä", true),
    ])
    func `a pattern matches what JavaScript's would`(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try BoundedRegex(pattern).matches(text) == expected)
    }

    @Test(arguments: [
        ("ABC", "xabcx", BoundedRegex.Flags.ignoreCase, true), ("[A-C]", "b", .ignoreCase, true),
        ("[^a]", "A", .ignoreCase, false), ("^b$", "a\nb", .multiline, true), ("a.c", "a\nc", .dotAll, true),
        ("Ä", "ä", .ignoreCase, true), ("(x)\\1", "xX", .ignoreCase, true),
    ])
    func `flags change what matches`(
        _ pattern: String, _ text: String, _ flags: BoundedRegex.Flags, _ expected: Bool
    ) throws {
        #expect(try BoundedRegex(pattern, flags: flags).matches(text) == expected)
    }

    @Test(arguments: [
        "(", ")", "[", "a**", "*", "a{2,1}", "a{1001}", "(?<=a)b", "(?<!a)b", "[z-a]", "\\", "\\q", "(?x)", "(?<1a",
        "\\2(a)",
        "\\u12", "\\xg1", "^*", "(?<>a)", "\\u{110000}", "[\\d-", "a|*",
    ])
    func `a malformed pattern is refused`(_ pattern: String) {
        #expect(throws: ExpressionError.self) { try BoundedRegex(pattern) }
    }

    @Test(arguments: [
        "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){12}$", "^((a*)*)*$", "(x+x+)+y", "^(a?){25}a{25}$",
        "^(?=(a+)+$)b",
    ])
    func `a pattern that backtracks for ever is cut off`(_ pattern: String) throws {
        let regex = try BoundedRegex(pattern)
        let text = String(repeating: "a", count: 60) + String(repeating: "x", count: 60) + "!"
        let started = ContinuousClock.now
        do { #expect(try !regex.matches(text)) } catch { #expect("\(error)".contains("too many steps")) }
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test(arguments: [
        "((((a{1000}){1000}){1000}){1000})", "(?:(?:(?:){1000}){1000}){1000}",
        String(repeating: "(", count: 5000), String(repeating: "(", count: 60) + String(repeating: ")", count: 60),
        String(repeating: "()", count: 40), String(repeating: "a", count: 5000),
    ])
    func `a pattern that would make a huge program is refused`(_ pattern: String) {
        #expect(throws: ExpressionError.self) { try BoundedRegex(pattern) }
    }
}
