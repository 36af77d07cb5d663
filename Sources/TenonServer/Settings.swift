// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Logging
internal import TenonDomain
internal import TenonEgress
internal import TenonEngine
internal import TenonHTTP
internal import TenonPostgres
internal import TenonProxy
internal import TenonVault
internal import TenonWire

/// When uses of secrets are written down.
enum AuditUses: String, CaseIterable {
    /// Within a second, so that a busy connection costs one entry.
    case batched
    /// Each before anything is sent.
    case strict
}

/// Everything an operator decides, read once and checked before a port is bound.
package struct Settings: Sendable {
    package let data: String
    let isDataShared: Bool
    let database: DatabaseChoice
    let http: HTTPSettings
    let dialect: Dialect
    let egress: EgressSettings
    let proxy: ProxySettings
    let auditUses: AuditUses
    /// How long people stay signed in.
    let sessions: SignIn.Policy
    /// `nil` when connections are verified only when somebody asks.
    let verification: VerificationSchedule?
    /// The OpenID provider through which people may sign in.
    let provider: ProviderSignIn.Settings?
    package let catalogPath: String?
    package let keyRingFile: String
    let keyRing: Secret?
    let logLevel: Logger.Level
    let bootstrapToken: TokenText?

    var keyRingSource: KeyRingSource {
        keyRing.map(KeyRingSource.text) ?? .file(KeyRingFile(path: keyRingFile))
    }

    /// Reads flags over environment over file over defaults.
    ///
    /// - Throws: ``OperatorError`` with every fault, exit code 64.
    package static func read(
        flags: [String: String], environment: [String: String], file: String?
    ) async throws -> Settings {
        let file = file ?? environment["TENON_CONFIG"] ?? defaultFile(flags: flags, environment: environment)
        var reader = try await SettingsReader(flags: flags, environment: environment, file: file)
        if let url = flags[SettingKey.database.name], PostgresSettings(url: Secret(url)).urlHoldsPassword {
            reader.reject(
                .database,
                "holds a password, which everybody on the machine can read in an argument: give it as the variable "
                    + "\(SettingKey.database.variable), with --database-file, or leave it to libpq's password file")
        }
        let settings = await Settings(from: &reader)
        guard let settings, reader.faults.isEmpty else {
            throw OperatorError(reader.faults.joined(separator: "\n"), exitCode: OperatorError.usage)
        }
        return settings
    }

    /// `tenon.yaml` in the data directory, if there is one.
    private static func defaultFile(flags: [String: String], environment: [String: String]) -> String? {
        guard let data = flags[SettingKey.data.name] ?? environment[SettingKey.data.variable] else { return nil }
        let file = data + "/tenon.yaml"
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }

    private init?(from reader: inout SettingsReader) async {
        let data = await reader.string(.data)
        if data == nil { reader.reject(.data, "is missing: give a directory with --data DIR") }
        self.data = data ?? ""
        isDataShared = await reader.bool(.sharedData, default: false)
        http = await Settings.http(from: &reader)
        database = await DatabaseChoice(from: &reader, data: data ?? "")
        dialect = await reader.choice(.apiDialect, default: Dialect.documented)
        egress = await Settings.egress(from: &reader)
        proxy = await Settings.proxy(from: &reader, http: http)
        auditUses = await reader.choice(.auditUses, default: AuditUses.batched)
        sessions = SignIn.Policy(
            idle: .seconds(60 * (await reader.int(.consoleIdleMinutes, default: 720, in: 1...43_200))),
            total: .seconds(3600 * (await reader.int(.consoleSessionHours, default: 168, in: 1...8760))))
        let seconds = await reader.int(.verificationIntervalSeconds, default: 86_400, in: 0...31_536_000)
        verification = seconds == 0 ? nil : VerificationSchedule(interval: .seconds(seconds))
        provider = await Settings.provider(from: &reader)
        catalogPath = await reader.string(.catalogPath)
        let keyRing = await reader.string(.keyRing)
        let keyRingFile = await reader.string(.keyRingFile)
        if keyRing != nil, keyRingFile != nil { reader.reject(.keyRing, "and vault.key-ring-file exclude each other") }
        self.keyRing = keyRing.map { Secret($0) }
        self.keyRingFile = keyRingFile ?? (data ?? "") + "/keyring.json"
        logLevel = await reader.choice(.logLevel, default: Logger.Level.info)
        bootstrapToken = await Settings.bootstrapToken(from: &reader)
        if data == nil { return nil }
    }

    private static func http(from reader: inout SettingsReader) async -> HTTPSettings {
        let publicURL = await reader.string(.publicURL)
        if let publicURL, PublicURL(publicURL) == nil {
            reader.reject(.publicURL, "must be a URL such as https://tenon.example.com, without a path")
        }
        return HTTPSettings(
            host: await reader.string(.host) ?? "127.0.0.1",
            port: await reader.int(.port, default: 8080, in: 0...65_535),
            publicURL: publicURL,
            trustedProxies: Set(await reader.list(.trustedProxies)),
            connectionsMax: await reader.int(.connections, default: 10_000, in: 1...1_000_000),
            idleTimeout: .seconds(await reader.int(.idleSeconds, default: 60, in: 1...86_400)),
            requestTimeout: .seconds(await reader.int(.requestSeconds, default: 30, in: 1...3600)),
            bodyBytesMax: await reader.int(.bodyBytes, default: 2 << 20, in: 1024...(64 << 20)),
            requestsPerMinute: await reader.int(.requestsPerMinute, default: 10_000, in: 0...100_000_000))
    }

    private static func egress(from reader: inout SettingsReader) async -> EgressSettings {
        var settings = EgressSettings()
        settings.allow = await reader.list(.egressAllow).compactMap { text in
            if let range = CIDR(text) { return range }
            reader.reject(.egressAllow, "must hold address ranges such as 10.0.0.0/8, not '\(text)'")
            return nil
        }
        settings.concurrentMax = await reader.int(.egressConcurrency, default: 256, in: 1...65_536)
        settings.concurrentPerHostMax = await reader.int(.egressConcurrencyPerHost, default: 32, in: 1...65_536)
        settings.connectTimeout = .seconds(await reader.int(.egressConnectSeconds, default: 10, in: 1...300))
        settings.authoritiesFile = await reader.string(.egressAuthorities)
        return settings
    }

    private static func proxy(from reader: inout SettingsReader, http: HTTPSettings) async -> ProxySettings {
        var settings = ProxySettings(http: http)
        settings.connectTimeout = .seconds(await reader.int(.proxyConnectSeconds, default: 10, in: 1...300))
        settings.idleTimeout = .seconds(await reader.int(.proxyIdleSeconds, default: 300, in: 1...86_400))
        settings.concurrentMax = await reader.int(.proxyConcurrency, default: 4096, in: 1...1_000_000)
        settings.concurrentPerConnectionMax = await reader.int(
            .proxyConcurrencyPerConnection, default: 512, in: 1...1_000_000)
        settings.concurrentPerHostMax = await reader.int(.proxyConcurrencyPerHost, default: 1024, in: 1...1_000_000)
        settings.retryBudget = .seconds(await reader.int(.proxyRetrySeconds, default: 30, in: 0...3600))
        return settings
    }

    private static func provider(from reader: inout SettingsReader) async -> ProviderSignIn.Settings? {
        let issuer = await reader.string(.oidcIssuer)
        let clientID = await reader.string(.oidcClientID)
        let secret = await reader.secret(.oidcClientSecret, orFile: .oidcClientSecretFile)
        let name = await reader.string(.oidcName) ?? "OpenID"
        let allowsSignUp = await reader.bool(.oidcSignUp, default: false)
        guard let issuer else {
            if clientID != nil || secret != nil { reader.reject(.oidcIssuer, "is missing beside oidc.client-id") }
            return nil
        }
        if !issuer.hasPrefix("https://"), !issuer.hasPrefix("http://127.0.0.1"), !issuer.hasPrefix("http://localhost") {
            reader.reject(.oidcIssuer, "must be an https URL, exactly as the provider writes it")
        }
        guard let clientID else {
            reader.reject(.oidcClientID, "is missing beside oidc.issuer")
            return nil
        }
        return ProviderSignIn.Settings(
            issuer: issuer, clientID: clientID, clientSecret: secret, name: name, allowsSignUp: allowsSignUp)
    }

    private static func bootstrapToken(from reader: inout SettingsReader) async -> TokenText? {
        let text = await reader.string(.bootstrapToken)
        let file = await reader.string(.bootstrapTokenFile)
        if text != nil, file != nil { reader.reject(.bootstrapToken, "and bootstrap-token-file exclude each other") }
        guard text != nil || file != nil else { return nil }
        let content = text ?? file.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        guard let content else {
            reader.reject(.bootstrapTokenFile, "names a file that cannot be read")
            return nil
        }
        let token = TokenText(content.trimmingCharacters(in: .whitespacesAndNewlines))
        if token == nil { reader.reject(.bootstrapToken, "must be a version 4 UUID") }
        return token
    }
}
