// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryLogging
import Logging
import Synchronization
import TenonAPI
import TenonCatalog
import TenonDomain
import TenonEngine
import TenonHTTP
import TenonJSON
import TenonSQLite
import TenonServer
import TenonStore
import TenonVault
import TenonWire

/// A clock that goes on by a second whenever it is looked at.
final class SteppingClock: WallClock {
    private let time = Mutex(Int64(1_767_225_600_000))

    func now() -> Timestamp {
        time.withLock { time in
            time += 1000
            return Timestamp(milliseconds: time)
        }
    }

    func advance(by duration: Duration) { time.withLock { $0 += duration.components.seconds * 1000 } }
}

/// A clock that stands still.
struct FixedClock: WallClock {
    func now() -> Timestamp { Timestamp(milliseconds: 1_767_225_600_000) }
}

/// Who calls: their place in team 1, or in team 2 alone.
enum Person: String, CaseIterable {
    /// Owns the organization; Admin of team 1 and team 2.
    case owner
    case admin
    case member
    case `operator`
    case monitoring
    /// Admin of team 2, and not in team 1.
    case stranger

    var role: TeamRole? { TeamRole(rawValue: rawValue) }
}

/// The whole server but for its sockets: routes, engine, vault and a database in a directory of its own.
struct APIFixture: Sendable {
    static let team = TeamID(1)
    static let otherTeam = TeamID(2)

    let directory: URL
    let database: SQLiteDatabase
    let egress = ScriptedEgress()
    let log: InMemoryLogHandler
    let accessStore: SQLAccessStore
    let auditStore: SQLAuditStore
    /// The API.
    let routes: [Route]
    /// The console.
    let pages: [Route]
    let proxy: EngineProxyAuthority
    let uses: UseLog
    private let application: Application<RouterResponder<HTTPContext>>
    let clock: SteppingClock
    let house: House
    let catalog: CatalogSource
    private let users: [Person: UserID]

    /// Runs `body` with a new server, and leaves nothing behind.
    static func run(
        dialect: Dialect = .documented, settings: HTTPSettings = HTTPSettings(requestsPerMinute: 0),
        _ body: (APIFixture) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "tenon-api-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let fixture = try await APIFixture(directory: directory, dialect: dialect, settings: settings)
        async let refreshes: Void = fixture.house.refresher.run()
        defer { fixture.house.refresher.stop() }
        try await body(fixture)
        fixture.house.refresher.stop()
        await refreshes
        try fixture.database.close()
    }

    private init(directory: URL, dialect: Dialect, settings: HTTPSettings) async throws {
        self.directory = directory
        let clock = SteppingClock()
        self.clock = clock
        database = try await SQLiteDatabase.open(at: directory.appending(path: "tenon.sqlite").path)
        accessStore = SQLAccessStore(database)
        auditStore = SQLAuditStore(database)
        let randomness = SystemRandomness()
        let keyRing = KeyRingFile(path: directory.appending(path: "keyring.json").path)
        try keyRing.save(RootKeyRing(randomness: randomness, at: clock.now()))
        let vault = try Vault(
            source: .file(keyRing), store: SQLDataKeyStore(database), randomness: randomness, clock: clock)
        let installation = Installation(store: accessStore, vault: vault, clock: clock, randomness: randomness)
        _ = try await installation.create(token: TokenText(APIFixture.token(.owner)))
        let catalog = CatalogSource(try Catalog(), definitions: SQLDefinitionStore(database))
        self.catalog = catalog
        house = House(
            on: House.Ground(
                database: database, vault: vault, egress: egress, clock: clock, randomness: randomness,
                changes: database.decisions, passwords: QuickHasher.make(), sessions: .init()),
            catalog: catalog, address: PublicAddress(PublicURL("http://localhost:8080")),
            dialect: dialect)
        users = try await APIFixture.makePeople(house.access)
        let table = try house.table()
        routes = table.routes.filter { !["/healthz", "/readyz"].contains($0.path) && $0.audience == .program }
        self.pages = table.routes.filter { $0.audience == .browser }
        uses = UseLog(store: SQLUsageStore(database), clock: clock)
        proxy = EngineProxyAuthority(
            access: house.access, store: SQLConnectionStore(database), refresher: house.refresher, catalog: catalog,
            uses: uses, changes: database.decisions, clock: FixedClock())
        let log = InMemoryLogHandler()
        self.log = log
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        application = Application(
            router: try house.router(settings: settings, table: table, limiter: house.limiter(settings)), logger: logger
        )
        for person in Person.allCases where person != .owner { try await issue(Set(APIScope.allCases), to: person) }
    }

    private static func makePeople(_ access: Access) async throws -> [Person: UserID] {
        guard let owner = try await access.authenticate(token: token(.owner)) else { throw FixtureError() }
        let caller = Caller(principal: owner)
        _ = try await access.createTeam(named: "Other", in: owner.organizationID, for: caller)
        var users = [Person.owner: owner.user.id]
        for person in Person.allCases where person != .owner {
            let user = try await access.createUser(
                name: person.rawValue, email: "\(person.rawValue)@example.com", role: .member, for: caller)
            try await access.setRole(
                person.role ?? .admin, of: user.id, in: person.role == nil ? otherTeam : team, for: caller)
            users[person] = user.id
        }
        return users
    }

    // MARK: - Tokens

