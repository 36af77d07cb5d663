// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

private import CPostgres
internal import Foundation
internal import TenonStore

/// One connection of libpq.
///
/// libpq is told not to block, and each wait for the server is a `poll` with a limit: a server that has gone without a
/// word is noticed. Whoever waits does so on a thread that may block.
///
/// `@unchecked`: a session is used by whoever has it on lease, which is one thread at a time; it changes hands under the
/// lock of the pool.
final class PostgresSession: @unchecked Sendable {
    private let connection: OpaquePointer
    private let notices: NoticeBox
    private(set) var statements: StatementCache
    private var isBroken = false
    private var isClosed = false
    /// How long to wait for an answer; `nil` for as long as it takes.
    var answerLimit: Duration?
    /// Whether there is something between us and the server that lends us another connection for each transaction.
    private(set) var isPooledElsewhere = false
    /// Whether the server would acknowledge a commit before it is on stable storage.
    private(set) var commitsEarly = false

    /// Connects and logs in, which blocks, for as long as `connect_timeout` allows per address.
    ///
    /// - Throws: ``PostgresOpenError``.
    init(_ parameters: ConnectionParameters, answerLimit: Duration?) throws {
        guard let connection = parameters.connect() else {
            throw PostgresOpenError.unusable(reason: "no memory is left")
        }
        self.connection = connection
        self.answerLimit = answerLimit
        notices = NoticeBox()
        statements = StatementCache()
        guard PQstatus(connection) == CONNECTION_OK else {
            // The value is complete: `deinit` closes what has failed too.
            throw PostgresOpenError(message: String(cString: PQerrorMessage(connection)), place: parameters.place)
        }
        PQsetnonblocking(connection, 1)
        PQsetNoticeReceiver(
            connection, { NoticeBox.receive($0, $1) }, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit { close() }

    /// Says good-bye to the server, which may block; nothing may be asked of the session afterwards.
    ///
    /// Left to whoever releases the session last, it could happen while the process ends, and with it the TLS library.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        PQfinish(connection)
    }

    /// Asks what kind of server this is.
    ///
    /// - Throws: ``PostgresOpenError`` or ``PostgresFault``.
    func greet() throws {
        let answer = try run(
            """
            SELECT pg_backend_pid() AS pid, current_setting('server_encoding') AS encoding,
                current_setting('server_version_num') AS version, current_setting('synchronous_commit') AS commit
            """)
        guard let row = answer.rows.first else { throw PostgresFault.connectionLost }
        let encoding: String = try row.value("encoding")
        guard encoding == "UTF8" else { throw PostgresOpenError.wrongEncoding(encoding) }
        guard let version = Int(try row.value("version", as: String.self)), version >= 130_000 else {
            throw PostgresOpenError.tooOld
        }
        isPooledElsewhere = try row.value("pid", as: Int64.self) != Int64(PQbackendPID(connection))
        commitsEarly = try row.value("commit", as: String.self) == "off"
    }

    // MARK: - Statements

    /// Runs one statement with arguments; when it is to be prepared that is done first, unless it has been.
    ///
    /// The statements of `preamble` run before it, in the same exchange if possible.
    func run(
        _ sql: String, _ arguments: [SQLValue] = [], prepare: Bool = false, after preamble: [String] = []
    ) throws -> PostgresAnswer {
        let arguments = try arguments.map(PostgresArgument.init)
        let statement = statements.statement(for: sql)
        var preamble = preamble
        let send: (OpaquePointer) -> Int32
        if prepare {
            let types = arguments.map(\.type)
            if !preamble.isEmpty, !statement.isPrepared(for: types) {
                try run(script: preamble.joined(separator: ";"))
                preamble = []
            }
            let name = try prepared(statement, sql: sql, types: types)
            send = { connection in
                PostgresArgument.withUnsafe(arguments) { count, _, values, lengths, formats in
                    PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1)
                }
            }
        } else {
            send = { connection in
                PostgresArgument.withUnsafe(arguments) { count, types, values, lengths, formats in
                    PQsendQueryParams(connection, statement.text, count, types, values, lengths, formats, 1)
                }
            }
        }
        return preamble.isEmpty ? try exchange(send) : try exchange(send, after: preamble)
    }

    /// Runs statements without arguments, in one exchange; the answer is the last one's.
    @discardableResult
    func run(script: String) throws -> PostgresAnswer { try exchange { PQsendQuery($0, script) } }

    private func prepared(_ statement: Statement, sql: String, types: [PostgresType]) throws -> String {
        if let name = statement.name, statement.isPrepared(for: types) { return name }
        let types = statement.merged(with: types)
        for name in statements.namesToForget(preparing: sql) { try run(script: "DEALLOCATE \(name)") }
        let name = statements.nextName()
        _ = try exchange { PQsendPrepare($0, name, statement.text, Int32(types.count), types.map(\.rawValue)) }
        statements.note(name, types: types, for: sql)
        return name
    }

    /// Forgets all prepared statements, here and on the server.
    func forgetStatements() throws {
        statements = StatementCache()
        try run(script: "DEALLOCATE ALL")
    }

    /// What the server warned of since the last call.
    func takeWarnings() -> [PostgresFault] { notices.take() }

    // MARK: - Exchange

