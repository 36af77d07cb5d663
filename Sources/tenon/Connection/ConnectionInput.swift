// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonWire

/// What a person gave for a connection, before its type has been asked which values it has.
struct ConnectionInput {
    /// From the command line, where everybody on the machine can read them.
    var assignments: [Assignment] = []
    var data: JSONObject = [:]
    /// From files and standard input.
    var texts: [(name: String, text: String)] = []

    /// The values by parameter, each in the JSON type that its parameter wants.
    ///
    /// Names that the type does not have are passed on: the server says what is wrong with them, all at once.
    func values(for type: ConnectionType) throws -> JSONObject {
        for assignment in assignments {
            guard type.parameters.first(where: { $0.name == assignment.name })?.secret == true else { continue }
            throw CommandFailure.usage(Self.refusal(of: assignment.name))
        }
        var values = data
        for (name, text) in assignments.map({ ($0.name, $0.value) }) + texts {
            let parameter = type.parameters.first { $0.name == name }
            values[name] = Self.value(text, as: parameter?.type ?? "text")
        }
        return values
    }

    private static func refusal(of name: String) -> String {
        "'\(name)' is a secret, and arguments can be read by others on this machine: leave it out to be asked for it, "
            + "or use --set-file \(name)=PATH, or --secret-stdin \(name)."
    }

    private static func value(_ text: String, as type: String) -> JSON {
        switch type {
        case "boolean":
            if text == "true" || text == "false" { return .bool(text == "true") }
        case "number", "integer", "uinteger", "port":
            if let number = JSONNumber(text: text) { return .number(number) }
        default: break
        }
        return .string(text)
    }
}

extension ConnectionType {
    /// The secrets to ask for that are not among `values`: the required ones, and passwords, which one can leave empty.
    func missingSecrets(in values: JSONObject, onlyEditable: Bool = false) -> [Parameter] {
        parameters.filter { parameter in
            parameter.secret && values[parameter.name] == nil && (parameter.required || parameter.type == "password")
                && (parameter.editable || !onlyEditable)
        }
    }
}