    /// The person's token with every scope.
    static func token(_ person: Person) -> String {
        let place = Person.allCases.firstIndex(of: person) ?? 0
        return "aaaaaaaa-bbbb-4ccc-8ddd-00000000000\(place)"
    }

    /// Another token of the person's, with these scopes only.
    func token(for person: Person, scopes: Set<APIScope>) async throws -> String {
        try await issue(scopes, to: person, text: UUID().uuidString.lowercased())
    }

    @discardableResult
    private func issue(_ scopes: Set<APIScope>, to person: Person, text: String? = nil) async throws -> String {
        let text = text ?? APIFixture.token(person)
        guard let token = TokenText(text), let user = users[person] else { throw FixtureError() }
        let now = clock.now()
        _ = try await accessStore.insert(
            token: NewToken(
                userID: user, label: "test", scopes: scopes, hash: token.hash, hint: token.hint, createdAt: now,
                expiresAt: nil),
            audit: AuditDraft(
                organizationID: OrganizationID(1), teamID: nil, action: .tokenCreated, actor: .system, subject: nil,
                at: now))
        return text
    }

    // MARK: - Calls

    /// Sends one request as the person.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as person: Person = .owner, body: JSON? = nil
    ) async throws -> Answer {
        try await send(method, path, token: APIFixture.token(person), text: body?.text())
    }

    /// Sends one request with that token and that body, as they are.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String?, text: String?, type: String = "application/json"
    ) async throws -> Answer {
        try await send(method, path, authorization: token.map { "Token \($0)" }, text: text, type: type)
    }

    /// Sends one request with that header, as it is.
    func send(
        _ method: HTTPRequest.Method, _ path: String, authorization: String?, text: String? = nil,
        type: String = "application/json"
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        headers[.authorization] = authorization
        if text != nil { headers[.contentType] = type }
        let fields = headers
        let uri = path.hasPrefix("/") ? path : "/api/v2/\(path)"
        return try await application.test(.router) { client in
            Answer(
                try await client.execute(
                    uri: uri, method: method, headers: fields, body: text.map { ByteBuffer(string: $0) }))
        }
    }

    /// Sends what a person's browser would: cookies and forms, and no token.
    func browse(
        _ method: HTTPRequest.Method = .get, _ path: String, cookie: String? = nil, form: String? = nil,
        adding extra: HTTPFields = [:]
    ) async throws -> Answer {
        var headers: HTTPFields = extra
        headers[.cookie] = cookie
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let fields = headers
        return try await application.test(.router) { client in
            Answer(
                try await client.execute(
                    uri: path, method: method, headers: fields, body: form.map { ByteBuffer(string: $0) }))
        }
    }

    /// Makes a connection of type `http-bearer` and returns its number.
    func makeConnection(
        named name: String = "Bearer", in team: TeamID = team, secret: String = "tok-1"
    ) async throws -> Int64 {
        let answer = try await send(
            .post, "connections?teamId=\(team)",
            body: [
                "accountName": .string(name), "accountType": "http-bearer", "url": "https://api.example.com/me",
                "token": .string(secret),
            ])
        guard let id = answer.json?["connection"]?["id"]?.int else { throw FixtureError(answer.text) }
        return id
    }

    /// Makes a connection of type `google` that nobody has authorized, and returns its number.
    func makeOAuthConnection(in team: TeamID = team) async throws -> Int64 {
        let client: JSON = ["clientId": "client", "clientSecret": "client-secret"]
        _ = try await send(.put, "installations/google", body: client)
        let answer = try await send(.post, "connections?teamId=\(team)", body: ["accountType": "google"])
        guard let id = answer.json?["connection"]?["id"]?.int else { throw FixtureError(answer.text) }
        return id
    }

    /// Makes a scenario whose blueprint names the connections, and returns its number.
    func makeScenario(
        named name: String = "Sync", in team: TeamID = team, using connections: [Int64]
    ) async throws -> Int64 {
        let flow = connections.map { id -> JSON in
            ["id": 1, "module": "http:Get", "parameters": ["__IMTCONN__": JSON(id)]]
        }
        let blueprint: JSON = ["name": .string(name), "flow": .array(flow)]
        let answer = try await send(
            .post, "scenarios", body: ["teamId": JSON(team.rawValue), "blueprint": .string(blueprint.text())])
        guard let id = answer.json?["scenario"]?["id"]?.int else { throw FixtureError(answer.text) }
        return id
    }

    /// The actions in the audit chain, in order.
    func auditActions() async throws -> [AuditAction] {
        try await auditStore.events(of: OrganizationID(1), after: 0, limit: 10_000).map(\.draft.action)
    }

    /// Every byte of every file, as text.
    func storedText() throws -> String {
        try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }.joined()
    }

    /// Everything that was logged, as one text.
    var logText: String {
        log.entries.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n")
    }
}

/// The fixture could not be made.
struct FixtureError: Error {
    let text: String

    init(_ text: String = "") { self.text = text }
}

/// An answer, its body read as JSON.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        text = String(buffer: response.body)
    }

    var json: JSON? { try? JSONReader.read(text) }
    var detail: String? { json?["detail"]?.string }
    var code: String? { json?["code"]?.string }
    var suberrors: [String] { json?["suberrors"]?.array?.compactMap { $0["message"]?.string } ?? [] }
}
