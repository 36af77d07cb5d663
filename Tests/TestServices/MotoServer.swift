// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// moto, which plays AWS with IAM enforced: one user who may use S3 and STS and nothing else.
///
/// It computes signatures itself and compares; keys of S3 with `+` or beyond ASCII it gets wrong.
package struct MotoServer: Sendable {
    package let accessKeyID: String
    package let secretAccessKey: String
    package let port: Int
    private let service: PythonService

    package var address: String { "http://127.0.0.1:\(port)" }

    static func start() async throws -> MotoServer {
        let service = try await PythonService.start("moto_aws", module: "moto", options: [:], account: .alice)
        let key = try JSONReader.read(Array(try service.file("key.json").utf8))
        guard let id = key["id"]?.string, let secret = key["secret"]?.string else {
            throw ServiceFailure("moto has made no key.")
        }
        return MotoServer(accessKeyID: id, secretAccessKey: secret, port: service.port, service: service)
    }
}
