// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// What a ciphertext is bound to: fields in order, each behind its length, so that none can flow into the next.
struct AssociatedData {
    private(set) var bytes = Data()

    init(_ fields: [String]) {
        for field in fields {
            let utf8 = Data(field.utf8)
            withUnsafeBytes(of: UInt32(utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(utf8)
        }
    }
}
