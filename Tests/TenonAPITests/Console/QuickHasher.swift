// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonVault

/// The server's own hasher, at a cost that tests can pay.
enum QuickHasher {
    static func make() -> ScryptHasher {
        ScryptHasher(
            randomness: SystemRandomness(), cost: ScryptHasher.Cost(logRounds: 2, blockSize: 8, parallelism: 1))
    }
}
