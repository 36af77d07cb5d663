// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why a server for the tests does not run; a sentence that says what to do.
package struct ServiceFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
