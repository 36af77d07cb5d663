// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

/// Sentences with values in them.
@Suite struct SentenceTests {
    @Test(
        arguments: [
            ("no values", [:], "no values"), ("{a} and {b}", ["a": "1", "b": "2"], "1 and 2"),
            ("{a} {a}", ["a": "{b}", "b": "x"], "{b} {b}"), ("{missing} {a}", ["a": "1"], "{missing} 1"),
            ("{ {a} }", ["a": "1"], "{ 1 }"), ("{a", ["a": "1"], "{a"), ("a}", ["a": "1"], "a}"), ("", ["a": "1"], ""),
            ("{}{a}", ["a": ""], "{}"),
        ] as [(String, [String: String], String)])
    func `values are put in once, and nothing in them is replaced`(
        _ words: String, _ values: [String: String], _ filled: String
    ) {
        #expect(Sentence.fill(words, with: values) == filled)
    }

    @Test func `every sentence has a code of its own, and all of its words without values say so`() {
        let codes = Sentence.Name.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.wholeMatch(of: /problem\.[A-Za-z]+/) != nil })
        #expect(Sentence(.tooManyTries).description == Sentence.Name.tooManyTries.rawValue)
    }

    @Test(
        arguments: [
            .hostNotAllowed("a.example"), .addressNotAllowed("10.0.0.1"), .nameNotResolved("x'y"),
            .unreachable(.noRoute), .connectionLost(.reset), .tlsFailed(.untrusted), .timedOut,
            .responseTooLarge(limit: 5), .busy, .malformedAnswer(.notSMTP),
            .malformedAnswer(Sentence(of: OutboundFailure.Cause.lineTooLong, ["bytes": "5"])),
            .invalidRequest(.headerValue, ["name": "{reason}: '. it has"]),
        ] as [OutboundFailure])
    func `a failure that was written down is known again`(_ failure: OutboundFailure) {
        let lists: [any SentenceName.Type] = [OutboundFailure.Cause.self]
        #expect(Sentence(stored: failure.description, lists: lists) == failure.sentence)
        #expect(Sentence(stored: failure.description + "!", lists: lists) == nil)
    }

    @Test func `a sentence within a sentence is told in its place, and found there again`() throws {
        let inner = Sentence(of: OutboundFailure.Cause.headerValue, ["name": "{reason}"])
        let whole = Sentence(.requestNotMade, ["reason": .sentence(inner)])
        #expect(whole.description == "The request could not be made: \(inner).")
        #expect(Sentence(stored: whole.description, lists: [OutboundFailure.Cause.self]) == whole)
        let unknown = try #require(Sentence(stored: whole.description))
        #expect(unknown.values == ["reason": .text(inner.description)])
        #expect(unknown.description == whole.description)
    }

    @Test func `an error says its sentences to programs, and keeps them for pages`() {
        let error = TenonError(.conflict, [Sentence(.tooManyTokens, ["count": "5"]), Sentence(.noTeam)])
        #expect(error.detail == "There are 5 tokens already; revoke one first. The organization has no team.")
        #expect(error.sentences.count == 2 && TenonError(.conflict, "x").sentences.isEmpty)
    }
}
