// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonJSON

/// RFC 8628: a device that cannot show a browser.
enum DeviceRoutes {
    static let endpoints = [
        Endpoint(.deviceAuthorization, .post, "/device_authorization", answer: start),
        Endpoint(.deviceAuthorization, .post, "/tenant/{tenant}/device_authorization", answer: start),
        Endpoint(.device, .get, "/device", answer: page),
        Endpoint(.device, .post, "/device", answer: enter),
    ]

    private static func start(_ exchange: Exchange, _ world: inout World) -> Reply {
        do throws(Refusal) {
            let client = try TokenRoutes.authenticate(exchange, &world)
            let scope = Scope(spaced: exchange.form["scope"] ?? "")
            guard scope.isWellFormed else { throw .invalidScope }
            let invitation = world.provider.startDevice(
                client: client, issuer: exchange.issuerPath, scope: scope.names, at: exchange.now)
            let page = exchange.origin + "/device"
            return .json([
                "device_code": .string(invitation.deviceCode), "user_code": .string(invitation.userCode),
                "verification_uri": .string(page),
                "verification_uri_complete": .string(
                    WebAddress.adding([("user_code", invitation.userCode)], to: page)),
                "expires_in": JSON(invitation.expiresInSeconds), "interval": JSON(invitation.intervalSeconds),
            ])
        } catch {
            return .refusal(error)
        }
    }

    /// The form, or at once the answer that `auto` wants.
    private static func page(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let userCode = exchange.query["user_code"], let wish = exchange.automatic else {
            return .page(.device(userCode: exchange.query["user_code"], failed: false))
        }
        guard let code = world.provider.deviceCode(forUserCode: userCode, at: exchange.now) else { return failure }
        guard wish == .approve else {
            world.provider.denyDevice(code)
            return .page(.message("Refused", "The device gets no access."), outcome: "access_denied")
        }
        world.provider.approveDevice(
            code, userName: exchange.query["user"] ?? exchange.switches.autoUser ?? "ada")
        return .page(.message("Connected", "You can go on at the device."))
    }

    private static func enter(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let userCode = exchange.form["user_code"],
            let code = world.provider.deviceCode(forUserCode: userCode, at: exchange.now)
        else { return failure }
        return SignInRoutes.begin(.device(code), exchange, &world)
    }

    private static let failure = Reply.page(
        .device(userCode: nil, failed: true), status: 400, outcome: "invalid_request")
}
