// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonAPI
internal import TenonCatalog
internal import TenonDomain
internal import TenonEgress
internal import TenonEngine
internal import TenonHTTP
internal import TenonSQLite
internal import TenonStore
internal import TenonVault

/// The rooms put together: stores below, use cases over them, routes on top.
struct House {
    let settings: Settings
    let startup: Startup
    let catalog: CatalogSource
    let egress: any Egress
    let address: PublicAddress

    var router: Router<HTTPContext> {
        let access = Access(store: startup.access, clock: Startup.clock, randomness: Startup.randomness)
        let limiter = RateLimiter(requestsPerMinute: settings.http.requestsPerMinute, clock: Startup.clock)
        let gate = AccessGate(authenticator: AccessAuthenticator(access: access), limiter: limiter)
        return routes(access: access).router(gate: gate, settings: settings.http)
    }

    private func routes(access: Access) -> RouteTable {
        let verifier = Verifier(
            vault: startup.vault, egress: egress, clock: Startup.clock, randomness: Startup.randomness)
        let connections = Connections(
            store: SQLConnectionStore(startup.database), vault: startup.vault, catalog: catalog, verifier: verifier,
            clock: Startup.clock)
        let scenarios = Scenarios(store: SQLScenarioStore(startup.database), clock: Startup.clock)
        let api = API(
            access: access, connections: connections, scenarios: scenarios, catalog: catalog,
            dialect: settings.dialect, address: address)
        return RouteTable(api.routes + HealthRoutes(checks: readiness).routes)
    }

    private var readiness: [ReadinessCheck] {
        let (access, vault) = (startup.access, startup.vault)
        return [
            ReadinessCheck(name: "database") {
                do {
                    return try await access.isInitialized() ? nil : "The installation is not set up."
                } catch {
                    return "The database cannot be read."
                }
            },
            ReadinessCheck(name: "keys") {
                do {
                    try vault.checkRing()
                    return nil
                } catch {
                    return "The key ring cannot be read; the keys in memory still work, a restart would fail."
                }
            },
        ]
    }
}
