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
        for list in Strings.lists { try check(list) }
    }

    private func check<List: SentenceName>(_: List.Type) throws {
        for name in List.allCases {
            let forms = strings.forms(of: name.code)
            try #require(!forms.isEmpty, "\(name.code)")
            for words in forms { #expect(values(in: words).isSubset(of: values(in: name.rawValue)), "\(name.code)") }
        }
        let codes = Set(List.allCases.map(\.code) + ["problem.about"])
        #expect(strings.names.filter { $0.hasPrefix(List.group + ".") && !codes.contains($0) } == [])
    }

    @Test func `one is told otherwise than many`() {
        #expect(strings(Sentence(.appInUse, ["count": "1"])) == "One connection uses it: delete that first.")
        #expect(strings(Sentence(.appInUse, ["count": "11"])) == "11 connections use it: delete those first.")
        #expect(strings.names.allSatisfy { strings[$0] != nil || strings.forms(of: $0).count == 2 })
    }

    @Test func `a cause within a sentence is said in the console's words, written down or not`() {
        let failure = OutboundFailure.tlsFailed(.otherHost)
        let told = "No secure connection could be made: the service’s certificate is for another host."
        #expect(strings(failure.sentence) == told)
        #expect(strings.words(ofStored: failure.description) == told)
        #expect(failure.description.contains("the server's certificate"))
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
