// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Foundation
internal import SystemPackage
internal import TenonDomain
internal import Yams

/// Reads settings: flags over environment over `tenon.yaml` over defaults.
///
/// Every fault is kept, so that a person learns all of them at once; nothing is guessed for a value that does not parse.
struct SettingsReader {
    private let reader: ConfigReader
    private(set) var faults: [String] = []

    /// Takes flags by the name of the setting, all variables of the environment, of which those that begin with `TENON_`
    /// must be settings, and the path of a YAML file.
    init(flags: [String: String], environment: [String: String], file: String?) async throws {
        var faults: [String] = []
        let keys = Set(SettingKey.all.map(\.name))
        for name in flags.keys.sorted() where !keys.contains(name) {
            faults.append("There is no setting '\(name)'.")
        }
        let variables = Set(SettingKey.all.map(\.variable)).union(SettingKey.clientVariables)
        for name in environment.keys.sorted() where name.hasPrefix("TENON_") && !variables.contains(name) {
            faults.append("There is no setting for the environment variable \(name).")
        }
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(
                environmentVariables: Dictionary(
                    uniqueKeysWithValues: SettingKey.all.compactMap { key in
                        flags[key.name].map { (key.environmentName, $0) }
                    })),
            EnvironmentVariablesProvider(
                environmentVariables: Dictionary(
                    uniqueKeysWithValues: SettingKey.all.compactMap { key in
                        environment[key.variable].map { (key.environmentName, $0) }
                    })),
        ]
        if let file {
            faults += try SettingsReader.unknownKeys(inFile: file, known: keys)
            providers.append(try await SettingsReader.provider(forFile: file))
        }
        reader = ConfigReader(providers: providers)
        self.faults = faults
    }

    private static func provider(forFile file: String) async throws -> any ConfigProvider {
        do {
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(file))
        } catch {
            throw OperatorError("The settings in '\(file)' cannot be read.", exitCode: OperatorError.usage)
        }
    }

    private static func unknownKeys(inFile file: String, known: Set<String>) throws -> [String] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw OperatorError("The file '\(file)' cannot be read.", exitCode: OperatorError.usage)
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw OperatorError("The file '\(file)' is not YAML: \(error)", exitCode: OperatorError.usage)
        }
        guard let node else { return [] }
        return names(in: node, below: []).filter { !known.contains($0.name) }
            .map { "\(file):\($0.line): There is no setting '\($0.name)'." }
    }

    private static func names(in node: Node, below path: [String]) -> [(name: String, line: Int)] {
        guard let mapping = node.mapping else { return [(path.joined(separator: "."), node.mark?.line ?? 1)] }
        return mapping.flatMap { key, value in names(in: value, below: path + [key.string ?? "?"]) }
    }

    // MARK: - Values

    mutating func string(_ key: SettingKey) async -> String? {
        do {
            let value = try await reader.fetchString(
                forKey: ConfigKey(key.name), isSecret: SettingKey.secrets.contains(key))
            return value.flatMap { $0.isEmpty ? nil : $0 }
        } catch {
            faults.append("The setting '\(key.name)' must be a text.")
            return nil
        }
    }

    /// A text that must not be seen, given itself or in a file that ends in at most one line break.
    mutating func secret(_ key: SettingKey, orFile fileKey: SettingKey) async -> Secret? {
        let text = await string(key)
        guard let file = await string(fileKey) else { return text.map { Secret($0) } }
        if text != nil { reject(key, "and \(fileKey.name) exclude each other") }
        // Why it cannot be read does not matter: the sentence names the setting.
        guard let content = try? String(contentsOfFile: file, encoding: .utf8) else {
            reject(fileKey, "names a file that cannot be read")
            return nil
        }
        let line = content.trimmingCharacters(in: .whitespacesAndNewlines)
        if line.isEmpty { reject(fileKey, "names a file with nothing in it") }
        return Secret(line)
    }

    mutating func int(_ key: SettingKey, default value: Int, in range: ClosedRange<Int>) async -> Int {
        do {
            let found = try await reader.fetchInt(forKey: ConfigKey(key.name), default: value)
            if range.contains(found) { return found }
        } catch {}
        faults.append(
            "The setting '\(key.name)' must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        return value
    }

    mutating func bool(_ key: SettingKey, default value: Bool) async -> Bool {
        do { return try await reader.fetchBool(forKey: ConfigKey(key.name), default: value) } catch {
            faults.append("The setting '\(key.name)' must be true or false.")
            return value
        }
    }

    mutating func list(_ key: SettingKey) async -> [String] {
        do {
            return try await reader.fetchStringArray(forKey: ConfigKey(key.name), default: [])
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        } catch {
            // A YAML file may give one value without the brackets of a list.
            return await string(key)?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        }
    }

    mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ key: SettingKey, default value: Value
    ) async -> Value where Value.RawValue == String {
        guard let text = await string(key) else { return value }
        if let found = Value(rawValue: text) { return found }
        let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
        faults.append("The setting '\(key.name)' must be one of: \(choices).")
        return value
    }

    mutating func reject(_ key: SettingKey, _ reason: String) { faults.append("The setting '\(key.name)' \(reason).") }
}
