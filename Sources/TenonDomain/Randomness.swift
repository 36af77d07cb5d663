// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Where unpredictable bytes come from.
///
/// The system's generator in the server; a seeded one in tests.
package protocol Randomness: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator (`getrandom`).
package struct SystemRandomness: Randomness {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
