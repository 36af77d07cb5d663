// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The real servers, one of each per test process, started when first asked for.
///
/// They end with the process. A server that cannot be started makes the test fail, with a sentence.
package actor TestServices {
    package static let shared = TestServices()

    private var nginxStart: Task<NginxServer, any Error>?
    private var mailStart: Task<MailServer, any Error>?

    package func nginx() async throws -> NginxServer {
        let start = nginxStart ?? Task { try await NginxServer.start() }
        nginxStart = start
        return try await start.value
    }

    package func mail() async throws -> MailServer {
        let start = mailStart ?? Task { try await MailServer.start() }
        mailStart = start
        return try await start.value
    }
}
