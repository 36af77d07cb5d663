// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A server that ends with the test process, however that ends.
///
/// A shell of ours starts it and waits on a pipe whose other end only the test process holds. When the pipe closes,
/// the shell stops the server by its process id and removes the folder.
final class ServiceProcess: @unchecked Sendable {
    // `@unchecked`: set in `init`, and only held on to.
    private let shell: ChildProcess
    private let leash: Pipe

    /// Starts `command`, which must stay in the foreground and ends at `signal`.
    ///
    /// What it says goes to `NAME.out` in the folder.
    init(name: String, command: [String], folder: ServiceFolder, signal: String = "TERM") throws {
        shell = ChildProcess()
        leash = Pipe()
        let output = folder.path("\(name).out")
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", ServiceProcess.script, "sh", output, folder.path(""), signal] + command
        shell.standardInput = leash.fileHandleForReading
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        try leash.fileHandleForReading.close()
    }

    /// An interrupt from the keyboard goes to the whole group: the shell has to outlive it to clean up.
    private static let script = """
        trap '' INT HUP TERM
        output=$1 folder=$2 signal=$3; shift 3
        (trap - INT HUP TERM; exec "$@") >"$output" 2>&1 </dev/null &
        child=$!
        read -r _
        kill -"$signal" "$child" 2>/dev/null
        wait "$child"
        rm -rf "$folder"
        """
}

/// A folder below the system's temporary one that other users may enter, because the servers drop their privileges.
struct ServiceFolder: Sendable {
    private let root: String

    /// Short, because names of sockets must fit 107 bytes.
    init(_ name: String) throws {
        root = "/tmp/tenon-\(name)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    }

    func path(_ name: String) -> String { name.isEmpty ? root : "\(root)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path(name), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func remove() { try? FileManager.default.removeItem(atPath: root) }
}
