// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The real servers, one of each kind and set of options per test process, started when first asked for.
///
/// They end with the process. A server that cannot be started makes the test fail, with a sentence.
package actor TestServices {
    package static let shared = TestServices()

    private var nginxStart: Task<NginxServer, any Error>?
    private var postgresStart: Task<PostgresServer, any Error>?
    private var mailStart: Task<MailServer, any Error>?
    private var motoStart: Task<MotoServer, any Error>?
    private var djangoStarts: [DjangoOAuthServer.Options: Task<DjangoOAuthServer, any Error>] = [:]
    private var canailleStarts: [CanailleServer.Options: Task<CanailleServer, any Error>] = [:]
    private var nanoIDPStarts: [NanoIDPServer.Options: Task<NanoIDPServer, any Error>] = [:]

    package func nginx() async throws -> NginxServer {
        let start = nginxStart ?? Task { try await NginxServer.start() }
        nginxStart = start
        return try await start.value
    }

    package func postgres() async throws -> PostgresServer {
        let start = postgresStart ?? Task { try await PostgresServer.start() }
        postgresStart = start
        return try await start.value
    }

    package func mail() async throws -> MailServer {
        let start = mailStart ?? Task { try await MailServer.start() }
        mailStart = start
        return try await start.value
    }

    package func moto() async throws -> MotoServer {
        let start = motoStart ?? Task { try await MotoServer.start() }
        motoStart = start
        return try await start.value
    }

    package func djangoOAuth(_ options: DjangoOAuthServer.Options = .init()) async throws -> DjangoOAuthServer {
        let start = djangoStarts[options] ?? Task { try await DjangoOAuthServer.start(options) }
        djangoStarts[options] = start
        return try await start.value
    }

    package func canaille(_ options: CanailleServer.Options = .init()) async throws -> CanailleServer {
        let start = canailleStarts[options] ?? Task { try await CanailleServer.start(options) }
        canailleStarts[options] = start
        return try await start.value
    }

    package func nanoIDP(_ options: NanoIDPServer.Options = .init()) async throws -> NanoIDPServer {
        let start = nanoIDPStarts[options] ?? Task { try await NanoIDPServer.start(options) }
        nanoIDPStarts[options] = start
        return try await start.value
    }
}
