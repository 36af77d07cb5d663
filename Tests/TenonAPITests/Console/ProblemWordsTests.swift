// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonConsole
import TenonDomain
import Testing

/// What went wrong, in the console's words.
@Suite struct ProblemWordsTests {
    private let strings: Strings

    init() throws { strings = try Strings() }

    private func values(in words: String) -> Set<String> {
        Set(words.matches(of: #/\{([A-Za-z]+)\}/#).map { String($0.1) })
    }

    @Test func `every sentence of the server has words, which name no value that it has not`() throws {
        for name in Sentence.Name.allCases {
            let words = try #require(strings["problem.\(name.code)"], "\(name)")
            #expect(values(in: words).isSubset(of: values(in: name.rawValue)), "\(name)")
        }
        let codes = Set(Sentence.Name.allCases.map { "problem.\($0.code)" } + ["problem.about"])
        #expect(strings.names.filter { $0.hasPrefix("problem.") && !codes.contains($0) } == [])
    }

    @Test func `every kind of error and every kind of failure has words`() {
        for code in TenonError.Code.allCases { #expect(strings["error.code.\(code.rawValue)"] != nil, "\(code)") }
        for name in Failure.Name.allCases { #expect(strings["failure.\(name.rawValue)"] != nil, "\(name)") }
    }

    @Test func `a fault is told with the name of the field that it is about`() {
        var faults = Faults()
        faults.invalid("email", .email)
        faults.missing("subdomain", label: "Sub{sentence}domain")
        faults.invalid("other", Sentence(.lessThan, ["least": "{most}"]))
        let told = strings.sentences(of: TenonError.validation(faults))
        #expect(
            told == [
                "E-mail address: This is no e-mail address.", "Sub{sentence}domain: Something is missing here.",
                "other: This is less than {most}.",
            ])
        #expect(faults.messages[0] == "Invalid value of parameter 'email': must be an e-mail address.")
        #expect(faults.messages[1] == "Missing value of required parameter 'subdomain'.")
    }

    @Test func `words for the wire alone do not reach a page`() {
        let canary = "English for programs"
        for code in TenonError.Code.allCases {
            var faults = Faults()
            faults.add(canary)
            faults.invalid("x", canary)
            let suberrors = faults.all.map { TenonError.Suberror($0) } + [.init(message: canary)]
            for error in [TenonError(code, canary), TenonError(code, canary, suberrors: suberrors)] {
                let told = strings.sentences(of: error)
                #expect(told == [strings["error.code.\(code.rawValue)"]])
            }
        }
    }

    @Test func `what a third party said is quoted behind what it means`() {
        let said = TenonError.Suberror(message: "[401] no such key", name: "InvalidAccessTokenError")
        let told = strings.sentences(of: TenonError(.thirdPartyFailed, .previousFailed, suberrors: [said]))
        #expect(told == ["The service refused the credential. What was said: “[401] no such key”"])
        #expect(strings.words(ofStored: "The server did not answer in time.") == "The service did not answer in time.")
        #expect(strings.words(ofStored: "No such key.") == "No such key.")
    }
}
