// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Writes whole lines to standard output at once: a script that reads the first must not wait for a full buffer.
enum StandardOutput {
    static func write(line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
