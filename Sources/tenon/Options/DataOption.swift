// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TenonServer

/// The data directory: the option of the commands that work on it without a server.
struct DataOption: ParsableArguments {
    @Option(help: ArgumentHelp("The server's data directory.", valueName: "dir"))
    var data: String

    @Option(
        help: ArgumentHelp(
            "Database URL without a password; by default that of the environment or of DATA/tenon.yaml, else the embedded database.",
            valueName: "postgres-url"))
    var database: String?

    @Option(help: ArgumentHelp("File with the database URL.", valueName: "path"))
    var databaseFile: String?

    var place: ServerPlace { ServerPlace(data: data, database: database, databaseFile: databaseFile) }
}

/// The data directory and where its root keys are.
struct KeyRingOptions: ParsableArguments {
    @OptionGroup var directory: DataOption

    @Option(help: ArgumentHelp("File of the root keys (default: DATA/keyring.json).", valueName: "path"))
    var vaultKeyRingFile: String?

    var place: ServerPlace {
        ServerPlace(
            data: directory.data, database: directory.database, databaseFile: directory.databaseFile,
            keyRingFile: vaultKeyRingFile)
    }
}
