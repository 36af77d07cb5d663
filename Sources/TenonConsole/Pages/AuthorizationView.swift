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
    /// Where the person may go on: the page of the connection that it was about, say.
    struct Back {
        let path: String
        let label: String
        /// Whether the page stands in a window of its own, which closes when it has told the one behind it.
        let isPopup: Bool
    }

    let title: String
    let advice: String
    let state: String
    let back: Back?

    init(title: String, advice: String, state: String, back: Back? = nil) {
        self.title = title
        self.advice = advice
        self.state = state
        self.back = back
    }

    init(_ problem: AuthorizationProblem, back: Back? = nil, strings: Strings) {
        let advice = [problem.advice, problem.said].compactMap { $0.map { strings($0) } }
        self.init(
            title: strings(problem.title), advice: advice.joined(separator: " "), state: strings("authorized.failed"),
            back: back)
    }
}
