// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import TenonJSON

/// `/session`: the two-step login of many vendors, a password for a token of its own kind.
enum SessionRoutes {
    static let endpoints = [
        Endpoint(.session, .post, "/session", answer: open),
        Endpoint(.session, .delete, "/session", answer: close),
        Endpoint(.sessionAPI, .get, "/session/api/me", answer: me),
    ]

    private static func open(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let body = exchange.json, let name = body["username"]?.string, let password = body["password"]?.string
        else { return .error("invalid_request", "The body has to be JSON with username and password.") }
        let seconds = exchange.switches.accessSeconds ?? 3600
        do throws(Refusal) {
            let token = try world.provider.openSession(
                name: name, password: password, seconds: seconds, at: exchange.now)
            let skew = exchange.switches.clockSkewSeconds ?? 0
            let end = exchange.now.addingTimeInterval(Double(seconds + skew))
            return .json(
                [
                    "sessionToken": .string(token), "expiresIn": JSON(seconds),
                    "expiresAt": .string(end.ISO8601Format()),
                ], status: 201)
        } catch {
            return .error("invalid_credentials", error.sentence, status: 401)
        }
    }

    private static func close(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let token = exchange.headers[.sessionToken], world.provider.closeSession(token) else { return expired }
        return Reply(status: 204)
    }

    private static func me(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let token = exchange.headers[.sessionToken],
            let user = world.provider.sessionUser(token, at: exchange.now)
        else { return expired }
        return .json(["name": .string(user.name), "email": .string(user.email)])
    }

    private static let expired = Reply.error(
        "session_expired", "X-Session has no token that is good.", status: 401)
}
