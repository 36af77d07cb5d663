// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOPosix
import NIOSSL
import TenonDomain
import Testing

@testable import TenonEgress

@Suite struct ClientShelfTests {
    private func shelf(originsMax: Int) -> ClientShelf {
        ClientShelf(originsMax: originsMax) { _ in
            HTTPClient(eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup))
        }
    }

    private func origin(_ port: Int) -> PreparedRequest.Origin {
        PreparedRequest.Origin(scheme: .http, host: "api.test", port: port)
    }

    @Test func `the common client is replaced after so many origins and ended when nobody uses it`() async throws {
        let shelf = shelf(originsMax: 2)
        try await shelf.withClient(for: origin(1), authorities: []) { first in
            try await shelf.withClient(for: origin(2), authorities: []) { #expect($0 === first) }
            try await shelf.withClient(for: origin(3), authorities: []) { #expect($0 !== first) }
            #expect(shelf.clientCount == 2)
        }
        #expect(shelf.clientCount == 1)
        for port in 4..<20 { try await shelf.withClient(for: origin(port), authorities: []) { _ in } }
        #expect(shelf.clientCount == 1)
        try await shelf.shutdown()
        #expect(shelf.clientCount == 0)
        await #expect(throws: HTTPClientError.alreadyShutdown) {
            try await shelf.withClient(for: origin(1), authorities: []) { _ in }
        }
    }

    @Test func `a client with its own authorities lives as long as its request, which may fail`() async throws {
        let shelf = shelf(originsMax: 2)
        let authority = try NIOSSLCertificate.fromPEMBytes(Array(ClientShelfTests.pem.utf8))
        for _ in 0..<3 {
            await #expect(throws: CancellationError.self) {
                try await shelf.withClient(for: origin(1), authorities: authority) { _ in
                    #expect(shelf.clientCount == 1)
                    throw CancellationError()
                }
            }
            #expect(shelf.clientCount == 0)
        }
        try await shelf.shutdown()
    }

    /// Any certificate will do.
    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBbzCCARWgAwIBAgIUFaG7Hyd3vtIuBchej7tiU8VVlQ0wCgYIKoZIzj0EAwIw
        DDEKMAgGA1UEAwwBeDAgFw0yNjExMjQwMjAyMjFaGA8yMTI2MTAzMTAyMDIyMVow
        DDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJCTkKnzNRVr
        RovRfshMBQDFSnmkUkvds75CIRyer2Yseb/WAOc9zbH634/d19ZaEFJG3V5SEZZ4
        obOQ8EzLesyjUzBRMB0GA1UdDgQWBBT343p2bjjNe+JF4k42ccodVhHvkjAfBgNV
        HSMEGDAWgBT343p2bjjNe+JF4k42ccodVhHvkjAPBgNVHRMBAf8EBTADAQH/MAoG
        CCqGSM49BAMCA0gAMEUCIQCBDbkoA84p6Civk06yR2P7drv4br6nwHt+pwOdrp7C
        GQIgN6IOw2yKmw/oFbf3xfjEQuWMFBs/FYb22Do7fKqwLao=
        -----END CERTIFICATE-----
        """
}
