// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A flag for each setting that is no secret; names are those of the settings with dashes.
struct SettingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "PostgreSQL database, without a password; an embedded one when left out.", valueName: "postgres-url"))
    var database: String?

    @Option(help: ArgumentHelp("File to read the database URL from.", valueName: "path"))
    var databaseFile: String?

    @Option(help: ArgumentHelp("Connections to PostgreSQL at most.", valueName: "number"))
    var databasePoolSize: String?

    @Option(help: ArgumentHelp("How long a request may wait for one.", valueName: "seconds"))
    var databaseWaitSeconds: String?

    @Option(help: ArgumentHelp("How long one that nobody needs stays open.", valueName: "seconds"))
    var databaseIdleSeconds: String?

    @Option(help: ArgumentHelp("How long one is used before it is replaced.", valueName: "seconds"))
    var databaseLifetimeSeconds: String?

    @Option(help: ArgumentHelp("How long one statement may take.", valueName: "seconds"))
    var databaseStatementTimeoutSeconds: String?

    @Option(help: ArgumentHelp("How long a statement may wait for a lock.", valueName: "seconds"))
    var databaseLockTimeoutSeconds: String?

    @Option(
        help: ArgumentHelp("Whether to prepare statements on the server.", valueName: "auto|on|off"))
    var databasePreparedStatements: String?

    @Option(
        help: ArgumentHelp("true lets several servers on this machine share the data.", valueName: "true|false"))
    var sharedData: String?

    @Option(
        help: ArgumentHelp("Reverse proxies whose forwarded headers count, comma-separated.", valueName: "addresses"))
    var trustedProxies: String?

    @Option(
        help: ArgumentHelp(
            "Whose answers to give where Make's document and service differ.", valueName: "documented|live"))
    var apiDialect: String?

    @Option(help: ArgumentHelp("Requests an organization may make in a minute; 0 for no limit.", valueName: "number"))
    var limitsRequestsPerMinute: String?

    @Option(help: ArgumentHelp("Size of a request's body at most.", valueName: "bytes"))
    var limitsBodyBytes: String?

    @Option(help: ArgumentHelp("Clients connected at the same time at most.", valueName: "number"))
    var limitsConnections: String?

    @Option(help: ArgumentHelp("How long a client's connection may be idle.", valueName: "seconds"))
    var limitsIdleSeconds: String?

    @Option(help: ArgumentHelp("How long a request may take to arrive.", valueName: "seconds"))
    var limitsRequestSeconds: String?

    @Option(help: ArgumentHelp("Address ranges opened to outgoing requests.", valueName: "cidr,..."))
    var egressAllow: String?

    @Option(help: ArgumentHelp("Outgoing requests at the same time at most.", valueName: "number"))
    var egressConcurrency: String?

    @Option(help: ArgumentHelp("The same for one host.", valueName: "number"))
    var egressConcurrencyPerHost: String?

    @Option(help: ArgumentHelp("How long connecting to a third party may take.", valueName: "seconds"))
    var egressConnectSeconds: String?

    @Option(help: ArgumentHelp("Authorities (PEM) to trust beside the system's.", valueName: "path"))
    var egressCaFile: String?

    @Option(help: ArgumentHelp("How long connecting for a proxied request may take.", valueName: "seconds"))
    var proxyConnectSeconds: String?

    @Option(help: ArgumentHelp("How long nothing may move in a proxied request.", valueName: "seconds"))
    var proxyIdleSeconds: String?

    @Option(help: ArgumentHelp("Proxied requests at the same time at most.", valueName: "number"))
    var proxyConcurrency: String?

    @Option(help: ArgumentHelp("The same for one connection.", valueName: "number"))
    var proxyConcurrencyPerConnection: String?

    @Option(help: ArgumentHelp("The same for one host.", valueName: "number"))
    var proxyConcurrencyPerHost: String?

    @Option(help: ArgumentHelp("How long Tenon-Retries may wait altogether.", valueName: "seconds"))
    var proxyRetrySeconds: String?

    @Option(help: ArgumentHelp("When uses of secrets are written down: batched or strict.", valueName: "mode"))
    var auditUses: String?
    @Option(help: ArgumentHelp("How long a person stays signed in without doing anything.", valueName: "minutes"))
    var consoleIdleMinutes: String?

    @Option(help: ArgumentHelp("How long a person stays signed in at most.", valueName: "hours"))
    var consoleSessionHours: String?

    @Option(help: ArgumentHelp("How often each connection is verified by itself; 0 for never.", valueName: "seconds"))
    var verificationIntervalSeconds: String?
    @Option(help: ArgumentHelp("Issuer of the OpenID provider through which people may sign in.", valueName: "url"))
    var oidcIssuer: String?

    @Option(help: ArgumentHelp("The server's client at that provider.", valueName: "id"))
    var oidcClientID: String?

    @Option(help: ArgumentHelp("File to read the client's secret from.", valueName: "path"))
    var oidcClientSecretFile: String?

    @Option(help: ArgumentHelp("What people call that provider.", valueName: "name"))
    var oidcName: String?

    @Option(help: ArgumentHelp("true makes everybody from the provider a member.", valueName: "true|false"))
    var oidcSignUp: String?

    @Option(help: ArgumentHelp("Folder of connection definitions of your own.", valueName: "path"))
    var catalogPath: String?

    @Option(help: ArgumentHelp("File of the root keys (default: DATA/keyring.json).", valueName: "path"))
    var vaultKeyRingFile: String?

    @Option(help: ArgumentHelp("debug, info, notice, warning or error.", valueName: "level"))
    var logLevel: String?

    @Option(help: ArgumentHelp("File with the owner's token, for the first start.", valueName: "path"))
    var bootstrapTokenFile: String?

    /// What was given, by the names of the settings.
    var values: [String: String] {
        let given: [String: String?] = [
            "database": database,
            "shared-data": sharedData,
            "database-file": databaseFile,
            "database.pool-size": databasePoolSize,
            "database.wait-seconds": databaseWaitSeconds,
            "database.idle-seconds": databaseIdleSeconds,
            "database.lifetime-seconds": databaseLifetimeSeconds,
            "database.statement-timeout-seconds": databaseStatementTimeoutSeconds,
            "database.lock-timeout-seconds": databaseLockTimeoutSeconds,
            "database.prepared-statements": databasePreparedStatements,
            "trusted-proxies": trustedProxies,
            "api.dialect": apiDialect,
            "limits.requests-per-minute": limitsRequestsPerMinute,
            "limits.body-bytes": limitsBodyBytes,
            "limits.connections": limitsConnections,
            "limits.idle-seconds": limitsIdleSeconds,
            "limits.request-seconds": limitsRequestSeconds,
            "egress.allow": egressAllow,
            "egress.concurrency": egressConcurrency,
            "egress.concurrency-per-host": egressConcurrencyPerHost,
            "egress.connect-seconds": egressConnectSeconds,
            "egress.ca-file": egressCaFile,
            "proxy.connect-seconds": proxyConnectSeconds,
            "proxy.idle-seconds": proxyIdleSeconds,
            "proxy.concurrency": proxyConcurrency,
            "proxy.concurrency-per-connection": proxyConcurrencyPerConnection,
            "proxy.concurrency-per-host": proxyConcurrencyPerHost,
            "proxy.retry-seconds": proxyRetrySeconds,
            "audit.uses": auditUses,
            "console.idle-minutes": consoleIdleMinutes,
            "console.session-hours": consoleSessionHours,
            "verification.interval-seconds": verificationIntervalSeconds,
            "oidc.issuer": oidcIssuer,
            "oidc.client-id": oidcClientID,
            "oidc.client-secret-file": oidcClientSecretFile,
            "oidc.name": oidcName,
            "oidc.sign-up": oidcSignUp,
            "catalog.path": catalogPath,
            "vault.key-ring-file": vaultKeyRingFile,
            "log.level": logLevel,
            "bootstrap-token-file": bootstrapTokenFile,
        ]
        return given.compactMapValues { $0 }
    }
}
