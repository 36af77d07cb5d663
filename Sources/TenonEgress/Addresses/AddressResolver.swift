// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import NIOPosix
import Synchronization
import TenonDomain

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the addresses of a name come from; the system's resolver, or a lying one in tests.
package protocol AddressResolver: Sendable {
    /// - Throws: ``OutboundFailure``.
    func addresses(of name: String) async throws -> [IPAddress]
}

/// The operating system's resolver, on threads that may block.
///
/// A lookup cannot be called off; a caller that gives up leaves it behind, so lookups are counted until they end.
package final class SystemResolver: AddressResolver {
    /// Lookups under way or waiting for a thread.
    static let lookupsMax = 256

    private let threads: NIOThreadPool
    private let lookups = Mutex(0)

    package init(threads: NIOThreadPool) { self.threads = threads }

    package func addresses(of name: String) async throws -> [IPAddress] {
        let hasRoom = lookups.withLock { count in
            guard count < SystemResolver.lookupsMax else { return false }
            count += 1
            return true
        }
        guard hasRoom else { throw OutboundFailure.busy }
        return try await threads.abandonable {
            defer { self.lookups.withLock { $0 -= 1 } }
            return try SystemResolver.lookUp(name)
        } onRefusal: {
            self.lookups.withLock { $0 -= 1 }
        }
    }

    private static func lookUp(_ name: String) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { throw OutboundFailure.nameNotResolved(name) }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next {
            if let address = address(of: entry.pointee) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw OutboundFailure.nameNotResolved(name) }
        return addresses
    }

    private static func address(of entry: addrinfo) -> IPAddress? {
        guard let pointer = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return .v4(UInt32(bigEndian: pointer.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            return IPAddress(pointer.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default:
            return nil
        }
    }
}
