// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Every switch that is set, and who for.
struct SwitchBoard: Sendable {
    /// The most clients that have switches of their own.
    static let clientsMax = 1_000

    private(set) var common: Switches
    private(set) var ofClients: [String: Switches] = [:]
    /// How often a fault that counts was met already.
    private var met: [Fault: Int] = [:]

    init(_ common: Switches = Switches()) { self.common = common }

    /// Replaces the switches of all clients, or of one.
    ///
    /// Says whether there was room. Faults that count start again.
    @discardableResult
    mutating func set(_ switches: Switches, for clientID: String?) -> Bool {
        for fault in switches.faults ?? [] { met[fault] = nil }
        guard let clientID else {
            common = switches
            return true
        }
        guard ofClients[clientID] != nil || ofClients.count < SwitchBoard.clientsMax else { return false }
        ofClients[clientID] = switches
        return true
    }

    /// The switches for one request, and the faults that happen to it; those that count are counted.
    mutating func behaviour(
        at endpoint: EndpointName, grantType: String?, clientID: String?, once: Switches
    ) -> (switches: Switches, faults: [Fault]) {
        let own = clientID.flatMap { ofClients[$0] } ?? Switches()
        let standing = common.overlaid(with: own)
        var faults = once.faults ?? []
        for fault in standing.faults ?? [] where fault.applies(at: endpoint, grantType: grantType) && isDue(fault) {
            faults.append(fault)
        }
        let delay = faults.first { $0.kind == .slow }
        let other = faults.first { $0.kind != .slow }
        return (standing.overlaid(with: once), [delay, other].compactMap(\.self))
    }

    private mutating func isDue(_ fault: Fault) -> Bool {
        guard fault.times != nil || fault.after != nil else { return true }
        let (count, skipped) = (met[fault] ?? 0, fault.after ?? 0)
        met[fault] = count + 1
        return count >= skipped && fault.times.map { count < skipped + $0 } ?? true
    }
}

extension Fault {
    /// Whether the fault is about such a request.
    fileprivate func applies(at endpoint: EndpointName, grantType: String?) -> Bool {
        guard !endpoint.isAdministrative else { return false }
        return (self.endpoint ?? endpoint) == endpoint && (self.grantType ?? grantType) == grantType
    }
}
