// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/connections/{id}`: one connection, and what can be done with it.
package struct ConnectionPages: Sendable {
    let connections: Connections
    let scenarios: Scenarios
    let finder: ConnectionFinder
    let access: Access
    let pages: Pages

    package init(
        connections: Connections, scenarios: Scenarios, finder: ConnectionFinder, access: Access, pages: Pages
    ) {
        self.connections = connections
        self.scenarios = scenarios
        self.finder = finder
        self.access = access
        self.pages = pages
    }

    package var routes: [Route] {
        let shows = Route.Audit.nothing(because: "shows no secret")
        let (read, write) = (Route.Scope.needs(.connectionsRead), Route.Scope.needs(.connectionsWrite))
        return [
            Route(
                person: .get, "/connections/{connectionId}", summary: "A connection's page", scope: read,
                role: .team(.read), audit: shows, handler: show),
            Route(
                person: .post, "/connections/{connectionId}/verify", summary: "Verify a connection", scope: write,
                role: .team(.write), audit: .writes(.connectionVerified), handler: verify),
            Route(
                person: .post, "/connections/{connectionId}/rename", summary: "Rename a connection", scope: write,
                role: .team(.write), audit: .writes(.connectionRenamed), handler: rename),
            Route(
                person: .get, "/connections/{connectionId}/revoke", summary: "Ask before revoking", scope: write,
                role: .team(.write), audit: shows, handler: askToRevoke),
            Route(
                person: .post, "/connections/{connectionId}/revoke", summary: "Take a grant back", scope: write,
                role: .team(.write), audit: .writes(.connectionRevoked), handler: revoke),
            Route(
                person: .get, "/connections/{connectionId}/delete", summary: "Say what deleting breaks", scope: write,
                role: .team(.write), audit: shows, handler: askToDelete),
            Route(
                person: .post, "/connections/{connectionId}/delete", summary: "Delete a connection", scope: write,
                role: .team(.write), audit: .writes(.connectionDeleted), handler: delete),
            Route(
                person: .get, "/connections/{connectionId}/replace", summary: "Choose a connection's replacement",
                scope: .needs(.scenariosWrite), role: .team(.write), audit: shows, handler: askToReplace),
            Route(
                person: .post, "/connections/{connectionId}/replace", summary: "Put another connection in its place",
                scope: .needs(.scenariosWrite), role: .team(.write), audit: .writes(.scenarioChanged),
                handler: replace),
        ]
    }

    // MARK: - Showing

    private func show(_ call: PersonCall) async throws -> Response {
        let said = call.visit.query.text("said").flatMap { name -> ConnectionDetailView.Answer? in
            guard let title = pages.strings["said.\(name).title"] else { return nil }
            return answer(pages.strings["said.\(name).tone"] ?? "good", title, pages.strings["said.\(name).text"] ?? "")
        }
        return try await page(call, answer: said)
    }

    private func answer(_ tone: String, _ title: String, _ text: String) -> ConnectionDetailView.Answer {
        ConnectionDetailView.Answer(tone: tone, icon: tone == "good" ? "check" : "alert", title: title, text: text)
    }

    private func page(
        _ call: PersonCall, answer: ConnectionDetailView.Answer? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        let report = try await connections.health(of: id, for: call.caller)
        let material = ConnectionDetailView.Material(
            report: report, scenarios: try await scenarios.using(report.connection, for: call.caller),
            events: try await connections.events(
                of: id, before: call.visit.query.text("before").flatMap { Int64($0) },
                limit: ConnectionDetailView.eventsMax, for: call.caller),
            people: try await access.names(for: call),
            teamName: try await access.team(report.connection.teamID, for: call.caller).name,
            role: call.principal.roles[report.connection.teamID] ?? .monitoring,
            isDaily: call.visit.query.text("span") == "days", answer: answer)
        return try pages.page(
            "connection", ConnectionDetailView(material, strings: pages.strings), titled: report.connection.name,
            at: .connections, for: call, status: status, forms: .providers)
    }

    // MARK: - Changing

    private func verify(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        let verdict = try await connections.verify(id, for: call.caller)
        let strings = pages.strings
        switch verdict {
        case .good: return try await page(call, answer: answer("good", strings("verdict.good.title"), ""))
        case .bad(let failure):
            return try await page(
                call, answer: answer("bad", strings("verdict.bad.title"), strings.sentence(of: failure)))
        case .misconfigured(let failure):
            return try await page(
                call, answer: answer("bad", strings("verdict.misconfigured.title"), strings.sentence(of: failure)))
        case .undetermined(let failure), .pending(let failure):
            return try await page(
                call, answer: answer("warn", strings("verdict.unknown.title"), strings.sentence(of: failure)))
        }
    }

    private func rename(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        do {
            _ = try await connections.rename(id, to: call.form.text("name") ?? "", for: call.caller)
            return Pages.redirect(to: "/connections/\(id)?said=renamed")
        } catch let error as TenonError where error.isForThePerson {
            let told = answer(
                "bad", pages.strings("form.faults"), pages.strings.sentences(of: error).joined(separator: " "))
            return try await page(call, answer: told, status: .badRequest)
        }
    }

    private func askToRevoke(_ call: PersonCall) async throws -> Response {
        let view = try await connections.connection(try call.visit.identifier("connectionId"), for: call.caller)
        try call.principal.require(.write, in: view.connection.teamID)
        return try pages.page(
            "revoke", AskView(view, strings: pages.strings), titled: pages.strings("connection.revokeTitle"),
            at: .connections, for: call)
    }

    private func revoke(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        switch try await connections.revoke(id, for: call.caller) {
        case .revoked: return Pages.redirect(to: "/connections/\(id)?said=revoked")
        case .nothingToRevoke, .notSupported: return Pages.redirect(to: "/connections/\(id)?said=revoked-here")
        case .failed(let reason):
            let told = answer(
                "warn", pages.strings("said.revoked-failed.title"), pages.strings.words(ofStored: reason))
            return try await page(call, answer: told)
        }
    }

    private func askToDelete(_ call: PersonCall) async throws -> Response {
        let report = try await connections.health(
            of: try call.visit.identifier("connectionId"), for: call.caller)
        try call.principal.require(.write, in: report.connection.teamID)
        let view = DeleteView(
            report, scenarios: try await scenarios.using(report.connection, for: call.caller), strings: pages.strings)
        return try pages.page(
            "delete", view, titled: pages.strings("delete.title", ["name": report.connection.name]), at: .connections,
            for: call)
    }

    private func delete(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        let outcome = try await connections.delete(id, isConfirmed: true, for: call.caller)
        let (name, tone) =
            switch outcome {
            case .revoked: ("connection-deleted-revoked", "good")
            case .nothingToRevoke: ("connection-deleted", "good")
            case .notSupported: ("connection-deleted-unsupported", "notice")
            case .failed: ("connection-deleted-failed", "notice")
            }
        return Pages.redirect(to: "/connections", saying: name, tone: tone)
    }

    // MARK: - Replacing

    private func askToReplace(_ call: PersonCall) async throws -> Response { try await replacePage(call, faults: []) }

    private func replacePage(_ call: PersonCall, faults: [String]) async throws -> Response {
        let view = try await connections.connection(try call.visit.identifier("connectionId"), for: call.caller)
        try call.principal.require(.write, in: view.connection.teamID)
        let (found, _) = try await finder.find(
            text: nil, type: view.connection.type, state: nil, team: view.connection.teamID,
            limit: ConnectionSearch.rowsMax, offset: 0, for: call.caller)
        let page = ReplaceView(
            view, others: found.rows.map(\.connection),
            scenarios: try await scenarios.using(view.connection, for: call.caller), faults: faults,
            strings: pages.strings)
        return try pages.page(
            "replace", page, titled: pages.strings("replace.title", ["name": view.connection.name]), at: .connections,
            for: call, status: faults.isEmpty ? .ok : .badRequest)
    }

    private func replace(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        guard let other = call.form.text("other").flatMap({ ConnectionID(text: $0) }) else {
            return try await replacePage(call, faults: [pages.strings("replace.choose")])
        }
        do {
            _ = try await scenarios.replace(
                try await connections.connection(id, for: call.caller).connection,
                by: try await connections.connection(other, for: call.caller).connection, for: call.caller)
            return Pages.redirect(to: "/connections/\(id)?said=replaced")
        } catch let error as TenonError where error.isForThePerson {
            return try await replacePage(call, faults: pages.strings.sentences(of: error))
        }
    }
}
