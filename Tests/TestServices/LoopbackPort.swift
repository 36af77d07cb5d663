// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Ports of 127.0.0.1.
package enum LoopbackPort {
    /// A port nobody listens on, below the range that outgoing connections get theirs from.
    package static func free() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: 20_000...31_999)
            if try canBind(port) { return port }
        }
        throw ServiceFailure("No port of 127.0.0.1 between 20000 and 31999 is free.")
    }

    /// Waits until somebody accepts connections.
    static func wait(
        _ port: Int, name: String, atMost limit: Duration = .seconds(20), log: () -> String
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if try canConnect(port) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServiceFailure("\(name) does not listen on port \(port). Its log: \(log())")
    }

    private static func canBind(_ port: Int) throws -> Bool {
        try with(port) { socket, address, length in bind(socket, address, length) == 0 }
    }

    private static func canConnect(_ port: Int) throws -> Bool {
        try with(port) { socket, address, length in connect(socket, address, length) == 0 }
    }

    private static func with(
        _ port: Int, _ body: (CInt, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) throws -> Bool {
        #if canImport(Darwin)
            let socket = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #endif
        guard socket >= 0 else { throw ServiceFailure("No socket could be made.") }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
