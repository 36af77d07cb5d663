// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/audit`: what happened in the organization, and whether the log is whole.
package struct AuditPages: Sendable {
    static let rowsMax = 50

    let log: AuditLog
    let access: Access
    let pages: Pages

    package init(log: AuditLog, access: Access, pages: Pages) {
        self.log = log
        self.access = access
        self.pages = pages
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/audit", summary: "The audit log", scope: .needs(.auditRead), role: .organizationOwner,
                audit: .nothing(because: "entries hold no secret"), handler: list),
            Route(
                person: .post, "/audit/verify", summary: "Check that the audit log is whole", scope: .needs(.auditRead),
                role: .organizationOwner, audit: .nothing(because: "changes nothing"), handler: verify),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response { try await page(call, chain: nil) }

    private func verify(_ call: PersonCall) async throws -> Response {
        try await page(call, chain: try await log.verify(for: call.caller))
    }

    private func page(_ call: PersonCall, chain: AuditVerifier.Chain?) async throws -> Response {
        let query = AuditQuery(call.visit.query)
        // One more than is shown says whether there is a next page.
        let found = try await log.events(
            matching: query.filter, behind: query.behind,
            page: Page(limit: AuditPages.rowsMax + 1, direction: .descending), for: call.caller)
        let organization = call.principal.organizationID
        let view = AuditView(
            query: query, found: found,
            people: try await access.users(of: organization, page: Page(), for: call.caller),
            teams: try await access.teams(of: organization, page: Page(), for: call.caller), chain: chain,
            strings: pages.strings)
        return try pages.page("audit", view, titled: pages.strings("auditLog.title"), at: .audit, for: call)
    }
}

/// What the address of the page asks for; what cannot be read is left out.
struct AuditQuery {
    var action: AuditAction?
    var user: UserID?
    var team: TeamID?
    var subject = ""
    var from = ""
    var to = ""
    var behind: Int64?

    init(_ query: Query) {
        action = query.text("action").flatMap(AuditAction.init)
        user = query.text("user").flatMap { UserID(text: $0) }
        team = query.text("team").flatMap { TeamID(text: $0) }
        subject = query.text("subject") ?? ""
        from = query.text("from") ?? ""
        to = query.text("to") ?? ""
        behind = query.text("behind").flatMap { Int64($0) }
    }

    /// Days are whole, in UTC.
    var filter: AuditFilter {
        AuditFilter(
            action: action, userID: user, teamID: team, subject: subject.isEmpty ? nil : subject,
            from: Timestamp(iso8601: "\(from)T00:00:00.000Z"),
            to: Timestamp(iso8601: "\(to)T00:00:00.000Z").map { $0.advanced(by: .seconds(86_400)) })
    }

    var isNarrowed: Bool { filter != AuditFilter() }

    /// The address of the page behind that entry.
    func path(behind sequence: Int64) -> String {
        let fields: [(String, String?)] = [
            ("action", action?.rawValue), ("user", user?.description), ("team", team?.description),
            ("subject", subject), ("from", from), ("to", to), ("behind", String(sequence)),
        ]
        let pairs = fields.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(name)=\(ReturnPath.encoded($0))" }
        }
        return "/audit?" + pairs.joined(separator: "&")
    }
}
