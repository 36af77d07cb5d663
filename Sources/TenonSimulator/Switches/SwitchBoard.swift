// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Every switch that is set, and who for.
struct SwitchBoard: Sendable {
    /// The most clients that have switches of their own.
    static let clientsMax = 1_000

    private(set) var common: Switches
    private(set) var ofClients: [String: Switches] = [:]
    /// How often a fault that counts was met already, for everybody (`nil`) and in the switches of clients.
    private var met: [String?: [Fault: Int]] = [:]

    init(_ common: Switches = Switches()) { self.common = common }

    /// Replaces the switches of all clients, or of one; says whether there was room.
    @discardableResult
    mutating func set(_ switches: Switches, for clientID: String?, restartsFaults: Bool) -> Bool {
        if restartsFaults { met[clientID] = nil }
        guard let clientID else {
            common = switches
            return true
        }
        guard ofClients[clientID] != nil || ofClients.count < SwitchBoard.clientsMax else { return false }
        ofClients[clientID] = switches
        return true
    }

    /// The switches for one request, and the faults that happen to it: a delay, and one other.
    ///
    /// A fault that counts is counted when no fault before it is taken, so that a list is played from first to last.
    mutating func behaviour(
        at endpoint: EndpointName, grantType: String?, clientID: String?, once: Switches
    ) -> (switches: Switches, faults: [Fault]) {
        let own = clientID.flatMap { ofClients[$0] } ?? Switches()
        let standing = common.overlaid(with: own)
        let owner = own.faults == nil ? nil : clientID
        var delay = once.faults?.first { $0.kind == .slow }
        var other = once.faults?.first { $0.kind != .slow }
        for fault in standing.faults ?? [] where fault.applies(at: endpoint, grantType: grantType) {
            if fault.kind == .slow {
                if delay == nil, isDue(fault, of: owner) { delay = fault }
            } else if other == nil, isDue(fault, of: owner) {
                other = fault
            }
        }
        return (standing.overlaid(with: once), [delay, other].compactMap(\.self))
    }

    private mutating func isDue(_ fault: Fault, of owner: String?) -> Bool {
        guard fault.times != nil || fault.after != nil else { return true }
        let (count, skipped) = (met[owner]?[fault] ?? 0, fault.after ?? 0)
        met[owner, default: [:]][fault] = count + 1
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
