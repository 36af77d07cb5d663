// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON

struct InstallationSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set the client that connections of a type use.",
        discussion: """
            What you registered at the provider; the redirect URI to register there is printed. All values that were \
            set before are replaced. The client's secret is asked for without echo when standard input is a terminal; \
            else it comes from a file or from standard input, never from an argument.

            Examples:
              tenon installation set google --client-id 123-abc.apps.googleusercontent.com
              tenon installation set slack --client-id 123.456 --client-secret-file secret.txt
              tenon installation set acme --client-id tenon --public --set realm=staff
            """)

    static let clientID = "clientId"
    static let clientSecret = "clientSecret"

    @Argument(help: ArgumentHelp("The connection type's name.", valueName: "type"))
    var type: String

    @Option(name: .customLong("client-id"), help: ArgumentHelp("The client's identifier.", valueName: "id"))
    var client: String

    @Option(help: ArgumentHelp("A file with the client's secret; - is standard input.", valueName: "path"))
    var clientSecretFile: String?

    @Flag(help: "Read the client's secret from standard input.")
    var clientSecretStdin = false

    @Flag(name: .customLong("public"), help: "The client has no secret.")
    var isPublic = false

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Another value that the definition reads in 'common', no secret; can be repeated.", valueName: "name=value"
        ))
    var assignments: [Assignment] = []

    @Option(
        name: .customLong("set-file"),
        help: ArgumentHelp("Another value, to read from a file; can be repeated.", valueName: "name=path"))
    var fileAssignments: [Assignment] = []

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard [clientSecretFile != nil, clientSecretStdin, isPublic].count(where: { $0 }) <= 1 else {
            throw ValidationError("The client's secret can come from one place only.")
        }
        let readers = [clientSecretFile == "-", clientSecretStdin] + fileAssignments.map { $0.value == "-" }
        guard readers.count(where: { $0 }) <= 1 else {
            throw ValidationError("Only one value can come from standard input.")
        }
        for assignment in assignments where [Self.clientID, Self.clientSecret].contains(assignment.name) {
            throw ValidationError("'\(assignment.name)' has options of its own.")
        }
    }

    func run() async throws {
        let values = try self.values()
        let answer = try await server.answer(to: .setInstallation(ofType: type, to: ConnectionValues(values)))
        server.show(answer) { InstallationLines.lines(of: $0["installation"] ?? .null) }
        if !server.json { Output.note("Register the redirect URI at the provider.") }
    }

    private func values() throws -> JSONObject {
        var values: JSONObject = [Self.clientID: .string(client)]
        if let secret = try secret() { values[Self.clientSecret] = .string(secret) }
        for assignment in assignments { values[assignment.name] = .string(assignment.value) }
        for assignment in fileAssignments {
            values[assignment.name] = .string(try InputFile.text(of: assignment.value))
        }
        return values
    }

    private func secret() throws -> String? {
        if isPublic { return nil }
        if clientSecretStdin { return try InputFile.text(of: "-") }
        if let clientSecretFile { return try InputFile.text(of: clientSecretFile) }
        guard SecretPrompt.isAvailable else {
            throw CommandFailure.usage(
                "The client's secret is needed: use --client-secret-file or --client-secret-stdin, or --public when "
                    + "it has none.")
        }
        return try SecretPrompt.ask("Client secret")
    }
}
