// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// Counts the exchanges under way: altogether, for each connection and for each host.
final class InFlight: Sendable {
    private struct Counts {
        var total = 0
        var connections: [ConnectionID: Int] = [:]
        var hosts: [UpstreamKey: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let settings: ProxySettings

    init(settings: ProxySettings) { self.settings = settings }

    var total: Int { counts.withLock { $0.total } }

    /// Makes room for one more; `false` when one of the limits is reached.
    func enter(connection: ConnectionID, host: UpstreamKey) -> Bool {
        counts.withLock { counts in
            guard counts.total < settings.concurrentMax,
                counts.connections[connection, default: 0] < settings.concurrentPerConnectionMax,
                counts.hosts[host, default: 0] < settings.concurrentPerHostMax
            else { return false }
            counts.total += 1
            counts.connections[connection, default: 0] += 1
            counts.hosts[host, default: 0] += 1
            return true
        }
    }

    func leave(connection: ConnectionID, host: UpstreamKey) {
        counts.withLock { counts in
            counts.total -= 1
            InFlight.decrement(&counts.connections, connection)
            InFlight.decrement(&counts.hosts, host)
        }
    }

    private static func decrement<Key>(_ counts: inout [Key: Int], _ key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}
