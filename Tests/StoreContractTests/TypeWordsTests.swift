// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonStore
import Testing

/// The words that migrations are written in.
@Suite struct TypeWordsTests {
    private let words = TypeWords(identity: "I", bigint: "B", text: "T", bytes: "Y", strict: "")

    @Test
    func `whole words in capitals are translated, and nothing else`() {
        let script = "CREATE TABLE texts (id IDENTITY, TEXT_X TEXT, bytes BYTES, n BIGINT CHECK (n<>'ü')) STRICT;"
        #expect(words.translate(script) == "CREATE TABLE texts (id I, TEXT_X T, bytes Y, n B CHECK (n<>'ü')) ;")
    }
}
