// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TenonDomain
internal import TenonJSON

/// Reads a request's body as JSON, whatever its length claims to be.
struct RequestBodyReader {
    /// The largest body; chunked ones are counted as they come.
    let bytesMax: Int

    /// The JSON object that is the body; `nil`, and a fault, when there is none.
    ///
    /// - Throws: ``TenonError`` `bodyTooLarge` or `unsupportedMediaType`, which nothing can be said beside.
    func object(of request: Request, faults: inout Faults) async throws -> JSONObject? {
        let bytes = try await bytes(of: request)
        guard !bytes.isEmpty else {
            faults.add("The body is missing; it has to be a JSON object.")
            return nil
        }
        guard RequestBodyReader.isJSON(request.headers[.contentType]) else {
            throw TenonError(.unsupportedMediaType, "The body has to be application/json.")
        }
        do {
            guard case .object(let object) = try JSONReader.read(bytes) else {
                faults.add("The body has to be a JSON object.")
                return nil
            }
            return object
        } catch {
            faults.add("Malformed JSON: \(error).")
            return nil
        }
    }

    /// The text that is the body; empty when there is none.
    ///
    /// - Throws: ``TenonError`` `bodyTooLarge`, `unsupportedMediaType`, or `validationFailed` when it is not UTF-8.
    func text(of request: Request) async throws -> String {
        let bytes = try await bytes(of: request)
        guard bytes.isEmpty || RequestBodyReader.isText(request.headers[.contentType]) else {
            throw TenonError(
                .unsupportedMediaType, "The body has to be application/jsonc, application/json or text/plain.")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw TenonError.validation(["The body is not UTF-8 text, or holds the character U+0000."])
        }
        return text
    }

    private static func isText(_ contentType: String?) -> Bool {
        guard let contentType, let type = contentType.split(separator: ";", omittingEmptySubsequences: false).first
        else { return false }
        let name = type.filter { !$0.isWhitespace }.lowercased()
        return ["application/jsonc", "text/plain"].contains(name) || isJSON(contentType)
    }

    private func bytes(of request: Request) async throws -> [UInt8] {
        let tooLarge = TenonError(.bodyTooLarge, "The body is larger than \(bytesMax) bytes.")
        if let declared = request.headers[.contentLength], Int(declared) ?? .max > bytesMax { throw tooLarge }
        do {
            let buffer = try await request.body.collect(upTo: bytesMax)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    /// `application/json` or anything that ends in `+json` (RFC 6839 §3.1), with any parameters.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType, let type = contentType.split(separator: ";", omittingEmptySubsequences: false).first
        else { return false }
        let name = type.filter { !$0.isWhitespace }.lowercased()
        return name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }
}
