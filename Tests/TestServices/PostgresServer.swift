// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A PostgreSQL cluster of the tests' own, without `fsync`.
///
/// Its default collation is a person's, not the bytes', so that a column that forgets to say so is noticed. Listens on a
/// socket in its folder, where everybody may do everything, and on 127.0.0.1, where passwords count.
package final class PostgresServer: Sendable {
    package static let user = "tenon"
    package static let password = "correct horse 1"

    /// What a cluster is to be able to do.
    package struct Options: Sendable {
        /// Whether others can copy it and follow it.
        package var isReplicated = false

        package init(isReplicated: Bool = false) { self.isReplicated = isReplicated }
    }

    package let port: Int
    /// File of the private authority that signed the server's certificate.
    package var authorityFile: String { folder.path("ca.pem") }
    private let folder: ServiceFolder
    /// One for each start: the first to be let go would take the folder with it.
    private let processes: Mutex<[ServiceProcess]>
    private let databases = Atomic<Int>(0)

    /// Makes a cluster and starts it.
    package static func start(_ options: Options = Options()) async throws -> PostgresServer {
        let server = try PostgresServer(options)
        try await server.resume()
        try await server.sql("CREATE ROLE \(user) LOGIN CREATEDB PASSWORD '\(password)'")
        return server
    }

    private init(_ options: Options) throws {
        folder = try ServiceFolder("pg")
        processes = Mutex([])
        do {
            port = try LoopbackPort.free()
            try folder.makeFolder("data")
            _ = try PrivateAuthority(in: folder)
            // PostgreSQL refuses a key that others may read.
            try Tool.run("chmod", ["600", folder.path("server.key")], in: folder)
            if getuid() == 0 { try Tool.run("chown", ["-R", "postgres", folder.path("")], in: folder) }
            let command =
                Self.unprivileged + [
                    try Tool.path("initdb"), "-D", folder.path("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync", "--no-instructions",
                ]
            try Tool.run(command[0], Array(command.dropFirst()), in: folder)
            try folder.write(
                configuration + (options.isReplicated ? "\nmax_wal_senders = 8\nwal_level = replica\n" : ""),
                to: "data/postgresql.conf")
            try folder.write(
                "local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
                to: "data/pg_hba.conf")
        } catch {
            folder.remove()
            throw error
        }
    }

    /// PostgreSQL refuses to run as root.
    private static var unprivileged: [String] {
        getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : []
    }

    private var configuration: String {
        """
        listen_addresses = '127.0.0.1'
        port = \(port)
        unix_socket_directories = '\(folder.path(""))'
        max_connections = 400
        shared_buffers = 64MB
        fsync = off
        full_page_writes = off
        autovacuum = off
        max_wal_senders = 0
        wal_level = minimal
        ssl = on
        ssl_cert_file = '\(folder.path("server.pem"))'
        ssl_key_file = '\(folder.path("server.key"))'
        password_encryption = scram-sha-256
        log_statement = none
        """
    }

    // MARK: - Running

    /// Starts the server again after ``stop()``.
    package func resume() async throws {
        let command = Self.unprivileged + [try Tool.path("postgres"), "-D", folder.path("data")]
        let started = try ServiceProcess(name: "postgres", command: command, folder: folder, signal: "INT")
        processes.withLock { $0.append(started) }
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if (try? await sql("SELECT 1")) != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServiceFailure("PostgreSQL does not start. Its log: \((try? folder.read("postgres.out")) ?? "")")
    }

    /// Stops the server at once, as a crash would, and waits until it is gone.
    package func stop() async throws {
        let line = try folder.read("data/postmaster.pid").split(separator: "\n").first.map(String.init) ?? ""
        guard let postmaster = Int32(line) else { throw ServiceFailure("PostgreSQL has no process id.") }
        // SIGQUIT to the postmaster is `pg_ctl stop -m immediate`.
        kill(postmaster, SIGQUIT)
        while Self.isRunning(postmaster) { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// Whether there is such a process, and it is not one that has ended and waits for its parent to notice.
    private static func isRunning(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return status.split(separator: ")").last?.hasPrefix(" Z") != true
    }

    // MARK: - Followers

    /// Copies `primary` and follows it under a name that `synchronous_standby_names` may have.
    private init(following primary: PostgresServer, as name: String) async throws {
        folder = try ServiceFolder("pg")
        processes = Mutex([])
        do {
            port = try LoopbackPort.free()
            try folder.makeFolder("data")
            _ = try PrivateAuthority(in: folder)
            try Tool.run("chmod", ["600", folder.path("server.key")], in: folder)
            try Tool.run("chmod", ["700", folder.path("data")], in: folder)
            if getuid() == 0 { try Tool.run("chown", ["-R", "postgres", folder.path("")], in: folder) }
            // A spread checkpoint would take minutes.
            let command =
                Self.unprivileged + [
                    try Tool.path("pg_basebackup"), "-D", folder.path("data"), "-h", primary.socketFolder, "-p",
                    "\(primary.port)", "-U", "postgres", "-c", "fast", "-X", "stream", "--no-sync",
                ]
            try Tool.run(command[0], Array(command.dropFirst()), in: folder)
            let following = """

                max_wal_senders = 8
                wal_level = replica
                wal_retrieve_retry_interval = 200ms
                primary_conninfo = 'host=\(primary.socketFolder) port=\(primary.port) user=postgres application_name=\(name)'
                """
            try folder.write(configuration + following, to: "data/postgresql.conf")
            try folder.write("", to: "data/standby.signal")
            if getuid() == 0 { try Tool.run("chown", ["-R", "postgres", folder.path("data")], in: folder) }
        } catch {
            folder.remove()
            throw error
        }
    }

    /// Starts a standby without which nothing is acknowledged any more.
    package func makeSynchronousStandby() async throws -> PostgresServer {
        let standby = try await PostgresServer(following: self, as: "standby")
        try await standby.resume()
        try await sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        try await sql("SELECT pg_reload_conf()")
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if try await sql("SELECT sync_state FROM pg_stat_replication") == "sync" { return standby }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServiceFailure(
            "The standby does not follow. Its log: \((try? standby.folder.read("postgres.out")) ?? "")")
    }

    /// Makes a standby the primary.
    package func promote() async throws {
        guard try await sql("SELECT pg_promote(true, 30)") == "t" else {
            throw ServiceFailure("The standby cannot be promoted.")
        }
    }

    // MARK: - Databases

    /// Makes a database, empty or a copy of `template`, that belongs to the role of the tests.
    package func makeDatabase(from template: String = "template0") async throws -> String {
        let name = "t\(databases.add(1, ordering: .relaxed).newValue)"
        try await sql("CREATE DATABASE \(name) OWNER \(Self.user) TEMPLATE \(template)")
        return name
    }

    /// How `tenon` connects; by the socket, or with a password by TCP.
    package func url(_ database: String, overTCP: Bool = false) -> String {
        guard overTCP else {
            let host = folder.path("").replacing("/", with: "%2F")
            return "postgres://\(Self.user)@\(host):\(port)/\(database)"
        }
        let password = Self.password.replacing(" ", with: "%20")
        return "postgres://\(Self.user):\(password)@127.0.0.1:\(port)/\(database)"
    }

    /// How `tenon` finds whichever of two servers can be written to.
    package func url(_ database: String, or other: PostgresServer) -> String {
        let password = Self.password.replacing(" ", with: "%20")
        return "postgres://\(Self.user):\(password)@127.0.0.1:\(port),127.0.0.1:\(other.port)/\(database)"
    }

    /// How `tenon` connects through something that listens on another port.
    package func url(_ database: String, through port: Int) -> String {
        url(database, overTCP: true).replacing(":\(self.port)/", with: ":\(port)/")
    }

    /// Where the socket is.
    package var socketFolder: String { folder.path("") }

    /// Runs statements as the superuser, and returns what they say, without the last line's end.
    @discardableResult
    package func sql(_ statement: String, in database: String = "postgres") async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.sqlBlocking(statement, in: database) })
            }
        }
    }

    /// The same where a thread may block.
    @discardableResult
    package func sqlBlocking(_ statement: String, in database: String = "postgres") throws -> String {
        let answer = try Tool.output(
            "psql",
            [
                "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder.path(""), "-p", "\(port)", "-U",
                "postgres",
                "-d", database, "-c", statement,
            ], in: folder)
        return answer.hasSuffix("\n") ? String(answer.dropLast()) : answer
    }
}
