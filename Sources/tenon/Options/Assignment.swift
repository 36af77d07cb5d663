// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// An argument `name=value`.
struct Assignment: ExpressibleByArgument, Equatable {
    let name: String
    let value: String

    /// Splits at the first `=`; returns `nil` without one, or without a name.
    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
