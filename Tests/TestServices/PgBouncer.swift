// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// pgbouncer in transaction mode in front of a cluster: each transaction may get another connection of the server.
package final class PgBouncer: Sendable {
    package let port: Int
    private let process: ServiceProcess

    package static func start(for server: PostgresServer) async throws -> PgBouncer {
        let folder = try ServiceFolder("bouncer")
        do {
            let bouncer = try PgBouncer(server, folder)
            try await LoopbackPort.wait(bouncer.port, name: "pgbouncer") { (try? folder.read("pgbouncer.out")) ?? "" }
            return bouncer
        } catch {
            folder.remove()
            throw error
        }
    }

    private init(_ server: PostgresServer, _ folder: ServiceFolder) throws {
        port = try LoopbackPort.free()
        try folder.write("\"\(PostgresServer.user)\" \"\"\n", to: "users")
        try folder.write(
            """
            [databases]
            * = host=\(server.socketFolder) port=\(server.port)
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = trust
            auth_file = \(folder.path("users"))
            pool_mode = transaction
            default_pool_size = 4
            max_client_conn = 200
            """, to: "pgbouncer.ini")
        // It refuses to run as root, and says how it wants to be started.
        let user = getuid() == 0 ? ["-u", "postgres"] : []
        process = try ServiceProcess(
            name: "pgbouncer", command: [Tool.path("pgbouncer")] + user + [folder.path("pgbouncer.ini")], folder: folder
        )
    }

    package func url(_ database: String) -> String { "postgres://\(PostgresServer.user)@127.0.0.1:\(port)/\(database)" }
}
