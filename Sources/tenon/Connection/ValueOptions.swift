// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonClient
import TenonJSON
import TenonWire

/// Where a connection's values come from: never from an argument when they are secret.
struct ValueOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A value that is no secret; can be repeated.", valueName: "name=value"))
    var assignments: [Assignment] = []

    @Option(
        name: .customLong("set-file"),
        help: ArgumentHelp("A value to read from a file; can be repeated.", valueName: "name=path"))
    var fileAssignments: [Assignment] = []

    @Option(help: ArgumentHelp("A file with a JSON object of values; - is standard input.", valueName: "path"))
    var dataFile: String?

    @Option(help: ArgumentHelp("The name of the value to read from standard input.", valueName: "name"))
    var secretStdin: String?

    func validate() throws {
        let readers = [dataFile == "-", secretStdin != nil] + fileAssignments.map { $0.value == "-" }
        guard readers.count(where: { $0 }) <= 1 else {
            throw ValidationError("Only one value can come from standard input.")
        }
    }

    var readsStandardInput: Bool {
        dataFile == "-" || secretStdin != nil || fileAssignments.contains { $0.value == "-" }
    }

    /// Reads the files; a later source wins over an earlier one, in the order of the options above.
    func read() throws -> ConnectionInput {
        var input = ConnectionInput(assignments: assignments)
        if let dataFile { input.data = try object(in: dataFile) }
        for assignment in fileAssignments {
            input.texts.append((assignment.name, try InputFile.text(of: assignment.value)))
        }
        if let secretStdin { input.texts.append((secretStdin, try InputFile.text(of: "-"))) }
        return input
    }

    /// What was given for a new connection of the type, and what the person entered when there is a terminal to ask at.
    func read(for name: String, from client: TenonClient) async throws -> (ConnectionType, JSONObject) {
        let type = try await client.connectionType(named: name)
        var object = try read().values(for: type)
        if SecretPrompt.isAvailable, !readsStandardInput {
            for secret in type.missingSecrets(in: object) {
                object[secret.name] = try SecretPrompt.ask(for: secret)
            }
        }
        return (type, object)
    }

    private func object(in path: String) throws -> JSONObject {
        let value: JSON
        do {
            value = try JSONReader.read(try InputFile.bytes(of: path))
        } catch let error as JSONError {
            throw CommandFailure.usage("The file '\(path)' is not JSON: \(error).")
        }
        guard let object = value.object else { throw CommandFailure.usage("The file '\(path)' holds no JSON object.") }
        return object
    }
}
