// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// Taking values from people.
extension ConnectionType {
    /// What becomes of values that a change does not mention.
    package enum Missing: Sendable {
        case keep
        case clear
    }

    /// The values for a new connection, and everything that is wrong with them.
    package func accept(_ input: JSONObject) -> (values: ParameterValues, faults: Faults) {
        var faults = Faults()
        var values = ParameterValues()
        var accepted = ValueCollection()
        for parameter in parameters {
            switch parameter.accept(input[parameter.name] ?? parameter.fallback) {
            case .accepted(let value):
                guard isActive(parameter, accepted) || input[parameter.name] != nil else { continue }
                values.set(parameter.name, value, isSecret: parameter.isSecret)
                accepted[parameter.name] = Value(json: value, isSecret: parameter.isSecret)
            case .missing:
                if parameter.isRequired, isActive(parameter, accepted) {
                    faults.missing(parameter.name, label: parameter.label)
                }
            case .refused(let reason): faults.invalid(parameter.name, reason, label: parameter.label)
            }
        }
        for name in input.names where parameter(named: name) == nil {
            faults.add(.unknownParameter, ["parameter": name])
        }
        checkSize(values, &faults)
        return (values, faults)
    }

    /// The values after a change (wire, section 3), and everything that is wrong with it.
    ///
    /// Where the change decides anew where secrets are sent, every secret has to come with it: otherwise somebody who
    /// may change a connection, but not read it, could have its secrets sent to a server of his own.
    package func replace(
        _ old: ParameterValues, with input: JSONObject, missing: Missing
    ) -> (values: ParameterValues, faults: Faults) {
        var faults = Faults()
        if input.isEmpty {
            faults.add(.atLeastOneOf, ["names": editableParameters.joined(separator: ", ")])
            return (old, faults)
        }
        for name in input.names {
            switch parameter(named: name) {
            case nil: faults.add(.unknownParameter, ["parameter": name])
            case let parameter? where !parameter.isEditable:
                faults.invalid(name, Sentence(.unchangeable), label: parameter.label)
            default: break
            }
        }
        var values = old
        for parameter in parameters where parameter.isEditable {
            change(parameter, input[parameter.name], missing, &values, &faults)
        }
        let current = values.collection
        for parameter in parameters where parameter.isRequired && parameter.isEditable {
            let wasRefused = input[parameter.name].map { !$0.isNull && $0 != "" } ?? false
            if values.content(parameter.name) == nil, isActive(parameter, current), !wasRefused {
                faults.missing(parameter.name, label: parameter.label)
            }
        }
        bindSecretsToHost(old, &values, input, &faults)
        checkSize(values, &faults)
        return (faults.isEmpty ? values : old, faults)
    }

    /// The values of a connection that was made with another version of the type, and everything that is wrong with them.
    ///
    /// Every secret that the type still has must come anew, because this version may send it elsewhere; what answers
    /// added is forgotten.
    package func takeOver(
        _ old: ParameterValues, with input: JSONObject, missing: Missing
    ) -> (values: ParameterValues, faults: Faults) {
        var open = ParameterValues()
        var absent = Faults()
        for parameter in parameters {
            if let value = old.open(parameter.name) {
                // What this version would not take from a person it does not take from another version.
                guard case .accepted(let accepted) = parameter.accept(value) else { continue }
                open.set(parameter.name, accepted, isSecret: parameter.isSecret)
            } else if old.content(parameter.name) != nil, input[parameter.name] == nil {
                absent.missing(parameter.name, label: parameter.label)
            }
        }
        guard absent.isEmpty else { return (old, absent) }
        return replace(open, with: input, missing: missing)
    }

    private func change(
        _ parameter: Parameter, _ input: JSON?, _ missing: Missing, _ values: inout ParameterValues,
        _ faults: inout Faults
    ) {
        if input == nil, missing == .keep { return }
        if case .string(let text)? = input, Parameter.isMask(text) {
            faults.invalid(parameter.name, Sentence(.mask), label: parameter.label)
            return
        }
        switch parameter.accept(input) {
        case .accepted(let value): values.set(parameter.name, value, isSecret: parameter.isSecret)
        case .refused(let reason): faults.invalid(parameter.name, reason, label: parameter.label)
        case .missing:
            if let fallback = parameter.fallback {
                values.set(parameter.name, fallback, isSecret: parameter.isSecret)
            } else {
                values.remove(parameter.name)
            }
        }
    }

    private func bindSecretsToHost(
        _ old: ParameterValues, _ values: inout ParameterValues, _ input: JSONObject, _ faults: inout Faults
    ) {
        let (before, after) = (old.collection, values.collection)
        let changed = hostParameters.filter { before[$0]?.json != after[$0]?.json }.sorted()
        guard let first = changed.first else { return }
        let absent = parameters.filter { parameter in
            guard parameter.isSecret, old.content(parameter.name) != nil else { return false }
            guard case .accepted = parameter.accept(input[parameter.name]) else { return true }
            return !parameter.isEditable
        }
        if !absent.isEmpty {
            let names = absent.map { "'\($0.name)'" }.joined(separator: ", ")
            faults.invalid(
                first, Sentence(.decidesHost, ["names": names]), label: parameter(named: first)?.label)
        }
        // What answers of the old host added is good for that host alone.
        for name in values.names where parameter(named: name) == nil { values.remove(name) }
    }

    private func isActive(_ parameter: Parameter, _ values: ValueCollection) -> Bool {
        guard let dependence = parameter.dependence else { return true }
        guard let value = values[dependence.parameter] else { return false }
        if value.elements.contains(where: { $0.text == Value(json: dependence.value).text }) {
            return self.parameter(named: dependence.parameter).map { isActive($0, values) } ?? false
        }
        return false
    }

    private func checkSize(_ values: ParameterValues, _ faults: inout Faults) {
        if values.byteCount > ParameterValues.bytesMax {
            faults.add(.valuesTooLarge, ["bytes": String(ParameterValues.bytesMax)])
        }
    }
}
