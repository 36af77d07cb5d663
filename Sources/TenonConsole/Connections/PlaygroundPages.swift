// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/playground`: trying a request through a connection.
package struct PlaygroundPages: Sendable {
    let trial: ConnectionTrial
    let finder: ConnectionFinder
    let connections: Connections
    let pages: Pages
    let address: PublicAddress

    package init(
        trial: ConnectionTrial, finder: ConnectionFinder, connections: Connections, pages: Pages,
        address: PublicAddress
    ) {
        self.trial = trial
        self.finder = finder
        self.connections = connections
        self.pages = pages
        self.address = address
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/playground", summary: "The form for trying a request", scope: .needs(.connectionsUse),
                role: .team(.use), audit: .nothing(because: "sends nothing"), handler: show),
            Route(
                person: .post, "/playground", summary: "Send a request through a connection",
                scope: .needs(.connectionsUse), role: .team(.use), audit: .writes(.connectionUsed), handler: send),
        ]
    }

    private func show(_ call: PersonCall) async throws -> Response {
        var entered = PlaygroundView.Entered()
        entered.connection = call.visit.query.text("connection").flatMap { ConnectionID(text: $0) }
        return try await page(call, entered)
    }

    private func send(_ call: PersonCall) async throws -> Response {
        let entered = PlaygroundView.Entered(call.form)
        guard let id = entered.connection else {
            return try await page(call, entered, faults: [pages.strings("playground.choose")])
        }
        do {
            let answer = try await trial.send(entered.request, through: id, for: call.caller)
            return try await page(call, entered, answer: answer)
        } catch let error as TenonError where PlaygroundPages.isShown(error) {
            return try await page(call, entered, faults: pages.strings.sentences(of: error))
        }
    }

    /// What belongs beside the form rather than on a page of its own.
    private static func isShown(_ error: TenonError) -> Bool {
        switch error.code {
        case .validationFailed, .permissionDenied, .thirdPartyFailed, .reauthorizationRequired, .rateLimited,
            .upstreamFailed, .upstreamTimedOut, .unavailable, .notFound:
            true
        default: false
        }
    }

    private func page(
        _ call: PersonCall, _ entered: PlaygroundView.Entered, answer: ConnectionTrial.Answer? = nil,
        faults: [String] = []
    ) async throws -> Response {
        let (found, _) = try await finder.find(
            text: nil, type: nil, state: nil, team: nil, limit: ConnectionSearch.rowsMax, offset: 0, for: call.caller)
        var choices = found.rows.map(\.connection).filter {
            call.principal.roles[$0.teamID]?.permissions.contains(.use) == true
        }
        // One that stands further down in a long list is there all the same.
        if let id = entered.connection, !choices.contains(where: { $0.id == id }),
            let view = try? await connections.connection(id, for: call.caller)
        {
            choices.insert(view.connection, at: 0)
        }
        let view = PlaygroundView(
            entered, connections: choices, answer: answer, faults: faults, origin: address.origin,
            strings: pages.strings)
        return try pages.page(
            "playground", view, titled: pages.strings("playground.title"), at: .playground, for: call,
            status: faults.isEmpty ? .ok : .badRequest)
    }
}

extension PlaygroundView.Entered {
    init(_ form: Query) {
        connection = form.text("connection").flatMap { ConnectionID(text: $0) }
        method = form.text("method") ?? "GET"
        target = form.text("path") ?? ""
        headers = form.text("headers") ?? ""
        body = form.text("body") ?? ""
    }
}
