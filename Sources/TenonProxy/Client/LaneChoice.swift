// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Which lane a request takes, told from its first bytes.
enum LaneChoice: Hashable {
    case proxy
    case other
    /// More has to come.
    case open

    /// A method, one space and `/proxy/`: whatever is spelt otherwise is not for the fast lane.
    static func of(_ bytes: UnsafeRawBufferPointer) -> LaneChoice {
        var position = 0
        while position < bytes.count, position <= 32, Bytes.isToken(bytes[position]) { position += 1 }
        if position == bytes.count, position <= 32 { return .open }
        guard (1...32).contains(position), bytes[position] == Bytes.space else { return .other }
        let wanted = ProxyTarget.prefix
        for index in 0..<wanted.utf8CodeUnitCount {
            guard position + 1 + index < bytes.count else { return .open }
            guard bytes[position + 1 + index] == wanted.utf8Start[index] else { return .other }
        }
        return .proxy
    }
}
