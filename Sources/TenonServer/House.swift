// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
internal import TenonAPI
internal import TenonCatalog
internal import TenonConsole
package import TenonDomain
package import TenonEngine
package import TenonHTTP
package import TenonStore
package import TenonVault
package import TenonWire

/// The rooms put together: stores below, use cases over them, routes on top.
package struct House: Sendable {
    /// What the house stands on.
    package struct Ground: Sendable {
        package let database: any SQLDatabase
        package let vault: Vault
        package let egress: any Egress
        package let clock: any WallClock
        package let randomness: any Randomness
        /// Counts what makes remembered decisions of the proxy out of date.
        package let changes: any ChangeCounter
        package let passwords: any PasswordHashing
        /// How long people stay signed in.
        package let sessions: SignIn.Policy
        /// The OpenID provider through which people may sign in.
        package let provider: ProviderSignIn.Settings?

        package init(
            database: any SQLDatabase, vault: Vault, egress: any Egress, clock: any WallClock,
            randomness: any Randomness, changes: any ChangeCounter, passwords: any PasswordHashing,
            sessions: SignIn.Policy = SignIn.Policy(), provider: ProviderSignIn.Settings? = nil
        ) {
            self.changes = changes
            self.passwords = passwords
            self.sessions = sessions
            self.provider = provider
            self.database = database
            self.vault = vault
            self.egress = egress
            self.clock = clock
            self.randomness = randomness
        }
    }

    package let access: Access
    package let signIn: SignIn
    package let refresher: Refresher
    package let scheduler: RefreshScheduler
    package let verificationScheduler: VerificationScheduler
    package let courier: WebhookCourier
    package let authorizer: Authorizer
    package let proxy: EngineProxyAuthority
    /// Where uses of secrets by the proxy are written down.
    package let uses: UseLog
    /// Seals again what is sealed with old data keys.
    package let resealer: DataKeyResealer
    private let rotation: DataKeyRotation
    private let ground: Ground
    private let dialect: Dialect
    private let connections: Connections
    private let links: Links
    private let answers: AnswerCache
    package let installations: Installations
    package let definitions: Definitions
    private let auditLog: AuditLog
    private let webhooks: Webhooks
    private let catalog: CatalogSource
    private let address: PublicAddress

    /// Connections are verified by themselves as `verification` says; not at all without it.
    package init(
        on ground: Ground, catalog: CatalogSource, address: PublicAddress, dialect: Dialect,
        verification: VerificationSchedule? = nil,
        writesUsesFirst: Bool = false
    ) {
        let (database, clock, randomness) = (ground.database, ground.clock, ground.randomness)
        let (vault, egress) = (ground.vault, ground.egress)
        let accessStore = SQLAccessStore(database)
        let connectionStore = SQLConnectionStore(database)
        let grants = SQLGrantStore(database)
        let audit = SQLAuditStore(database)
        let origin: @Sendable () -> String = { address.origin }
        self.ground = ground
        self.dialect = dialect
        self.catalog = catalog
        self.address = address
        access = Access(
            store: accessStore, clock: clock, randomness: randomness, changes: ground.changes)
        signIn = SignIn(
            store: SQLSignInStore(database), access: access, audit: audit, hasher: ground.passwords,
            policy: ground.sessions, clock: clock, randomness: randomness)
        installations = Installations(
            store: SQLInstallationStore(database), access: accessStore, vault: vault, catalog: catalog,
            clock: clock)
        definitions = Definitions(
            store: SQLDefinitionStore(database), installations: installations, catalog: catalog, clock: clock,
            randomness: randomness)
        let contexts = ContextSource(
            vault: vault, installations: installations,
            servers: ServerMetadata(egress: egress, clock: clock), clock: clock, randomness: randomness)
        let revoker = Revoker(catalog: catalog, contexts: contexts, egress: egress, audit: audit, clock: clock)
        refresher = Refresher(
            connections: connectionStore, grants: grants, catalog: catalog, contexts: contexts, revoker: revoker,
            egress: egress, clock: clock, randomness: randomness)
        scheduler = RefreshScheduler(refresher: refresher, grants: grants, catalog: catalog, clock: clock)
        authorizer = Authorizer(
            connections: connectionStore, store: SQLAuthorizationStore(database), access: accessStore,
            audit: audit, catalog: catalog, contexts: contexts, refresher: refresher, origin: origin)
        let (checks, usage) = (SQLCheckStore(database), SQLUsageStore(database))
        let verifications = VerificationRecorder(
            verifier: Verifier(refresher: refresher, egress: egress), store: connectionStore, grants: grants,
            clock: clock)
        connections = Connections(
            store: connectionStore, grants: grants, vault: vault, catalog: catalog, verifications: verifications,
            revoker: revoker, usage: usage, checks: checks, audit: audit, clock: clock)
        verificationScheduler = VerificationScheduler(
            schedule: verification, checks: checks, connections: connectionStore, verifications: verifications,
            catalog: catalog, clock: clock, randomness: randomness)
        let sender = WebhookSender(vault: vault, egress: egress, clock: clock, randomness: randomness)
        let webhookStore = SQLWebhookStore(database)
        webhooks = Webhooks(store: webhookStore, access: accessStore, sender: sender)
        courier = WebhookCourier(store: webhookStore, sender: sender, clock: clock)
        auditLog = AuditLog(store: audit)
        uses = UseLog(store: usage, clock: clock, isStrict: writesUsesFirst)
        rotation = DataKeyRotation(vault: vault, store: SQLDataKeyStore(database), clock: clock)
        resealer = DataKeyResealer(rotation: rotation)
        proxy = EngineProxyAuthority(
            access: access, store: connectionStore, refresher: refresher, catalog: catalog, uses: uses,
            changes: ground.changes, clock: clock)
        answers = AnswerCache(changes: ground.changes, catalog: catalog)
        links = Links(
            store: SQLLinkStore(database), access: accessStore, connections: connections, authorizer: authorizer,
            origin: origin)
    }

    /// - Throws: when a page that is part of the binary cannot be read.
    package func router(
        settings: HTTPSettings, table: RouteTable, limiter: RateLimiter?
    ) throws -> Router<HTTPContext> {
        let gate = AccessGate(
            authenticator: AccessAuthenticator(access: access), limiter: limiter,
            sessions: SessionGate(authenticator: SignInAuthenticator(signIn: signIn), cookie: .session))
        return table.router(gate: gate, settings: settings, errorPages: BrowserErrorPages(pages: try Pages()))
    }

    /// Counts the requests of each organization; one for all who let requests in.
    package func limiter(_ settings: HTTPSettings) -> RateLimiter? {
        RateLimiter(requestsPerMinute: settings.requestsPerMinute, clock: ground.clock)
    }

    /// What was answered before, for the lane in front.
    package func memory(limiter: RateLimiter?) -> any RememberedAnswers {
        RememberedReads(access: access, limiter: limiter, answers: answers)
    }

    /// Every route there is.
    ///
    /// - Throws: when a page that is part of the binary cannot be read.
    package func table() throws -> RouteTable {
        let api = API(
            access: access, signIn: signIn, connections: connections, authorizer: authorizer, links: links,
            installations: installations,
            scenarios: Scenarios(store: SQLScenarioStore(ground.database), clock: ground.clock), auditLog: auditLog,
            webhooks: webhooks, definitions: definitions, catalog: catalog, dialect: dialect, address: address,
            answers: answers)
        let pages = try Pages()
        return RouteTable(
            api.routes + AuthorizationPages(authorizer: authorizer, pages: pages, address: address).routes
                + ConnectPages(links: links, pages: pages).routes + HealthRoutes(checks: readiness).routes
                + console(pages))
    }

    private var provider: ProviderSignIn? {
        ground.provider.map { ProviderSignIn(settings: $0, egress: ground.egress, signIn: signIn) }
    }

    /// What people who are signed in see, and how they come in.
    private func console(_ pages: Pages) -> [Route] {
        let audit = SQLAuditStore(ground.database)
        let keys = RootKeys(vault: ground.vault, audit: audit, clock: ground.clock)
        let dataKeys = DataKeys(rotation: rotation, resealer: resealer, audit: audit, clock: ground.clock)
        let parts: [[Route]] = [
            AssetPages(pages: pages).routes,
            SignInPages(
                signIn: signIn, pages: pages, address: address, providerName: ground.provider?.name
            ).routes,
            provider.map { ProviderPages(provider: $0, pages: pages, address: address).routes } ?? [],
            AccountPages(signIn: signIn, access: access, pages: pages).routes,
            connectionPages(pages),
            TeamPages(access: access, pages: pages).routes,
            PeoplePages(access: access, signIn: signIn, pages: pages, address: address).routes,
            TokenPages(
                access: access, connections: connections, finder: finder, catalog: catalog, pages: pages,
                clock: ground.clock
            ).routes,
            InstallationPages(
                installations: installations, catalog: catalog, pages: pages, address: address
            ).routes,
            AuditPages(log: auditLog, access: access, pages: pages).routes,
            DefinitionPages(definitions: definitions, access: access, pages: pages, clock: ground.clock).routes,
            EditorPages(definitions: definitions, pages: pages).routes,
            WebhookPages(webhooks: webhooks, access: access, pages: pages).routes,
            ServerPages(
                checks: readiness, keys: keys, dataKeys: dataKeys, pages: pages, version: Tenon.version,
                address: address
            ).routes,
        ]
        return parts.flatMap { $0 }
    }

    private var finder: ConnectionFinder {
        ConnectionFinder(store: SQLConnectionSearch(ground.database), clock: ground.clock)
    }

    /// Connections in the console.
    private func connectionPages(_ pages: Pages) -> [Route] {
        let scenarios = Scenarios(store: SQLScenarioStore(ground.database), clock: ground.clock)
        let departures = Departures(authorizer: authorizer, pages: pages, address: address)
        let trial = ConnectionTrial(
            store: SQLConnectionStore(ground.database), refresher: refresher, egress: ground.egress, uses: uses,
            clock: ground.clock)
        return ConnectionListPages(finder: finder, access: access, catalog: catalog, pages: pages).routes
            + NewConnectionPages(
                connections: connections, departures: departures, access: access, catalog: catalog, pages: pages
            ).routes
            + ConnectionPages(
                connections: connections, scenarios: scenarios, finder: finder, access: access, pages: pages
            ).routes + EditPages(connections: connections, pages: pages).routes
            + AuthorizePages(connections: connections, departures: departures, pages: pages).routes
            + PlaygroundPages(
                trial: trial, finder: finder, connections: connections, pages: pages, address: address
            ).routes
            + LinkPages(links: links, access: access, catalog: catalog, pages: pages, clock: ground.clock).routes
            + BrandPages().routes
    }

    private var readiness: [ReadinessCheck] {
        let (access, vault, catalog) = (SQLAccessStore(ground.database), ground.vault, self.catalog)
        return [
            ReadinessCheck(name: "database") {
                do {
                    return try await access.isInitialized() ? nil : Sentence(.notSetUp).description
                } catch {
                    return Sentence(.databaseUnreadable).description
                }
            },
            ReadinessCheck(name: "keys") {
                do {
                    try vault.checkRing()
                    return nil
                } catch {
                    return Sentence(.keyRingUnreadable).description
                }
            },
            ReadinessCheck(name: "definitions", isWarning: true) {
                let count = catalog.current.publications.broken.count
                return count == 0 ? nil : Sentence(.definitionsBroken, ["count": String(count)]).description
            },
        ]
    }
}
