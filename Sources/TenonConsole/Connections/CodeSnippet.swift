// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// The playground's request as a program sends it through the proxy, with a place for the token.
struct CodeSnippet {
    static let placeholder = "YOUR_TENON_TOKEN"

    private let method: String
    private let url: String
    private let headers: [(name: String, value: String)]
    private let body: String

    init(_ entered: PlaygroundView.Entered, origin: String) {
        method = entered.method
        url = "\(origin)/proxy/\(entered.connection?.description ?? "CONNECTION")\(entered.target)"
        headers = [("Authorization", "Token \(CodeSnippet.placeholder)")] + entered.headerList
        body = entered.body
    }

    var curl: String {
        var lines = ["curl --request \(method) \(CodeSnippet.shell(url))"]
        lines += headers.map { "--header \(CodeSnippet.shell("\($0.name): \($0.value)"))" }
        if !body.isEmpty { lines.append("--data-raw \(CodeSnippet.shell(body))") }
        return lines.joined(separator: " \\\n  ")
    }

    var swift: String {
        var lines = [
            "import Foundation", "", "var request = URLRequest(url: URL(string: \(CodeSnippet.quoted(url)))!)",
            "request.httpMethod = \(CodeSnippet.quoted(method))",
        ]
        lines += headers.map {
            "request.setValue(\(CodeSnippet.quoted($0.value)), forHTTPHeaderField: \(CodeSnippet.quoted($0.name)))"
        }
        if !body.isEmpty { lines.append("request.httpBody = Data(\(CodeSnippet.quoted(body)).utf8)") }
        lines += [
            "let (data, response) = try await URLSession.shared.data(for: request)",
            "print((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))",
        ]
        return lines.joined(separator: "\n")
    }

    var python: String {
        var lines = ["import urllib.request", "", "request = urllib.request.Request("]
        lines.append("    \(CodeSnippet.text(url)),")
        lines.append("    method=\(CodeSnippet.text(method)),")
        lines.append("    headers={")
        lines += headers.map { "        \(CodeSnippet.text($0.name)): \(CodeSnippet.text($0.value))," }
        lines.append("    },")
        if !body.isEmpty { lines.append("    data=\(CodeSnippet.text(body)).encode(),") }
        lines += [
            ")", "with urllib.request.urlopen(request) as answer:", "    print(answer.status, answer.read().decode())",
        ]
        return lines.joined(separator: "\n")
    }

    /// In single quotes, in which a shell changes nothing.
    private static func shell(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }

    /// As JSON, which is a literal of Python's too.
    private static func text(_ text: String) -> String { JSON.string(text).text() }

    /// A literal of Swift's, which writes other escapes than JSON.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where scalar.value < 0x20: escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "\"\(escaped)\""
    }
}
