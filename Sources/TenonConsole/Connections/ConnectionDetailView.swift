// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonJSON

/// What the page of one connection shows.
struct ConnectionDetailView {
    /// What came of something the person has just done.
    struct Answer {
        let tone: String
        let icon: String
        let title: String
        let text: String
    }

    struct Fact {
        let label: String
        let text: String?
        let time: Moment?
    }

    struct Event {
        let time: Moment
        let words: String
        let detail: String?
    }

    struct Consumer {
        let name: String
        let count: String
    }

    /// Everything that was read for it.
    struct Material {
        let report: Connections.HealthReport
        let scenarios: [Scenario]
        let events: [AuditEvent]
        let people: [UserID: String]
        let teamName: String
        let role: TeamRole
        let isDaily: Bool
        let answer: Answer?
    }

    let id: String
    let name: String
    let tile: Tile
    let badges: [Badge]
    let canWrite: Bool
    let canUse: Bool
    let needsPerson: Bool
    let mustAuthorize: Bool
    let authorizeLabel: String
    let answer: Answer?
    let trouble: TroubleView?
    let cells: [Fact]
    let chart: ChartView
    let hasScopes: Bool
    let scopesSummary: String
    let scopes: [ScopeList.Item]
    let canExtend: Bool
    let hasMoreScopes: Bool
    let moreScopes: [ScopeList.More]
    let events: [Event]
    let olderEvents: String?
    let facts: [Fact]
    let hasUsers: Bool
    let hasScenarios: Bool
    let scenarios: [Consumer]
    let callers: [Consumer]
    let isEditable: Bool
    let canRevoke: Bool

    /// How many entries of the audit log a page shows.
    static let eventsMax = 20

    init(_ material: Material, strings: Strings) {
        let report = material.report
        let (connection, type, now) = (report.connection, report.view.type, report.at)
        let permissions = material.role.permissions
        let scopeList = ScopeList(connection, type: type, strings: strings)
        id = connection.id.description
        name = connection.name
        tile = Tile(type, label: report.view.typeLabel)
        badges = connection.states(lastUsedAt: report.usage.lastUsedAt, at: now).map { Badge($0, strings: strings) }
        canWrite = permissions.contains(.write)
        canUse = permissions.contains(.use) && type?.base.baseURL != nil
        needsPerson = type?.needsPerson ?? false
        let isGranted = connection.grant.refreshedAt != nil
        mustAuthorize = needsPerson && (!isGranted || connection.isOver || connection.health == .failing)
        authorizeLabel = strings(isGranted ? "connection.authorizeAgain" : "connection.authorize")
        answer = material.answer
        trouble = TroubleView(
            connection, typeLabel: report.view.typeLabel, needsPerson: needsPerson, now: now, strings: strings)
        cells = ConnectionDetailView.cells(report, strings)
        chart = ChartView(report.usage, isDaily: material.isDaily, at: now, strings: strings)
        scopes = scopeList.items
        hasScopes = !scopes.isEmpty
        scopesSummary = scopeList.summary
        moreScopes = scopeList.more
        hasMoreScopes = !moreScopes.isEmpty
        canExtend = canWrite && needsPerson && isGranted && (hasMoreScopes || type?.scopes.isEmpty == true)
        let words = AuditWords(people: material.people, strings: strings)
        events = material.events.map { event in
            Event(
                time: Moment(event.draft.at, now: now, strings: strings), words: words.words(event),
                detail: words.detail(event))
        }
        olderEvents =
            material.events.count == ConnectionDetailView.eventsMax
            ? material.events.last.map { "/connections/\(connection.id)?before=\($0.sequence)#trail" } : nil
        facts = ConnectionDetailView.facts(material, strings)
        scenarios = material.scenarios.map { Consumer(name: $0.name, count: "") }
        hasScenarios = !scenarios.isEmpty
        callers = report.usage.callers.map { ConnectionDetailView.consumer($0, strings) }
        hasUsers = hasScenarios || !callers.isEmpty
        isEditable = report.view.isEditable
        canRevoke = isGranted && !connection.isOver && type?.needsToken == true
    }

    private static func consumer(_ caller: ConnectionUsage.Caller, _ strings: Strings) -> Consumer {
        let person = caller.userName ?? strings("audit.person", ["id": caller.userID.description])
        let name = caller.tokenLabel.map { "\($0) (\(person))" } ?? strings("connection.inConsole", ["who": person])
        let uses = strings("chart.uses", ["count": caller.uses.grouped])
        guard caller.failures > 0 else { return Consumer(name: name, count: uses) }
        let errors = strings("chart.errors", ["count": caller.failures.grouped])
        return Consumer(name: name, count: strings("connection.usesAndErrors", ["uses": uses, "errors": errors]))
    }

    private static func cells(_ report: Connections.HealthReport, _ strings: Strings) -> [Fact] {
        let connection = report.connection
        func fact(_ name: String, _ time: Timestamp?) -> Fact {
            Fact(
                label: strings("connection.\(name)"), text: time == nil ? strings("connections.never") : nil,
                time: time.map { Moment($0, now: report.at, strings: strings) })
        }
        var cells = [fact("verifiedAt", connection.verifiedAt), fact("usedAt", report.usage.lastUsedAt)]
        if report.view.type?.needsToken == true {
            cells.append(fact("refreshedAt", connection.grant.refreshedAt))
            if connection.grant.refreshDueAt != nil {
                cells.append(fact("refreshDueAt", connection.grant.refreshDueAt))
            } else if connection.grant.tokenExpiresAt != nil, !connection.isOver {
                cells.append(fact("tokenEndsAt", connection.grant.tokenExpiresAt))
            }
        }
        if let next = report.nextCheckAt { cells.append(fact("nextCheckAt", next)) }
        if let rate = report.errorRate {
            let percent = (rate * 1000).rounded() / 10
            cells.append(Fact(label: strings("connection.errorRate"), text: "\(percent) %", time: nil))
        }
        return cells
    }

    private static func facts(_ material: Material, _ strings: Strings) -> [Fact] {
        let report = material.report
        let connection = report.connection
        func fact(_ name: String, _ text: String?) -> Fact? {
            text.map { Fact(label: strings("connection.\(name)"), text: $0, time: nil) }
        }
        func fact(_ name: String, at time: Timestamp?) -> Fact? {
            time.map {
                Fact(
                    label: strings("connection.\(name)"), text: nil, time: Moment($0, now: report.at, strings: strings))
            }
        }
        let uid = connection.identity.uid.map { $0.string ?? $0.text() }
        let maker = material.people[connection.createdBy] ?? strings("audit.person", ["id": "\(connection.createdBy)"])
        return [
            fact("account", connection.identity.metadata?.value), fact("accountID", uid),
            fact("type", report.view.typeLabel), fact("team", material.teamName),
            fact("number", connection.id.description), fact("expiresAt", at: connection.identity.expiresAt),
            fact("madeBy", maker), fact("madeAt", at: connection.createdAt),
            fact("definition", report.view.isUpgradeable ? strings("connection.upgradeable") : nil),
        ].compactMap { $0 }
    }
}
