// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// An application that the provider knows.
package struct RegisteredClient: Sendable {
    package let id: String
    /// `nil` for a public client, and for one that signs its assertions.
    package var secret: String?
    /// Where codes may be sent, compared byte for byte; `nil` lets any address through, for quick trials.
    package var redirectURIs: [String]?
    /// What may be granted at most; `nil` is no limit.
    package var scopes: [String]?
    /// PEM text of the keys that may sign its assertions: RSA of 2048 bits or more, or P-256.
    package var publicKeys: [PublicKey]

    package init(
        id: String, secret: String? = nil, redirectURIs: [String]? = nil, scopes: [String]? = nil,
        publicKeys: [PublicKey] = []
    ) {
        self.id = id
        self.secret = secret
        self.redirectURIs = redirectURIs
        self.scopes = scopes
        self.publicKeys = publicKeys
    }

    /// Whether it has nothing to prove itself with.
    package var isPublic: Bool { secret == nil && publicKeys.isEmpty }

    /// The client that is there from the start.
    package static let standard = RegisteredClient(id: "simulator-client", secret: "simulator-secret")
}

/// A person with an account at the provider.
package struct User: Sendable {
    package let name: String
    package var password: String
    package var displayName: String
    /// Good for the API-key routes.
    package var apiKey: String

    package init(name: String, password: String, displayName: String? = nil, apiKey: String? = nil) {
        self.name = name
        self.password = password
        self.displayName = displayName ?? name
        self.apiKey = apiKey ?? "\(name)-key"
    }

    package var email: String { "\(name)@simulator.example" }

    /// The people who are there from the start.
    package static let standard = [
        User(name: "ada", password: "ada-password", displayName: "Ada Lovelace"),
        User(name: "bob", password: "bob-password", displayName: "Bob Kahn"),
    ]
}
