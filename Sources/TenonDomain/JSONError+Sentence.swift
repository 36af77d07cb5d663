// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

extension JSONError.Reason: SentenceName {
    package static var group: String { "json" }
}

extension JSONError {
    /// The reason alone: whoever shows it has the place beside it.
    package var sentence: Sentence { Sentence(of: reason, values) }
}