    /// Sends, and takes all the answers there are.
    private func exchange(_ send: (OpaquePointer) -> Int32) throws -> PostgresAnswer {
        guard !isBroken, PQstatus(connection) == CONNECTION_OK, send(connection) == 1 else { throw broken() }
        var outcome = Outcome()
        let deadline = answerLimit.map { ContinuousClock.now + $0 }
        while true {
            try waitForAnswer(until: deadline)
            guard let result = PQgetResult(connection) else { break }
            defer { PQclear(result) }
            outcome.note(result)
        }
        return try conclude(outcome)
    }

    /// Sends several statements, of which the last one counts, and takes all the answers at once.
    private func exchange(_ send: (OpaquePointer) -> Int32, after preamble: [String]) throws -> PostgresAnswer {
        guard !isBroken, PQstatus(connection) == CONNECTION_OK, PQenterPipelineMode(connection) == 1 else {
            throw broken()
        }
        for statement in preamble {
            guard PQsendQueryParams(connection, statement, 0, nil, nil, nil, nil, 1) == 1 else { throw broken() }
        }
        guard send(connection) == 1, PQpipelineSync(connection) == 1 else { throw broken() }
        var outcome = Outcome()
        let deadline = answerLimit.map { ContinuousClock.now + $0 }
        while true {
            try waitForAnswer(until: deadline)
            guard let result = PQgetResult(connection) else {
                // Nothing stands between the answers of two statements, and after the end of the connection.
                if PQstatus(connection) == CONNECTION_OK { continue }
                return try conclude(outcome)
            }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { break }
            outcome.note(result)
        }
        guard PQexitPipelineMode(connection) == 1 else { throw broken() }
        return try conclude(outcome)
    }

    /// What an exchange has brought so far.
    private struct Outcome {
        var answer: PostgresAnswer?
        var fault: (any Error)?

        /// The last answer counts, and the first fault; what was skipped after a fault says nothing.
        mutating func note(_ result: OpaquePointer) {
            guard PQresultStatus(result) != PGRES_PIPELINE_ABORTED else { return }
            do { answer = try PostgresAnswer(result: result) } catch { fault = fault ?? error }
        }
    }

    private func conclude(_ outcome: Outcome) throws -> PostgresAnswer {
        if PQstatus(connection) == CONNECTION_BAD { isBroken = true }
        if let fault = outcome.fault {
            if let fault = fault as? PostgresFault, fault.isFatal { isBroken = true }
            throw fault
        }
        guard let answer = outcome.answer else { throw broken() }
        return answer
    }

    private func broken() -> PostgresFault {
        isBroken = true
        return .connectionLost
    }

    private func waitForAnswer(until deadline: ContinuousClock.Instant?) throws {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else {
                // What the server said before it went is still to be read.
                if PQconsumeInput(connection) == 1, PQisBusy(connection) == 0 { return }
                throw broken()
            }
            if unsent == 0, PQisBusy(connection) == 0 { return }
            guard try isReady(writing: unsent == 1, until: deadline) else {
                isBroken = true
                throw PostgresFault.silence
            }
            guard PQconsumeInput(connection) == 1 else {
                if PQisBusy(connection) == 0 { return }
                throw broken()
            }
        }
    }

    /// Waits for the socket; `false` when the time is up.
    private func isReady(writing: Bool, until deadline: ContinuousClock.Instant?) throws -> Bool {
        let socket = PQsocket(connection)
        guard socket >= 0 else { throw broken() }
        while true {
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN) | (writing ? Int16(POLLOUT) : 0), revents: 0)
            var milliseconds: Int32 = -1
            if let deadline {
                let left = ContinuousClock.now.duration(to: deadline)
                if left <= .zero { return false }
                milliseconds = Int32(min(left / .milliseconds(1) + 1, 60_000))
            }
            let count = poll(&descriptor, 1, milliseconds)
            if count > 0 { return true }
            if count < 0, errno != EINTR { throw broken() }
        }
    }

    // MARK: - Between transactions

    /// Whether nothing can be sent any more.
    var hasBrokenDown: Bool { isBroken || PQstatus(connection) != CONNECTION_OK }

    var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    /// Uses the connection no more.
    func retire() { isBroken = true }

    /// Whether the server has closed the connection meanwhile, or said something that nobody asked for.
    ///
    /// Asks nobody, and so notices only what has arrived.
    var hasGone: Bool {
        guard !isBroken, PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { return true }
        return PQtransactionStatus(connection) != PQTRANS_IDLE
    }

    /// Waits until somebody notifies, at most until `deadline`, and returns what has arrived.
    func notifications(until deadline: ContinuousClock.Instant) throws -> [PostgresNotification] {
        if try isReady(writing: false, until: deadline) {
            guard PQconsumeInput(connection) == 1 else { throw broken() }
        }
        var arrived: [PostgresNotification] = []
        while let notification = PQnotifies(connection) {
            arrived.append(
                PostgresNotification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw broken() }
        return arrived
    }
}

/// Keeps the server's warnings, which libpq would write to standard error.
private final class NoticeBox {
    /// More are not kept: the first ones say it.
    private static let warningsMax = 16
    private var warnings: [PostgresFault] = []

    static func receive(_ box: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
        guard let box, let result else { return }
        let fault = PostgresFault(result: result)
        let this = Unmanaged<NoticeBox>.fromOpaque(box).takeUnretainedValue()
        // Class 01 is a warning, 57 what the operator does; 00 is a mere notice.
        guard !fault.code.hasPrefix("00"), this.warnings.count < warningsMax else { return }
        this.warnings.append(fault)
    }

    func take() -> [PostgresFault] {
        defer { warnings = [] }
        return warnings
    }
}
