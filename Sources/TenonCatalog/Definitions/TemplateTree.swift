// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A value of a definition with expressions anywhere in it, such as a request's body.
package indirect enum TemplateTree: Sendable {
    case constant(JSON)
    case text(Template)
    case array([TemplateTree])
    case collection([TemplateField])

    /// The paths of variables it reads.
    package var paths: [[String]] {
        switch self {
        case .constant: []
        case .text(let template): template.paths
        case .array(let elements): elements.flatMap(\.paths)
        case .collection(let fields): fields.flatMap(\.paths)
        }
    }
}

/// A named part of a ``TemplateTree``: a header, a query parameter, a member of a body.
package struct TemplateField: Sendable {
    package let name: String
    /// ◆ The name when there are expressions in it; a field whose name evaluates to nothing is left out.
    package let computedName: Template?
    package let value: TemplateTree

    /// The paths of variables it reads.
    package var paths: [[String]] { (computedName?.paths ?? []) + value.paths }
}

extension Evaluator {
    /// The value of the tree; fields and elements that evaluate to `ignore` are left out.
    package mutating func evaluate(_ tree: TemplateTree) throws -> Value {
        switch tree {
        case .constant(let json): return Value(json: json)
        case .text(let template): return try evaluate(template)
        case .array(let elements):
            let values = try elements.map { try evaluate($0) }
            return try made(.array(values.filter { $0.content != .ignore }))
        case .collection(let fields): return try made(.collection(try evaluate(fields)))
        }
    }

    package mutating func evaluate(_ fields: [TemplateField]) throws -> ValueCollection {
        var collection = ValueCollection()
        for field in fields {
            guard let name = try name(of: field) else { continue }
            let value = try evaluate(field.value)
            if value.content != .ignore { collection[name] = value }
        }
        return collection
    }

    /// The field's name; `nil` when it evaluates to nothing.
    mutating func name(of field: TemplateField) throws -> String? {
        guard let template = field.computedName else { return field.name }
        let name = try evaluate(template)
        // Names are logged, values are not.
        guard !name.isSecret else { throw ExpressionError(.secretInFieldName) }
        return name.isEmpty ? nil : name.text
    }
}
