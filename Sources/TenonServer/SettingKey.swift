// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A setting by name: `limits.requests-per-minute` in `tenon.yaml`, `--limits-requests-per-minute` on the command line,
/// `TENON_LIMITS_REQUESTS_PER_MINUTE` in the environment.
package struct SettingKey: Sendable, Hashable {
    package let name: String
    package let summary: String
    /// As text, for the documentation; `nil` when there is none.
    package let defaultText: String?

    init(_ name: String, _ summary: String, default defaultText: String? = nil) {
        self.name = name
        self.summary = summary
        self.defaultText = defaultText
    }

    package var variable: String { "TENON_" + environmentName }

    var environmentName: String {
        String(name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    static let data = SettingKey("data", "Directory of the database and the key ring.")
    static let sharedData = SettingKey(
        "shared-data", "true lets several servers on this machine work on one data directory.", default: "false")
    static let database = SettingKey(
        "database", "URL of a PostgreSQL database; an embedded one in the data directory when left out.")
    static let databaseFile = SettingKey("database-file", "File to read the database URL from.")
    static let databasePoolSize = SettingKey(
        "database.pool-size", "Connections to PostgreSQL at most.", default: "16")
    static let databaseWaitSeconds = SettingKey(
        "database.wait-seconds", "How long a request may wait for one.", default: "10")
    static let databaseIdleSeconds = SettingKey(
        "database.idle-seconds", "How long one that nobody needs stays open.", default: "300")
    static let databaseLifetimeSeconds = SettingKey(
        "database.lifetime-seconds", "How long one is used before it is replaced.", default: "1800")
    static let databaseStatementSeconds = SettingKey(
        "database.statement-timeout-seconds", "How long one statement may take.", default: "30")
    static let databaseLockSeconds = SettingKey(
        "database.lock-timeout-seconds", "How long a statement may wait for a lock.", default: "5")
    static let databasePreparedStatements = SettingKey(
        "database.prepared-statements", "auto, on or off; auto means on, unless there is a pooler on the way.",
        default: "auto")
    static let host = SettingKey("host", "Address to listen on.", default: "127.0.0.1")
    static let port = SettingKey("port", "Port to listen on; 0 picks a free one.", default: "8080")
    static let publicURL = SettingKey(
        "public-url", "The URL under which people and providers reach the server.", default: "http://HOST:PORT")
    static let trustedProxies = SettingKey(
        "trusted-proxies", "Addresses (comma-separated) of the reverse proxies whose forwarded headers count.")
    static let apiDialect = SettingKey(
        "api.dialect", "Whose answers to give where Make's document and service differ: documented or live.",
        default: "documented")
    static let requestsPerMinute = SettingKey(
        "limits.requests-per-minute", "Requests an organization may make in a minute; 0 for no limit.",
        default: "10000")
    static let bodyBytes = SettingKey(
        "limits.body-bytes", "Size of a request's body at most, in bytes.", default: "2097152")
    static let connections = SettingKey(
        "limits.connections", "Clients connected at the same time at most.", default: "10000")
    static let idleSeconds = SettingKey(
        "limits.idle-seconds", "How long a client's connection may be idle.", default: "60")
    static let requestSeconds = SettingKey(
        "limits.request-seconds", "How long a request's body may take to arrive.", default: "30")
    static let egressAllow = SettingKey(
        "egress.allow", "Address ranges (CIDR, comma-separated) that are opened to outgoing requests.")
    static let egressConcurrency = SettingKey(
        "egress.concurrency", "Outgoing requests at the same time at most.", default: "256")
    static let egressConcurrencyPerHost = SettingKey(
        "egress.concurrency-per-host", "The same for one host.", default: "32")
    static let egressConnectSeconds = SettingKey(
        "egress.connect-seconds", "How long connecting to a third party may take.", default: "10")
    static let egressAuthorities = SettingKey(
        "egress.ca-file", "PEM file of certificate authorities to trust beside the system's.")
    static let proxyConnectSeconds = SettingKey(
        "proxy.connect-seconds", "How long connecting to a third party for a proxied request may take.", default: "10")
    static let proxyIdleSeconds = SettingKey(
        "proxy.idle-seconds", "How long nothing may move in a proxied request; then it is ended.", default: "300")
    static let proxyConcurrency = SettingKey(
        "proxy.concurrency", "Proxied requests at the same time at most.", default: "4096")
    static let proxyConcurrencyPerConnection = SettingKey(
        "proxy.concurrency-per-connection", "The same for one connection.", default: "512")
    static let proxyConcurrencyPerHost = SettingKey(
        "proxy.concurrency-per-host", "The same for one host.", default: "1024")
    static let proxyRetrySeconds = SettingKey(
        "proxy.retry-seconds", "How long Tenon-Retries may wait altogether.", default: "30")
    static let auditUses = SettingKey(
        "audit.uses",
        "When uses of secrets are written down: batched, within a second; or strict, each before anything is sent.",
        default: "batched")
    static let consoleIdleMinutes = SettingKey(
        "console.idle-minutes", "How long a person stays signed in without doing anything.", default: "720")
    static let consoleSessionHours = SettingKey(
        "console.session-hours", "How long a person stays signed in at most.", default: "168")
    static let verificationIntervalSeconds = SettingKey(
        "verification.interval-seconds", "How often each connection is verified by itself; 0 for never.",
        default: "86400")
    static let oidcIssuer = SettingKey(
        "oidc.issuer", "Issuer of the OpenID provider through which people may sign in.")
    static let oidcClientID = SettingKey("oidc.client-id", "The server's client at that provider.")
    static let oidcClientSecret = SettingKey("oidc.client-secret", "The client's secret.")
    static let oidcClientSecretFile = SettingKey("oidc.client-secret-file", "File to read the client's secret from.")
    static let oidcName = SettingKey("oidc.name", "What people call that provider.", default: "OpenID")
    static let oidcSignUp = SettingKey(
        "oidc.sign-up", "true makes everybody who comes from the provider a member.", default: "false")
    static let catalogPath = SettingKey("catalog.path", "Folder of connection definitions of your own.")
    static let keyRingFile = SettingKey(
        "vault.key-ring-file", "File of the root keys.", default: "DATA/keyring.json")
    static let keyRing = SettingKey(
        "vault.key-ring", "The root keys themselves, for an environment without files; excludes the file.")
    static let logLevel = SettingKey("log.level", "debug, info, notice, warning or error.", default: "info")
    static let bootstrapToken = SettingKey(
        "bootstrap-token", "The owner's token, a version 4 UUID; used at the first start only.")
    static let bootstrapTokenFile = SettingKey("bootstrap-token-file", "File to read the owner's token from.")

    /// Every setting there is: what is not here is refused.
    package static let all: [SettingKey] = [
        data, sharedData, database, databaseFile, databasePoolSize, databaseWaitSeconds, databaseIdleSeconds,
        databaseLifetimeSeconds, databaseStatementSeconds, databaseLockSeconds, databasePreparedStatements, host, port,
        publicURL, trustedProxies, apiDialect, requestsPerMinute, bodyBytes, connections,
        idleSeconds,
        requestSeconds, egressAllow, egressConcurrency, egressConcurrencyPerHost, egressConnectSeconds,
        egressAuthorities, proxyConnectSeconds, proxyIdleSeconds, proxyConcurrency, proxyConcurrencyPerConnection,
        proxyConcurrencyPerHost, proxyRetrySeconds, auditUses, consoleIdleMinutes, consoleSessionHours,
        verificationIntervalSeconds, oidcIssuer, oidcClientID, oidcClientSecret, oidcClientSecretFile, oidcName,
        oidcSignUp, catalogPath, keyRingFile, keyRing, logLevel, bootstrapToken,
        bootstrapTokenFile,
    ]

    /// Those that hold a secret, and so are no flags: arguments can be read by everybody on the machine.
    package static let secrets: Set<SettingKey> = [keyRing, bootstrapToken, oidcClientSecret]

    /// Variables of the command line's own, which the server lets pass.
    static let clientVariables: Set<String> = ["TENON_URL", "TENON_TOKEN", "TENON_TOKEN_FILE", "TENON_CONFIG"]
}
