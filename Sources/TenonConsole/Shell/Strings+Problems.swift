// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
internal import TenonJSON
internal import TenonVault

/// What went wrong, in the console's words: the one place where sentences of the server become texts.
///
/// Nothing that the server says in English reaches a page but by its code. What other servers said is quoted.
extension Strings {
    /// Every list of sentences that a page may have to say; each has its words under its group.
    package static let lists: [any SentenceName.Type] = [
        Sentence.Name.self, OutboundFailure.Cause.self, VaultError.Name.self, Finding.Name.self,
        ExpressionError.Name.self, WebAddress.Fault.Name.self, RequestFault.Name.self, SigningFault.Name.self,
        JSONError.Reason.self,
    ]

    /// A sentence, and those within it: the texts under their codes.
    package func callAsFunction(_ sentence: Sentence) -> String {
        self(
            sentence.code,
            sentence.values.reduce(into: [:]) { words, value in
                words[value.key] =
                    switch value.value {
                    case .text(let text): value.key == "said" ? self.words(ofStored: text) : text
                    case .sentence(let sentence): self(sentence)
                    }
            })
    }

    /// A sentence each for everything that is wrong.
    package func sentences(of error: TenonError) -> [String] {
        let found =
            error.suberrors.isEmpty
            ? error.sentences.map { self($0) } : error.suberrors.map { sentence(of: $0, in: error) }
        // The same once: what has no words of its own is told by its kind.
        return (found.isEmpty ? [general(error.code)] : found).reduce(into: []) { sentences, sentence in
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
    }

    package func sentences(of error: TenonError?) -> [String] { error.map { sentences(of: $0) } ?? [] }

    /// Why a third party did not do what was asked: in our words where they are ours, else by its kind and as it was said.
    func sentence(of failure: Failure) -> String {
        failure.sentence.map { self($0) } ?? quoting(failure.message, failure.name)
    }

    /// A text that the server once wrote down: ours in the console's words, anybody else's as it is.
    package func words(ofStored text: String) -> String {
        Sentence(stored: text, lists: Self.lists).map { self($0) } ?? text
    }

    private func sentence(of suberror: TenonError.Suberror, in error: TenonError) -> String {
        if let fault = suberror.fault { return sentence(of: fault, or: error.code) }
        return Failure.Name(rawValue: suberror.name).map { quoting(suberror.message, $0) } ?? general(error.code)
    }

    private func sentence(of fault: Fault, or code: TenonError.Code) -> String {
        guard let sentence = fault.sentence else { return general(code) }
        guard let parameter = fault.parameter else { return self(sentence) }
        let label = fault.label ?? self["parameter.\(parameter)"] ?? parameter
        return self("problem.about", ["label": label, "sentence": self(sentence)])
    }

    private func quoting(_ said: String, _ name: Failure.Name) -> String {
        if let sentence = Sentence(stored: said, lists: Self.lists) { return self(sentence) }
        let sentence = self("failure.\(name.rawValue)")
        return said.isEmpty ? sentence : self("failure.said", ["sentence": sentence, "said": said])
    }

    private func general(_ code: TenonError.Code) -> String { self("error.code.\(code.rawValue)") }
}
