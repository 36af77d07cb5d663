// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonClient

struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token and print it, this once.",
        discussion: """
            It can have no scope that the token in use has not.

            Examples:
              tenon token create --label backup --scope connections:read teams:read --expires 30d
              tenon token create --user 2 --label laptop --scope connections:read connections:write
              tenon token create --label ci --scope connections:read > ci-token
              tenon token create --label agent --connection 12 --allow 'GET /v1/**' --rate 60 --expires 12h

            A token that is narrowed with --connection, --type, --allow or --rate is what an agent should get: it uses
            connections through the proxy (scope connections:use, unless --scope says otherwise), and cannot make
            itself wider. Its rules go over the path behind /proxy/ID: '*' stands for anything within a segment, '**' for
            any number of segments.
            """)

    @Option(help: "A name to know the token by.")
    var label: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "What the token may be used for; one or more (default for a narrowed token: connections:use).",
            valueName: "scope"))
    var scope: [String] = []

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("A connection it reaches; no others.", valueName: "id"))
    var connection: [Int64] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("A type whose connections it reaches; no others.", valueName: "type"))
    var type: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("A request that it may send: 'GET /v1/**'; no others.", valueName: "rule"))
    var allow: [String] = []

    @Option(help: ArgumentHelp("How many requests it may send in a minute.", valueName: "number"))
    var rate: Int?

    @Option(help: ArgumentHelp("When it ends: 30d, 12h, 90m, or an ISO 8601 time (default: never).", valueName: "time"))
    var expires: Expiry?

    @Option(help: ArgumentHelp("The person it is for (default: yourself); for owners.", valueName: "id"))
    var user: Int64?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let end = expires?.timestamp(from: Date())
        let answer = try await server.answer(
            to: .createAPIToken(forUser: user, label: label, scopes: scopes, limits: limits, expires: end))
        server.show(answer) { [Table.text(of: $0, "apiToken.token")] }
        if !server.json { Output.note("Keep it: the server cannot show it again.") }
    }

    func validate() throws {
        guard !scopes.isEmpty else {
            throw ValidationError("Say what the token is for with --scope, or narrow it with --connection.")
        }
    }

    private var limits: TokenLimits {
        TokenLimits(
            connections: connection.isEmpty ? nil : connection, types: type.isEmpty ? nil : type,
            allow: allow.isEmpty ? nil : allow, requestsPerMinute: rate)
    }

    private var scopes: [String] {
        scope.isEmpty && limits != TokenLimits() ? ["connections:use"] : scope
    }
}
