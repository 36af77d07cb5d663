// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Text with expressions in it, parsed once.
package struct Template: Sendable {
    /// How long a text with expressions may be; text without any is bounded by the file it comes from.
    package static let bytesMax = 64 << 10
    /// How many expressions may stand in one text.
    package static let expressionsMax = 500

    package enum Part: Sendable {
        case literal(String)
        case expression(Expression)
    }

    package let parts: [Part]

    /// Parses `text`.
    ///
    /// - Throws: ``ExpressionError`` with line and column in the text.
    package init(_ text: String) throws(ExpressionError) {
        guard text.contains("{{") else {
            parts = text.isEmpty ? [] : [.literal(text)]
            return
        }
        guard text.utf8.count <= Template.bytesMax else {
            throw ExpressionError(.textTooLong, ["bytes": "\(Template.bytesMax)"], line: 1, column: 1)
        }
        let characters = Array(text)
        var parts: [Part] = []
        var literal = ""
        var index = 0
        while index < characters.count {
            guard characters[index] == "{", index + 1 < characters.count, characters[index + 1] == "{" else {
                literal.append(characters[index])
                index += 1
                continue
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            var parser = ExpressionParser(characters, from: index + 2)
            let (expression, end) = try parser.parse()
            parts.append(.expression(expression))
            index = end
            guard parts.count <= Template.expressionsMax * 2 else {
                throw ExpressionError(.tooManyExpressions, ["count": "\(Template.expressionsMax)"], line: 1, column: 1)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }

    /// The expression when there is nothing beside it, so that its value keeps its kind.
    package var soleExpression: Expression? {
        guard parts.count == 1, case .expression(let expression) = parts[0] else { return nil }
        return expression
    }

    package var isLiteral: Bool {
        parts.allSatisfy { part in
            guard case .literal = part else { return false }
            return true
        }
    }

    /// The text as far as it does not depend on anything.
    package var literalText: String {
        parts.map { part in
            guard case .literal(let text) = part else { return "" }
            return text
        }.joined()
    }

    /// The names of the query parameters that are written out in a URL.
    var queryNames: [String] {
        let text = literalText
        guard let mark = text.firstIndex(of: "?") else { return [] }
        return text[text.index(after: mark)...].split(separator: "&").compactMap {
            $0.split(separator: "=", omittingEmptySubsequences: false).first.map(String.init)
        }
    }

    /// The paths of variables it reads.
    package var paths: [[String]] {
        parts.flatMap { part -> [[String]] in
            guard case .expression(let expression) = part else { return [] }
            return expression.paths
        }
    }
}
