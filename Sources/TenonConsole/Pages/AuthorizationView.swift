// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine

/// What the page after a person's authorization shows.
struct AuthorizedView {
    let title: String
    let account: String
    let connectionName: String
    let teamName: String
    let hasMissingScopes: Bool
    let missingScopes: [String]
    let returnUrl: String?

    init(_ completion: Authorizer.Completion, strings: Strings) {
        title = strings("authorized.title", ["type": completion.typeLabel])
        account = completion.connection.identity.metadata?.value ?? strings("authorized.unknownAccount")
        connectionName = completion.connection.name
        teamName = completion.teamName
        missingScopes = completion.missingScopes
        hasMissingScopes = !completion.missingScopes.isEmpty
        returnUrl = completion.returnURL
    }
}

/// What the page shows when it came to nothing.
struct ProblemView {
    let title: String
    let advice: String
    let state: String

    init(title: String, advice: String, state: String) {
        self.title = title
        self.advice = advice
        self.state = state
    }

    init(_ problem: AuthorizationProblem, strings: Strings) {
        self.init(title: problem.title, advice: problem.advice, state: strings("authorized.failed"))
    }
}
