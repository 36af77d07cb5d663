// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import NIOCore

/// Why the simulator does not run, as a sentence.
package struct SimulatorError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    init(_ error: IOError, host: String, port: Int) {
        switch error.errnoCode {
        case EADDRINUSE:
            self.init("The address \(host):\(port) is in use; stop what uses it, or choose another with --port.")
        case EACCES:
            self.init("Listening on \(host):\(port) is not allowed for this user; choose a port from 1024 on.")
        case EADDRNOTAVAIL:
            self.init("This machine does not have the address \(host).")
        default:
            self.init("The simulator cannot listen on \(host):\(port).")
        }
    }
}
