// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// Finds the connections that a scenario's blueprint names.
///
/// A module names one in `parameters` under `__IMTCONN__`, `account` or `makeConnectionId`, as a number or its text.
/// Modules stand in `flow`, in `routes[].flow` and in `onerror`, to any depth; the search walks the whole document, so
/// that a nesting Make invents tomorrow is found as well.
package enum BlueprintSearch {
    private static let names = ["__IMTCONN__", "account", "makeConnectionId"]

    /// Each connection once, in the order in which the blueprint names them.
    package static func references(in blueprint: JSON) -> [ConnectionReference] {
        var found: [ConnectionReference] = []
        collect(from: blueprint, into: &found)
        var seen = Set<ConnectionID>()
        return found.filter { seen.insert($0.id).inserted }
    }

    /// The blueprint with `other` wherever a module names `connection`.
    package static func replacing(_ connection: ConnectionID, by other: ConnectionID, in value: JSON) -> JSON {
        switch value {
        case .object(var object):
            for name in object.names {
                guard let member = object[name] else { continue }
                object[name] = replacing(connection, by: other, in: member)
            }
            if var parameters = object["parameters"]?.object {
                for name in names where identifier(parameters[name]) == connection {
                    parameters[name] =
                        parameters[name]?.string == nil ? JSON(other.rawValue) : .string(other.description)
                }
                object["parameters"] = .object(parameters)
            }
            return .object(object)
        case .array(let elements): return .array(elements.map { replacing(connection, by: other, in: $0) })
        default: return value
        }
    }

    private static func collect(from value: JSON, into found: inout [ConnectionReference]) {
        switch value {
        case .object(let object):
            if let parameters = object["parameters"]?.object {
                found += references(in: parameters, of: object)
            }
            for member in object { collect(from: member.value, into: &found) }
        case .array(let elements):
            for element in elements { collect(from: element, into: &found) }
        default: break
        }
    }

    private static func references(in parameters: JSONObject, of module: JSONObject) -> [ConnectionReference] {
        names.compactMap { name in
            guard let id = identifier(parameters[name]) else { return nil }
            return ConnectionReference(id: id, type: type(of: name, in: module))
        }
    }

    private static func identifier(_ value: JSON?) -> ConnectionID? {
        if let number = value?.int { return number > 0 ? ConnectionID(number) : nil }
        return value?.string.flatMap { ConnectionID(text: $0) }
    }

    /// The account's type where the module's metadata says it (`account:google`), else the app's name, for messages.
    private static func type(of name: String, in module: JSONObject) -> String {
        let declared = module["metadata"]?["parameters"]?.array?.first { $0["name"]?.string == name }?["type"]?.string
        if let declared, declared.hasPrefix("account:") {
            return declared.dropFirst("account:".count).split(separator: ",").first.map(String.init) ?? declared
        }
        return module["module"]?.string?.split(separator: ":").first.map(String.init) ?? "connection"
    }
}
