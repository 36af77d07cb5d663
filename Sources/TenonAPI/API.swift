// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonEngine
package import TenonHTTP
package import TenonWire

/// The REST API under `/api/v2`.
package struct API: Sendable {
    private let access: Access
    private let signIn: SignIn
    private let connections: Connections
    private let authorizer: Authorizer
    private let links: Links
    private let installations: Installations
    private let scenarios: Scenarios
    private let auditLog: AuditLog
    private let webhooks: Webhooks
    private let definitions: Definitions
    private let catalog: CatalogSource
    private let dialect: Dialect
    private let address: PublicAddress
    private let answers: AnswerCache

    /// `address` is where clients reach the server.
    package init(
        access: Access, signIn: SignIn, connections: Connections, authorizer: Authorizer, links: Links,
        installations: Installations, scenarios: Scenarios, auditLog: AuditLog, webhooks: Webhooks,
        definitions: Definitions, catalog: CatalogSource, dialect: Dialect, address: PublicAddress, answers: AnswerCache
    ) {
        self.answers = answers
        self.auditLog = auditLog
        self.webhooks = webhooks
        self.definitions = definitions
        self.authorizer = authorizer
        self.links = links
        self.installations = installations
        self.access = access
        self.signIn = signIn
        self.connections = connections
        self.scenarios = scenarios
        self.catalog = catalog
        self.dialect = dialect
        self.address = address
    }

    /// Every route, resource by resource.
    package var routes: [Route] {
        ConnectionRoutes(connections: connections, scenarios: scenarios, dialect: dialect, answers: answers).routes
            + ConnectionDataRoutes(connections: connections, dialect: dialect).routes
            + ConnectionCheckRoutes(connections: connections, dialect: dialect).routes
            + AuthorizationRoutes(authorizer: authorizer).routes
            + GrantRoutes(connections: connections).routes
            + LinkRoutes(links: links).routes
            + InstallationRoutes(installations: installations, address: address).routes
            + ConnectionTypeRoutes(catalog: catalog).routes
            + ScenarioRoutes(scenarios: scenarios).routes
            + OrganizationRoutes(access: access, address: address).routes
            + TeamRoutes(access: access).routes
            + UserRoutes(access: access).routes
            + InvitationRoutes(signIn: signIn, address: address).routes
            + APITokenRoutes(access: access).routes
            + AuditRoutes(log: auditLog).routes
            + WebhookRoutes(webhooks: webhooks).routes
            + AppRoutes(definitions: definitions).routes
            + AppConnectionRoutes(definitions: definitions).routes
            + EnumRoutes().routes
    }
}
