// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// The bodies are declared in a module of their own, which the server shares; whoever imports the client needs them.
@_exported public import TenonWire
