// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The data directory: the option of the commands that work on it without a server.
struct DataOption: ParsableArguments {
    @Option(help: ArgumentHelp("The server's data directory.", valueName: "dir"))
    var data: String
}

/// The data directory and where its root keys are.
struct KeyRingOptions: ParsableArguments {
    @OptionGroup var directory: DataOption

    @Option(help: ArgumentHelp("File of the root keys (default: DATA/keyring.json).", valueName: "path"))
    var vaultKeyRingFile: String?

    var data: String { directory.data }
}
