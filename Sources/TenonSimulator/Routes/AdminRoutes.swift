// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonJSON

/// `/admin`: switches, counters, clients, people, and grants taken back.
///
/// Bodies have to be `application/json`, which a page of another site cannot send.
enum AdminRoutes {
    static let endpoints = [
        Endpoint(.admin, .get, "/admin/switches", answer: switches),
        Endpoint(.admin, .post, "/admin/switches", answer: setSwitches),
        Endpoint(.admin, .get, "/admin/counters") { _, world in .json(world.snapshot.json) },
        Endpoint(.admin, .get, "/admin/requests") { _, world in
            .json(["requests": .array(world.log.records.map(\.json))])
        },
        Endpoint(.admin, .get, "/admin/grants", answer: grants),
        Endpoint(.admin, .post, "/admin/revoke", answer: revoke),
        Endpoint(.admin, .post, "/admin/clients", answer: addClient),
        Endpoint(.admin, .post, "/admin/users", answer: addUser),
        Endpoint(.admin, .delete, "/admin", answer: reset),
    ]

    private static func failure(_ sentence: String) -> Reply { .error("invalid_request", sentence) }

    private static let noObject = failure("The body has to be a JSON object, sent as application/json.")

    private static func switches(_ exchange: Exchange, _ world: inout World) -> Reply {
        let clients = world.switches.ofClients.sorted { $0.key < $1.key }.map {
            JSONObject.Member(name: $0.key, value: $0.value.json)
        }
        return .json(["all": world.switches.common.json, "clients": .object(JSONObject(clients))])
    }

    /// Sets what the body names, for every client or for the one in `client`; `null` takes a switch back.
    private static func setSwitches(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard var body = exchange.json else { return noObject }
        let clientID = body["client"]?.string
        body["client"] = nil
        if let clientID, world.provider.client(clientID) == nil { return failure("There is no such client.") }
        var switches = clientID.map { world.switches.ofClients[$0] ?? Switches() } ?? world.switches.common
        do throws(Switches.Misspelling) {
            try switches.apply(body)
        } catch {
            return failure(error.description)
        }
        guard world.switches.set(switches, for: clientID, restartsFaults: body["faults"] != nil) else {
            return failure("Too many clients have switches of their own.")
        }
        return .json(switches.json)
    }

    /// The newest grants first.
    private static func grants(_ exchange: Exchange, _ world: inout World) -> Reply {
        let grants = world.provider.allGrants.suffix(1_000).reversed().map { grant -> JSON in
            [
                "id": .string(grant.id.description), "client": .string(grant.clientID), "user": JSON(grant.userName),
                "scope": JSON(grant.scope), "alive": .bool(grant.isAlive), "end": JSON(grant.end?.rawValue),
                "refreshes": JSON(grant.refreshes),
            ]
        }
        return .json(["grants": .array(Array(grants))])
    }

    private static func revoke(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let body = exchange.json else { return noObject }
        let revocation: Revocation
        switch (body["all"]?.bool, body["client"]?.string, body["user"]?.string, body["grant"]?.string) {
        case (true?, nil, nil, nil): revocation = .all
        case (nil, let id?, nil, nil): revocation = .client(id)
        case (nil, nil, let name?, nil): revocation = .user(name)
        case (nil, nil, nil, let text?):
            guard let id = GrantID(text) else { return failure("There is no such grant.") }
            revocation = .grant(id)
        default: return failure(#"Name one of "all": true, "client", "user" and "grant"."#)
        }
        return .json(["revoked": JSON(world.provider.revoke(revocation))])
    }

    private static func addClient(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let body = exchange.json else { return noObject }
        guard let id = body["id"]?.string, !id.isEmpty else { return failure("The client needs an id.") }
        var client = RegisteredClient(id: id, secret: body["secret"]?.string)
        for member in body where member.name != "id" && member.name != "secret" {
            switch (member.name, [String](json: member.value)) {
            case ("redirectURIs", let addresses?): client.redirectURIs = addresses
            case ("scopes", let names?): client.scopes = names
            case ("publicKey", _):
                guard let key = member.value.string.flatMap(PublicKey.init(pem:)) else {
                    return failure("publicKey has to be PEM: RSA of 2048 bits or more, or P-256.")
                }
                client.publicKeys = [key]
            default: return failure("'\(member.name)' is unknown, or its value makes no sense.")
            }
        }
        world.provider.register(client)
        return .json(["id": .string(id)], status: 201)
    }

    private static func addUser(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let body = exchange.json else { return noObject }
        guard let name = body["name"]?.string, let password = body["password"]?.string, !name.isEmpty,
            name.utf8.allSatisfy({ Character(UnicodeScalar($0)).isASCIILetterOrDigit || "-_.".utf8.contains($0) })
        else { return failure("A user needs a name of letters, digits, '-', '_' and '.', and a password.") }
        let user = User(
            name: name, password: password, displayName: body["displayName"]?.string, apiKey: body["apiKey"]?.string)
        world.provider.register(user)
        return .json(["name": .string(name)], status: 201)
    }

    private static func reset(_ exchange: Exchange, _ world: inout World) -> Reply {
        world = world.fresh()
        return Reply(status: 204)
    }
}
